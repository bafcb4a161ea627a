package io.dosvm.value;

import java.util.Arrays;

/**
 * A secret value that no log, message or {@link #toString()} shows.
 *
 * @since 0.1
 */
public final class Secret {
    private final char[] value;

    private Secret(char[] value) {
        this.value = value;
    }

    /**
     * A secret from its characters, which are copied.
     *
     * @param value the characters
     * @return the secret
     */
    public static Secret of(char[] value) {
        return new Secret(value.clone());
    }

    /**
     * A secret from text.
     *
     * @param value the text
     * @return the secret
     */
    public static Secret of(String value) {
        return new Secret(value.toCharArray());
    }

    /**
     * The characters, for the one place that must send them.
     *
     * @return a copy
     */
    public char[] reveal() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && Arrays.equals(value, that.value);
    }

    /** The same for every secret, so that nothing can be learnt from it. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "***";
    }
}
