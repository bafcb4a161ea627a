package io.dosvm.engine.compute;

import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.UUID;

/** An instance as it is stored. */
record InstanceRow(
        UUID id, UUID project, String name, String description, Version version, InstanceDefinition definition) {
    /** What it is called in messages. */
    ResourceRef ref() {
        return new ResourceRef(ResourceKind.INSTANCE, id, name);
    }
}
