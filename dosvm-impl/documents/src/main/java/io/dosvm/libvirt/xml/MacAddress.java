package io.dosvm.libvirt.xml;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A MAC address; equality ignores case, the spelling is kept.
 *
 * @since 0.1
 */
public final class MacAddress {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}");

    private final String text;

    private MacAddress(String text) {
        this.text = text;
    }

    /**
     * Six octets in hexadecimal, separated by colons.
     *
     * @throws XmlException if it is not that
     */
    public static MacAddress of(String text) {
        return of("MAC address", text);
    }

    static MacAddress of(String key, String text) {
        String t = text.strip();
        if (!SHAPE.matcher(t).matches()) {
            throw XmlException.value(key, text, "a MAC address");
        }
        return new MacAddress(t);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof MacAddress m && m.text.equalsIgnoreCase(text);
    }

    @Override
    public int hashCode() {
        return text.toLowerCase(Locale.ROOT).hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
