package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.IpAddress;
import io.dosvm.libvirt.xml.network.Dhcp;
import io.dosvm.libvirt.xml.network.Forward;
import io.dosvm.libvirt.xml.network.ForwardMode;
import io.dosvm.libvirt.xml.network.Network;
import io.dosvm.libvirt.xml.network.NetworkBridge;
import io.dosvm.libvirt.xml.network.NetworkDomain;
import io.dosvm.libvirt.xml.network.NetworkIp;
import io.dosvm.spi.Networking.DhcpRange;
import io.dosvm.spi.Networking.NetworkDefinition;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.value.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes and reads network documents. */
final class NetworkDocuments {
    private NetworkDocuments() {}

    /**
     * The network as libvirt will start it.
     *
     * @param quickDhcp whether dnsmasq may offer an address without pinging it first, which takes three seconds per
     *     guest; needs libvirt 5.6
     */
    static String of(NetworkDefinition network, boolean quickDhcp) {
        return Network.of(n -> {
                    n.name(network.mark().madeName()).uuid(network.mark().id());
                    n.metadata(m -> m.raw().child(Marks.element(network.mark())));
                    n.forward(f -> {
                        f.mode(ForwardMode.NAT);
                        network.forwardInterface().ifPresent(f::dev);
                    });
                    n.bridge(b -> b.name(network.bridge()).stp(true).delay(0));
                    network.domain().ifPresent(d -> n.domain(x -> x.name(d).localOnly(true)));
                    n.ip(ip -> ip(ip, network));
                    if (quickDhcp) {
                        n.dnsmasqOptions(o -> o.dnsmasqOption(x -> x.value("no-ping")));
                    }
                })
                .xml();
    }

    private static void ip(NetworkIp.Builder ip, NetworkDefinition network) {
        if (!network.gateway().isV4()) {
            ip.family(new io.dosvm.libvirt.xml.domain.IpFamily("ipv6"));
        }
        ip.address(address(network.gateway())).prefix(network.addresses().prefix());
        if (!network.dhcp().isEmpty()) {
            ip.dhcp(d -> network.dhcp()
                    .forEach(r -> d.range(x -> x.start(address(r.first())).end(address(r.last())))));
        }
    }

    private static IpAddress address(io.dosvm.value.IpAddress address) {
        return IpAddress.of(address.toString());
    }

    static NetworkFound found(String xml, boolean active) {
        Network network = Network.parse(xml);
        return new NetworkFound(
                network.uuid().orElse(new UUID(0, 0)),
                network.name().orElse(""),
                network.forward()
                        .map(f -> f.mode().map(ForwardMode::raw).orElse("nat"))
                        .orElse(""),
                bridge(network),
                active);
    }

    private static Optional<String> bridge(Network network) {
        return network.bridge().flatMap(NetworkBridge::name);
    }

    /** What another network of the host has that this one wants; empty if they do not meet. */
    static Optional<String> clash(NetworkDefinition wanted, String otherXml) {
        Network other = Network.parse(otherXml);
        if (bridge(other).filter(wanted.bridge()::equals).isPresent()) {
            return Optional.of("the bridge " + wanted.bridge() + " is that of network "
                    + other.name().orElse(""));
        }
        return networks(other).stream()
                .filter(wanted.addresses()::overlaps)
                .findFirst()
                .map(c -> "the addresses " + wanted.addresses() + " overlap " + c + " of network "
                        + other.name().orElse(""));
    }

    /** Whether the network that is there does what is asked. */
    static boolean same(NetworkDefinition wanted, String xml) {
        Network there = Network.parse(xml);
        List<DhcpRange> ranges = new ArrayList<>();
        for (NetworkIp ip : there.ips()) {
            ip.dhcp().map(Dhcp::ranges).orElse(List.of()).forEach(r -> r.start()
                    .ifPresent(start -> r.end().ifPresent(end -> ranges.add(new DhcpRange(plain(start), plain(end))))));
        }
        return bridge(there).filter(wanted.bridge()::equals).isPresent()
                && networks(there).equals(List.of(wanted.addresses()))
                && there.ips()
                        .get(0)
                        .address()
                        .map(NetworkDocuments::plain)
                        .filter(wanted.gateway()::equals)
                        .isPresent()
                && there.forward().flatMap(Forward::dev).equals(wanted.forwardInterface())
                && there.domain().flatMap(NetworkDomain::name).equals(wanted.domain())
                && ranges.equals(wanted.dhcp());
    }

    /** Whether guests are plugged into it, as the live document tells. */
    static boolean inUse(String xml) {
        return Network.parse(xml).connections().orElse(0) > 0;
    }

    private static List<Cidr> networks(Network network) {
        List<Cidr> result = new ArrayList<>();
        for (NetworkIp ip : network.ips()) {
            ip.address().map(NetworkDocuments::plain).ifPresent(a -> result.add(network(a, prefix(ip, a))));
        }
        return result;
    }

    private static io.dosvm.value.IpAddress plain(IpAddress address) {
        return io.dosvm.value.IpAddress.of(address.toInetAddress().getAddress());
    }

    private static int prefix(NetworkIp ip, io.dosvm.value.IpAddress address) {
        if (ip.prefix().isPresent()) {
            return ip.prefix().getAsInt();
        }
        // libvirt's own defaults where neither prefix nor mask is told
        return ip.netmask()
                .map(IpAddress::toInetAddress)
                .map(InetAddress::getAddress)
                .map(mask -> new BigInteger(1, mask).bitCount())
                .orElse(address.isV4() ? 24 : 64);
    }

    private static Cidr network(io.dosvm.value.IpAddress address, int prefix) {
        byte[] bytes = address.toBytes();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new Cidr(io.dosvm.value.IpAddress.of(bytes), prefix);
    }
}
