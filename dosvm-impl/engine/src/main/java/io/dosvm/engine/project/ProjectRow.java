package io.dosvm.engine.project;

import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.UUID;

/** A project as its row says. */
record ProjectRow(UUID id, String name, String description, State state, Version version, Limits limits, Use use) {
    /** How a project stands. */
    enum State {
        /** It may be used. */
        ACTIVE,
        /** It goes, and nothing new comes into it. */
        DELETING
    }

    ResourceRef ref() {
        return new ResourceRef(ResourceKind.PROJECT, id, name);
    }
}
