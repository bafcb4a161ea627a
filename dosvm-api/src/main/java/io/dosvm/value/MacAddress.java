package io.dosvm.value;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A 48-bit hardware address, written as {@code 52:54:00:0a:0b:0c}.
 *
 * @param value the 48 bits, 0 to 2^48 − 1
 * @since 0.1
 */
public record MacAddress(long value) {
    private static final Pattern TEXT = Pattern.compile("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}");

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is more than 48 bits
     */
    public MacAddress {
        if (value < 0 || value >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits");
        }
    }

    /**
     * Reads six hexadecimal pairs separated by colons.
     *
     * @param text the text
     * @return the address
     * @throws IllegalArgumentException if the text is not a MAC address
     */
    public static MacAddress parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!TEXT.matcher(lower).matches()) {
            throw new IllegalArgumentException("not a MAC address: '" + text + "'");
        }
        return new MacAddress(Long.parseLong(lower.replace(":", ""), 16));
    }

    @Override
    public String toString() {
        String hex = String.format(Locale.ROOT, "%012x", value);
        return hex.replaceAll("..(?!$)", "$0:");
    }
}
