package io.dosvm.libvirt.xml;

import org.jspecify.annotations.Nullable;

/**
 * A word of an open vocabulary: the known ones are constants of the subclass, and words of newer libvirts are kept and
 * written as they are.
 *
 * @since 0.1
 */
public abstract class Word {
    private final String raw;

    protected Word(String raw) {
        this.raw = raw;
    }

    /** The word as libvirt writes it. */
    public final String raw() {
        return raw;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass() && ((Word) other).raw.equals(raw);
    }

    @Override
    public final int hashCode() {
        return raw.hashCode();
    }

    /** The word as libvirt writes it. */
    @Override
    public final String toString() {
        return raw;
    }
}
