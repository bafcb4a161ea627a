package io.dosvm.value;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address. Never a name: nothing is resolved.
 *
 * @since 0.1
 */
public final class IpAddress implements Comparable<IpAddress> {
    private static final Pattern V4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads an address in dotted IPv4 or colon IPv6 form.
     *
     * @param text the address, without zone, port or prefix
     * @return the address
     * @throws IllegalArgumentException if the text is not an address
     */
    public static IpAddress parse(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            throw new IllegalArgumentException("not an IP address: '" + text + "'");
        }
        try {
            return new IpAddress(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: '" + text + "'", e);
        }
    }

    /**
     * An address from its bytes in network order.
     *
     * @param bytes 4 bytes (IPv4) or 16 bytes (IPv6)
     * @return the address
     * @throws IllegalArgumentException if there are neither 4 nor 16 bytes
     */
    public static IpAddress of(byte[] bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + bytes.length);
        }
        return new IpAddress(bytes.clone());
    }

    /**
     * Whether this is IPv4.
     *
     * @return true for IPv4, false for IPv6
     */
    public boolean isV4() {
        return bytes.length == 4;
    }

    /**
     * The bytes in network order.
     *
     * @return a copy of 4 or 16 bytes
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * The address that many steps further in the same family.
     *
     * @param steps how far; may be negative
     * @return the address
     * @throws ArithmeticException if it leaves the family's range
     */
    public IpAddress plus(long steps) {
        BigInteger sum = number().add(BigInteger.valueOf(steps));
        if (sum.signum() < 0 || sum.bitLength() > bytes.length * 8) {
            throw new ArithmeticException(this + " plus " + steps + " is no address");
        }
        byte[] raw = sum.toByteArray();
        byte[] result = new byte[bytes.length];
        int length = Math.min(raw.length, result.length);
        System.arraycopy(raw, raw.length - length, result, result.length - length, length);
        return new IpAddress(result);
    }

    BigInteger number() {
        return new BigInteger(1, bytes);
    }

    /** IPv4 before IPv6, then by value. */
    @Override
    public int compareTo(IpAddress other) {
        return bytes.length != other.bytes.length
                ? Integer.compare(bytes.length, other.bytes.length)
                : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }
}
