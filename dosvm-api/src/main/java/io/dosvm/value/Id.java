package io.dosvm.value;

import java.util.UUID;

/**
 * The identity of one object: made by the control plane, never reused, valid everywhere.
 *
 * @param <T> the noun that is identified
 * @param value the identity itself
 * @since 0.1
 */
public record Id<T>(UUID value) {
    /**
     * An identity from its UUID.
     *
     * @param <T> the noun that is identified
     * @param value the UUID
     * @return the identity
     */
    public static <T> Id<T> of(UUID value) {
        return new Id<>(value);
    }

    /**
     * Reads an identity as {@link #toString()} writes it.
     *
     * @param <T> the noun that is identified
     * @param text a UUID in its canonical form
     * @return the identity
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static <T> Id<T> parse(String text) {
        return new Id<>(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
