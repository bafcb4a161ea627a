package io.dosvm.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, exact.
 *
 * <p>May be negative, as the difference of two sizes is; a rule that wants a positive size says so itself, so that it
 * can name every violation at once. The factories use binary units: {@code gib(1)} is 2^30 bytes.
 *
 * @param bytes the number of bytes
 * @since 0.1
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    /** No bytes at all. */
    public static final ByteSize ZERO = new ByteSize(0);

    private static final Pattern TEXT = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("k", 1L << 10),
            Map.entry("kib", 1L << 10),
            Map.entry("m", 1L << 20),
            Map.entry("mib", 1L << 20),
            Map.entry("g", 1L << 30),
            Map.entry("gib", 1L << 30),
            Map.entry("t", 1L << 40),
            Map.entry("tib", 1L << 40),
            Map.entry("p", 1L << 50),
            Map.entry("pib", 1L << 50),
            Map.entry("kb", 1_000L),
            Map.entry("mb", 1_000_000L),
            Map.entry("gb", 1_000_000_000L),
            Map.entry("tb", 1_000_000_000_000L));
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /**
     * A size in bytes.
     *
     * @param count the number of bytes
     * @return the size
     */
    public static ByteSize bytes(long count) {
        return new ByteSize(count);
    }

    /**
     * A size in KiB (2^10 bytes).
     *
     * @param count the number of KiB
     * @return the size
     * @throws ArithmeticException if it does not fit in 63 bits
     */
    public static ByteSize kib(long count) {
        return of(count, 10);
    }

    /**
     * A size in MiB (2^20 bytes).
     *
     * @param count the number of MiB
     * @return the size
     * @throws ArithmeticException if it does not fit in 63 bits
     */
    public static ByteSize mib(long count) {
        return of(count, 20);
    }

    /**
     * A size in GiB (2^30 bytes).
     *
     * @param count the number of GiB
     * @return the size
     * @throws ArithmeticException if it does not fit in 63 bits
     */
    public static ByteSize gib(long count) {
        return of(count, 30);
    }

    /**
     * A size in TiB (2^40 bytes).
     *
     * @param count the number of TiB
     * @return the size
     * @throws ArithmeticException if it does not fit in 63 bits
     */
    public static ByteSize tib(long count) {
        return of(count, 40);
    }

    /**
     * Reads a size such as {@code 512}, {@code 2 GiB}, {@code 1.5G} (binary) or {@code 20 GB} (decimal).
     *
     * @param text the text
     * @return the size, rounded down to whole bytes
     * @throws IllegalArgumentException if the text is not a size, or does not fit in 63 bits
     */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("not a size: '" + text + "'; write for example 512, 2 GiB or 20 GB");
        }
        BigInteger bytes = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit))
                .setScale(0, RoundingMode.DOWN)
                .toBigInteger();
        if (bytes.bitLength() > 63) {
            throw new IllegalArgumentException("size does not fit in 63 bits: '" + text + "'");
        }
        return new ByteSize(bytes.longValueExact());
    }

    /**
     * The sum.
     *
     * @param other what to add
     * @return this plus other
     * @throws ArithmeticException if it does not fit in 63 bits
     */
    public ByteSize plus(ByteSize other) {
        return new ByteSize(Math.addExact(bytes, other.bytes));
    }

    /**
     * The difference.
     *
     * @param other what to subtract
     * @return this minus other; may be negative
     * @throws ArithmeticException if it does not fit in 63 bits
     */
    public ByteSize minus(ByteSize other) {
        return new ByteSize(Math.subtractExact(bytes, other.bytes));
    }

    /**
     * The size in whole KiB, rounded up: what a KiB-based interface needs to hold all the bytes.
     *
     * @return the number of KiB
     */
    public long toKibCeil() {
        return Math.floorDiv(bytes, 1024) + (bytes % 1024 == 0 ? 0 : 1);
    }

    /**
     * Whether there is at least one byte.
     *
     * @return true above zero
     */
    public boolean isPositive() {
        return bytes > 0;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The size in the largest binary unit that shows it exactly or with one decimal, such as {@code 2 GiB}. */
    @Override
    public String toString() {
        int unit = 0;
        double shown = bytes;
        while (Math.abs(shown) >= 1024 && unit < BINARY.length - 1) {
            shown /= 1024;
            unit++;
        }
        String number =
                shown == Math.rint(shown) ? Long.toString((long) shown) : String.format(Locale.ROOT, "%.1f", shown);
        return number + " " + BINARY[unit];
    }

    private static ByteSize of(long count, int shift) {
        return new ByteSize(Math.multiplyExact(count, 1L << shift));
    }
}
