package io.dosvm.libvirt.xml;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, never a name: nothing is ever looked up. Equality is that of the address; the spelling is
 * kept.
 *
 * @since 0.1
 */
public final class IpAddress {
    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final String text;
    private final InetAddress address;

    private IpAddress(String text, InetAddress address) {
        this.text = text;
        this.address = address;
    }

    /**
     * An address in its usual notation.
     *
     * @throws XmlException if it is not that
     */
    public static IpAddress of(String text) {
        return of("IP address", text);
    }

    static IpAddress of(String key, String text) {
        String t = text.strip();
        if (!V4.matcher(t).matches() && !V6.matcher(t).matches()) {
            throw XmlException.value(key, text, "an IP address");
        }
        try {
            return new IpAddress(t, InetAddress.getByName(t));
        } catch (UnknownHostException e) {
            throw XmlException.value(key, text, "an IP address");
        }
    }

    /** Whether it is an IPv6 address by its notation. */
    public boolean isV6() {
        return text.indexOf(':') >= 0;
    }

    /** The same as the JDK knows it. */
    public InetAddress toInetAddress() {
        return address;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress i && i.address.equals(address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
