package io.dosvm.libvirt.xml;

/**
 * A comment.
 *
 * @param value what stands between the comment marks
 * @since 0.1
 */
public record Comment(String value) implements Node {}
