package io.dosvm.value;

/**
 * Which edit of an object this is.
 *
 * @param number 1 when it is made, one more with every edit
 * @since 0.1
 */
public record Version(long number) implements Comparable<Version> {
    @Override
    public int compareTo(Version other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
