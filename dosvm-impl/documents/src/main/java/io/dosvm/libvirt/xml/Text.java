package io.dosvm.libvirt.xml;

/**
 * Character data, with entities resolved.
 *
 * @param value the characters
 * @param cdata whether it was, and will be, written as a CDATA section
 * @since 0.1
 */
public record Text(String value, boolean cdata) implements Node {
    /** Whether there is nothing but white space in it. */
    boolean isBlank() {
        return !cdata && value.isBlank();
    }
}
