package io.dosvm.engine.network;

import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.UUID;

/** An IP plan as it is stored. */
record SubnetRow(UUID id, String name, String description, Version version, SubnetDefinition definition) {
    ResourceRef ref() {
        return new ResourceRef(ResourceKind.SUBNET, id, name);
    }
}
