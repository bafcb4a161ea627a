package io.dosvm.libvirt.xml;

import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An amount of bytes as libvirt writes it: a number and a unit. Equal sizes have the same number of bytes, whatever
 * their units.
 *
 * @since 0.1
 */
public final class Size implements Comparable<Size> {
    /** A unit as libvirt names it. */
    public enum Unit {
        BYTES("bytes", 1),
        KB("KB", 1000),
        KIB("KiB", 1L << 10),
        MB("MB", 1000_000),
        MIB("MiB", 1L << 20),
        GB("GB", 1000_000_000),
        GIB("GiB", 1L << 30),
        TB("TB", 1000_000_000_000L),
        TIB("TiB", 1L << 40),
        PB("PB", 1000_000_000_000_000L),
        PIB("PiB", 1L << 50),
        EB("EB", 1000_000_000_000_000_000L),
        EIB("EiB", 1L << 60);

        private final String symbol;
        private final long bytes;

        Unit(String symbol, long bytes) {
            this.symbol = symbol;
            this.bytes = bytes;
        }

        /** As libvirt writes it. */
        public String symbol() {
            return symbol;
        }

        /** How many bytes one of it is. */
        public long bytes() {
            return bytes;
        }

        /** Any spelling that libvirt accepts: b, byte, bytes, k, K, KiB, kb, and so on. */
        static Unit parse(String key, String text) {
            String t = text.strip().toLowerCase(Locale.ROOT);
            if (t.equals("b") || t.equals("byte") || t.equals("bytes")) {
                return BYTES;
            }
            String full = t.length() == 1 ? t + "ib" : t;
            for (Unit unit : values()) {
                if (unit.symbol.toLowerCase(Locale.ROOT).equals(full)) {
                    return unit;
                }
            }
            throw XmlException.value(key, text, "a unit of size");
        }
    }

    private final long amount;
    private final Unit unit;

    private Size(long amount, Unit unit) {
        this.amount = amount;
        this.unit = unit;
    }

    /** @throws IllegalArgumentException if the amount is negative */
    public static Size of(long amount, Unit unit) {
        if (amount < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + amount);
        }
        return new Size(amount, unit);
    }

    public static Size bytes(long amount) {
        return of(amount, Unit.BYTES);
    }

    public static Size kib(long amount) {
        return of(amount, Unit.KIB);
    }

    public static Size mib(long amount) {
        return of(amount, Unit.MIB);
    }

    public static Size gib(long amount) {
        return of(amount, Unit.GIB);
    }

    public static Size tib(long amount) {
        return of(amount, Unit.TIB);
    }

    static Size parse(String key, String amount, Unit unit) {
        long n = Value.int64(key, amount);
        return new Size(n, unit);
    }

    /** The number as written, in {@link #unit}; above 2^63 - 1 it comes out as Java's unsigned longs do. */
    public long amount() {
        return amount;
    }

    /** The unit; the default of the field if the document does not say. */
    public Unit unit() {
        return unit;
    }

    /** @throws ArithmeticException above 2^63 - 1 bytes */
    public long toBytes() {
        if (amount < 0) {
            throw new ArithmeticException(this + " does not fit a long");
        }
        return Math.multiplyExact(amount, unit.bytes);
    }

    /** Whole KiB, rounded up. */
    public long toKib() {
        return unit == Unit.KIB ? amount : (toBytes() + 1023) / 1024;
    }

    @Override
    public int compareTo(Size other) {
        return exact().compareTo(other.exact());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Size s && compareTo(s) == 0;
    }

    @Override
    public int hashCode() {
        return exact().hashCode();
    }

    private BigInteger exact() {
        return new BigInteger(Long.toUnsignedString(amount)).multiply(BigInteger.valueOf(unit.bytes));
    }

    /** Number and unit, as in "2 GiB". */
    @Override
    public String toString() {
        return Long.toUnsignedString(amount) + " " + unit.symbol;
    }
}
