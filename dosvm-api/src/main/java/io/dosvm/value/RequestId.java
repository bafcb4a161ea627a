package io.dosvm.value;

import java.util.regex.Pattern;

/**
 * The caller's own name for one create: repeating it after a lost answer gives the same object instead of a second.
 *
 * @param value 1–64 letters, digits, {@code .}, {@code _}, {@code :} or {@code -}; unique per control plane
 * @since 0.1
 */
public record RequestId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if the value has another form
     */
    public RequestId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a request id is 1–64 letters, digits, '.', '_', ':' or '-'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
