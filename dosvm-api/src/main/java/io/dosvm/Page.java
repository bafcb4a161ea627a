package io.dosvm;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list.
 *
 * @param <T> what is listed
 * @param items what is on it, in order
 * @param next where the next page begins, for {@link ListQuery#after}; empty on the last page
 * @since 0.1
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Keeps an immutable copy. */
    public Page {
        items = List.copyOf(items);
    }
}
