package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.NicLink;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Forwards of NICs in user networking: libvirt has no place for them with QEMU's own, so they stand in the metadata of
 * the domain, and QEMU is told them when it runs. Without I/O.
 */
final class Forwards {
    private static final String NAMESPACE = "urn:dosvm:forwards:1";
    private static final String PREFIX = "dosvmforwards";
    private static final String LOCAL = "forwards";
    private static final Pattern NETDEV = Pattern.compile("\\((\\S+)\\):\\s*");
    private static final Pattern ROW =
            Pattern.compile("\\s*(TCP|UDP)\\[HOST_FORWARD]\\s+-?\\d+\\s+(\\S+)\\s+(\\d+)\\s+\\S+\\s+(\\d+)\\s.*");

    private Forwards() {}

    /** A forward that a definition asks for. */
    record Wanted(MacAddress mac, IpAddress listen, NicLink.Forward forward) {
        /** As QEMU wants it: with port 0 the kernel chooses. */
        String rule() {
            return forward.protocol().text() + ":" + place() + "-:" + forward.guestPort();
        }

        /** The address of the host, as people write it. */
        String place() {
            return listen + ":" + forward.hostPort().orElse(0);
        }
    }

    /**
     * A NIC that runs.
     *
     * @param netdev QEMU's id of it
     */
    record Nic(String netdev, List<Wanted> wanted) {}

    /** A forward that QEMU has. */
    record Row(String netdev, Protocol protocol, IpAddress address, int hostPort, int guestPort) {
        boolean serves(Nic nic, Wanted wanted) {
            return netdev.equals(nic.netdev())
                    && protocol == wanted.forward().protocol()
                    && guestPort == wanted.forward().guestPort();
        }
    }

    /** The element for the metadata; empty where nothing is forwarded. */
    static Optional<Element> element(List<NicDefinition> nics) {
        List<Wanted> all = new ArrayList<>();
        for (NicDefinition nic : nics) {
            if (nic.link() instanceof NicLink.User user) {
                user.forwards().forEach(f -> all.add(new Wanted(nic.mac(), user.listen(), f)));
            }
        }
        if (all.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Element.of(PREFIX + ":" + LOCAL, e -> {
            e.attribute("xmlns:" + PREFIX, NAMESPACE);
            all.forEach(w -> e.child("forward", f -> {
                f.attribute("mac", w.mac().toString())
                        .attribute("protocol", w.forward().protocol().text())
                        .attribute("listen", w.listen().toString());
                w.forward().hostPort().ifPresent(port -> f.attribute("port", Integer.toString(port)));
                f.attribute("to", Integer.toString(w.forward().guestPort()));
            }));
        }));
    }

    /** What the metadata of a domain asks for; what somebody else wrote there and cannot be read is not ours. */
    static List<Wanted> in(Element metadata) {
        return metadata.children().stream()
                .filter(e -> e.localName().equals(LOCAL) && e.namespace().equals(NAMESPACE))
                .flatMap(e -> e.children().stream())
                .flatMap(e -> read(e).stream())
                .toList();
    }

    private static Optional<Wanted> read(Element forward) {
        try {
            return Optional.of(new Wanted(
                    MacAddress.parse(forward.attribute("mac").orElse("")),
                    IpAddress.parse(forward.attribute("listen").orElse("")),
                    new NicLink.Forward(
                            Protocol.valueOf(
                                    forward.attribute("protocol").orElse("").toUpperCase(Locale.ROOT)),
                            forward.attribute("port").map(Integer::valueOf),
                            Integer.parseInt(forward.attribute("to").orElse("")))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What QEMU's {@code info usernet} says: connections and forwards, below the name of each NIC. */
    static List<Row> rows(String usernet) {
        List<Row> rows = new ArrayList<>();
        String netdev = "";
        for (String line : usernet.lines().toList()) {
            Matcher head = NETDEV.matcher(line);
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(
                        netdev,
                        Protocol.valueOf(row.group(1)),
                        IpAddress.parse(row.group(2).equals("*") ? "0.0.0.0" : row.group(2)),
                        Integer.parseInt(row.group(3)),
                        Integer.parseInt(row.group(4))));
            } else if (head.find()) {
                netdev = head.group(1);
            }
        }
        return rows;
    }
}
