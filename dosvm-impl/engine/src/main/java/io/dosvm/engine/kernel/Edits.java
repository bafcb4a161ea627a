package io.dosvm.engine.kernel;

import io.dosvm.VersionCondition;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.Optional;

/** The rule of edits that depend on what was read. Pure. */
public final class Edits {
    private Edits() {}

    /** Refuses with {@code VERSION_CONFLICT} if the object is not at the version that the caller read. */
    public static void require(ResourceRef resource, Version now, Optional<VersionCondition> condition) {
        if (condition.isPresent() && !condition.get().version().equals(now)) {
            throw DosvmException.of(
                            ErrorCode.VERSION_CONFLICT,
                            "it is at version " + now + ", not at " + condition.get().version() + " as it was read")
                    .resource(resource)
                    .with("is", now)
                    .with("expected", condition.get().version())
                    .hint("read it again and decide anew")
                    .build();
        }
    }
}
