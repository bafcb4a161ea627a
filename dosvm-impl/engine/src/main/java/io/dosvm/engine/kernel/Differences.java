package io.dosvm.engine.kernel;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code ensure} found to be other than asked. Pure. */
public final class Differences {
    private final List<String> found = new ArrayList<>();

    /** Compares one field, if the caller set it. */
    public Differences compare(String field, Optional<?> asked, Object is) {
        if (asked.isPresent() && !asked.get().equals(is)) {
            found.add(field + ": is " + is + ", asked " + asked.get());
        }
        return this;
    }

    /** Adds a difference that is no plain comparison. */
    public Differences note(boolean differs, String text) {
        if (differs) {
            found.add(text);
        }
        return this;
    }

    /** Throws {@code DIFFERS} over all, if there are any. */
    public void refuse(ResourceRef resource) {
        if (!found.isEmpty()) {
            throw DosvmException.of(ErrorCode.DIFFERS, "it exists, but " + String.join("; ", found))
                    .resource(resource)
                    .hint("edit it, or ask for what is there")
                    .build();
        }
    }
}
