package io.dosvm.libvirt.xml;

import java.util.Optional;

/**
 * How one element or attribute of a document is reached.
 *
 * @param path an XPath to it, from the root, with the prefixes of the document
 * @param value what it holds: an attribute's value, or the text directly inside an element, empty if there is none
 * @param method the public method that reaches it, as {@code class#method()}; empty if only the tree does
 * @param type what that method returns; empty as well then
 * @param problem why a method that should reach it does not: a value that is not of its type, a second one of what
 *     there can be one of
 * @since 0.1
 */
public record Accessor(
        String path, String value, Optional<String> method, Optional<String> type, Optional<String> problem) {
    /** Whether a typed method reaches it. */
    public boolean isTyped() {
        return method.isPresent();
    }
}
