package io.dosvm.libvirt.xml;

/**
 * One attribute; a namespace declaration is an attribute too.
 *
 * @param name the name as written, with its prefix if it has one
 * @param namespace the namespace of that prefix; empty without a prefix
 * @param value the value, with entities resolved
 * @since 0.1
 */
public record Attribute(String name, String namespace, String value) {
    static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    /** Whether this declares a namespace ({@code xmlns} or {@code xmlns:prefix}). */
    public boolean isDeclaration() {
        return namespace.equals(XMLNS);
    }
}
