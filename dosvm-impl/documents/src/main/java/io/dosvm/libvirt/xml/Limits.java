package io.dosvm.libvirt.xml;

/**
 * Bounds for parsing input that is not trusted.
 *
 * @param size the largest document, in characters (bytes when reading a stream); at least 1
 * @param depth the deepest nesting of elements; at least 1
 * @since 0.1
 */
public record Limits(int size, int depth) {
    /** 16 Mi characters, 512 levels: libvirt itself allows backing chains of 200. */
    public static final Limits DEFAULT = new Limits(16 << 20, 512);

    /** @throws IllegalArgumentException if a bound is below 1 */
    public Limits {
        if (size < 1 || depth < 1) {
            throw new IllegalArgumentException("limits must be positive: size " + size + ", depth " + depth);
        }
    }
}
