package io.dosvm.value;

import java.math.BigInteger;

/**
 * An IP network in prefix form, such as {@code 10.0.0.0/24}. The host bits are zero.
 *
 * @param network the first address
 * @param prefix the length of the network part: 0–32 (IPv4) or 0–128 (IPv6)
 * @since 0.1
 */
public record Cidr(IpAddress network, int prefix) {
    /**
     * Checks the prefix and the host bits.
     *
     * @throws IllegalArgumentException if the prefix is out of range or a host bit is set
     */
    public Cidr {
        int bits = network.isV4() ? 32 : 128;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix of " + network + " must be 0–" + bits + ", not " + prefix);
        }
        if (prefix < bits
                && network.number().getLowestSetBit() >= 0
                && network.number().getLowestSetBit() < bits - prefix) {
            throw new IllegalArgumentException(network + "/" + prefix + " has host bits set");
        }
    }

    /**
     * Reads {@code address/prefix}.
     *
     * @param text the text
     * @return the network
     * @throws IllegalArgumentException if the text is not a network, or has host bits set
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            throw new IllegalArgumentException("not a network: '" + text + "'; write for example 10.0.0.0/24");
        }
        return new Cidr(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /**
     * Whether the address lies in this network.
     *
     * @param address the address; one of the other family never does
     * @return true if it does
     */
    public boolean contains(IpAddress address) {
        if (address.isV4() != network.isV4()) {
            return false;
        }
        int host = (network.isV4() ? 32 : 128) - prefix;
        return address.number().shiftRight(host).equals(network.number().shiftRight(host));
    }

    /**
     * Whether the two networks share an address.
     *
     * @param other the other network
     * @return true if they do
     */
    public boolean overlaps(Cidr other) {
        return contains(other.network) || other.contains(network);
    }

    /**
     * The last address: the broadcast address of an IPv4 network.
     *
     * @return the address
     */
    public IpAddress last() {
        int host = (network.isV4() ? 32 : 128) - prefix;
        BigInteger last = network.number().add(BigInteger.ONE.shiftLeft(host)).subtract(BigInteger.ONE);
        byte[] raw = last.toByteArray();
        byte[] bytes = new byte[network.isV4() ? 4 : 16];
        int length = Math.min(raw.length, bytes.length);
        System.arraycopy(raw, raw.length - length, bytes, bytes.length - length, length);
        return IpAddress.of(bytes);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
