package io.dosvm.engine.access;

import io.dosvm.Authorizer;
import io.dosvm.Caller;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceRef;

/** Asks the authoriser before anything is read or written on behalf of a caller. */
public final class Gate {
    private final Authorizer authorizer;

    /** A gate that one authoriser keeps. */
    public Gate(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Refuses with {@code FORBIDDEN} what the caller may not do. */
    public void require(Caller caller, String action, ResourceRef target) {
        if (!authorizer.allows(caller, action, target)) {
            throw DosvmException.of(ErrorCode.FORBIDDEN, "'" + caller.name() + "' may not do " + action)
                    .resource(target)
                    .with("caller", caller.name())
                    .with("action", action)
                    .build();
        }
    }
}
