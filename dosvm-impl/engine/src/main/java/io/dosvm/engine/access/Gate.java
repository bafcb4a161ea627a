package io.dosvm.engine.access;

import io.dosvm.Authorizer;
import io.dosvm.Caller;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;

/** Asks the authoriser before anything is read or written on behalf of a caller. */
public final class Gate {
    private final Authorizer authorizer;

    /** A gate that one authoriser keeps. */
    public Gate(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * Refuses with {@code FORBIDDEN} what the caller may not do.
     *
     * @param project whose the target is; empty for nobody's
     */
    public void require(Caller caller, String action, ResourceRef target, Optional<UUID> project) {
        if (!authorizer.allows(caller, action, target, project.map(Id::of))) {
            throw DosvmException.of(ErrorCode.FORBIDDEN, "'" + caller.name() + "' may not do " + action)
                    .resource(target)
                    .with("caller", caller.name())
                    .with("action", action)
                    .build();
        }
    }
}
