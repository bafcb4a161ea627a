package io.dosvm.engine.compute;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects where what is asked differs from what is. Pure. */
final class Differences {
    private final List<String> found = new ArrayList<>();

    /** Compares what was set; null was not. */
    void compare(String field, @Nullable Object asked, @Nullable Object is) {
        if (asked != null && !asked.equals(is)) {
            found.add(field + ": is " + (is == null ? "not set" : is) + ", asked " + asked);
        }
    }

    <T> void compareEach(String field, List<T> asked, List<T> is, Pair<T> pair) {
        if (asked.size() != is.size()) {
            compare(field, asked.size(), is.size());
            return;
        }
        for (int i = 0; i < asked.size(); i++) {
            pair.compare(field + "[" + i + "]", asked.get(i), is.get(i));
        }
    }

    List<String> all() {
        return List.copyOf(found);
    }

    /** Refuses with {@code DIFFERS} if there are any. */
    static void refuse(ResourceRef resource, List<String> differences) {
        if (!differences.isEmpty()) {
            throw DosvmException.of(ErrorCode.DIFFERS, String.join("; ", differences))
                    .resource(resource)
                    .with("differences", differences)
                    .hint("edit it, or ask for what it is")
                    .build();
        }
    }

    /** Compares two of a list. */
    interface Pair<T> {
        void compare(String field, T asked, T is);
    }
}
