package io.dosvm.libvirt;

import static io.dosvm.libvirt.Verdicts.bad;
import static io.dosvm.libvirt.Verdicts.good;
import static io.dosvm.libvirt.Verdicts.install;
import static io.dosvm.libvirt.Verdicts.unknown;
import static io.dosvm.libvirt.Verdicts.warning;

import io.dosvm.libvirt.LocalMachine.Listener;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Networking.NetworkFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges networks of guests and the ways between hosts. Without I/O. */
final class NetworkFindings {
    static final String DNSMASQ = "dnsmasq";
    static final String BRIDGES = "bridges";
    static final String MIGRATION = "migration address";
    static final String PORTS = "ports";

    static final int TCP = 16_509;
    static final int TLS = 16_514;
    static final int FIRST = 49_152;
    static final int LAST = 49_215;

    /** What libvirt's own networks do; the empty word is an isolated one. */
    private static final Set<String> OWN = Set.of("nat", "route", "open", "");

    private NetworkFindings() {}

    /**
     * Whether networks with DHCP and DNS can start: one that runs proves it, the program alone promises it. An isolated
     * network proves nothing, as it may have no addresses.
     */
    static Finding dnsmasq(List<NetworkFound> networks, Optional<Boolean> program) {
        String fix = install("dnsmasq-base", "dnsmasq") + "; Debian's package is enough without its service";
        if (program.isPresent() && !program.get()) {
            return bad(DNSMASQ, "not installed: networks with DHCP or DNS do not start", fix);
        }
        Optional<NetworkFound> running = networks.stream()
                .filter(NetworkFound::active)
                .filter(n -> OWN.contains(n.forward()) && !n.forward().isEmpty())
                .findFirst();
        if (running.isPresent()) {
            return good(DNSMASQ, "network " + running.get().name() + " runs");
        }
        return program.isPresent()
                ? good(DNSMASQ, "installed; no network of libvirt's own runs")
                : unknown(
                        DNSMASQ,
                        "no network of libvirt's own runs, so that nothing shows whether it is installed",
                        "there: 'command -v dnsmasq'; " + fix);
    }

    /**
     * Whether guests can be put onto the network of the host itself.
     *
     * @param all bridges of the host; empty where they are not told
     */
    static Finding bridges(Optional<Set<String>> all, List<NetworkFound> networks) {
        if (all.isEmpty()) {
            return unknown(BRIDGES, "libvirt does not tell the host's interfaces", "there: 'ip link show type bridge'");
        }
        Set<String> own = new TreeSet<>(all.get());
        // those of libvirt's own networks lead nowhere but through it
        networks.stream().filter(n -> OWN.contains(n.forward())).forEach(n -> n.bridge()
                .ifPresent(own::remove));
        return own.isEmpty()
                ? warning(
                        BRIDGES,
                        "none of the host's own: guests reach the network through libvirt's networks only",
                        "if guests are to have addresses of the host's network: 'nmcli connection add type bridge"
                                + " ifname br0', then 'nmcli connection add type ethernet ifname NIC master br0';"
                                + " connections over that NIC break for a moment")
                : good(BRIDGES, String.join(", ", own));
    }

    /**
     * Whether other hosts can send VMs.
     *
     * @param live whether libvirt migrates running VMs over TCP
     * @param hostName what the host calls itself, which others are told
     * @param addresses what that name means here; empty where it means nothing
     */
    static Finding migration(boolean live, String hostName, List<String> addresses) {
        String fix = "give the host a name that the others resolve to an address they reach ('hostnamectl"
                + " set-hostname', DNS or their /etc/hosts), or migration_host = \"ADDRESS\" in /etc/libvirt/qemu.conf"
                + " and 'systemctl restart libvirtd' ('virtqemud')";
        if (!live) {
            return warning(
                    MIGRATION,
                    "libvirt there does not move running VMs over TCP",
                    "the hypervisor there cannot; on QEMU: a newer libvirt");
        }
        if (hostName.isEmpty() || hostName.equals("localhost") || hostName.startsWith("localhost.")) {
            return warning(
                    MIGRATION, "the host calls itself '" + hostName + "', which leads others to themselves", fix);
        }
        if (addresses.isEmpty()) {
            return unknown(
                    MIGRATION,
                    "other hosts are sent to '" + hostName + "', which does not resolve to an outer address here",
                    "on the other hosts: 'getent hosts " + hostName + "'; if it finds no address that they reach: "
                            + fix);
        }
        return good(MIGRATION, hostName + " is " + String.join(", ", addresses));
    }

    /**
     * Whether the ports are as others need them.
     *
     * @param listeners who listens on the host; empty where that is not seen from here
     * @param reachedBy what of libvirt's own was used to come here, such as {@code tls}; empty for other ways
     */
    static List<Finding> ports(Optional<Set<Listener>> listeners, Optional<String> reachedBy) {
        String range = FIRST + "-" + LAST;
        String open = "'firewall-cmd --permanent --add-port=" + range + "/tcp' and 'firewall-cmd --reload' on Fedora,"
                + " 'ufw allow " + FIRST + ":" + LAST + "/tcp' on Debian";
        List<Finding> findings = new ArrayList<>();
        if (listeners.isEmpty()) {
            reachedBy.ifPresent(
                    way -> findings.add(good(PORTS, "libvirt's own for " + way + " is open: we came by it")));
            findings.add(unknown(
                    PORTS,
                    "who listens there on " + TCP + ", " + TLS + " and " + range + " is seen on that host only",
                    "there: 'ss -tln'; for migration " + range + " must be free, and open: " + open));
            return findings;
        }
        Set<Integer> outside = listeners.get().stream()
                .filter(Listener::outside)
                .map(Listener::port)
                .collect(Collectors.toCollection(TreeSet::new));
        findings.add(control(outside));
        Set<Integer> taken = listeners.get().stream()
                .map(Listener::port)
                .filter(p -> p >= FIRST && p <= LAST)
                .collect(Collectors.toCollection(TreeSet::new));
        int all = LAST - FIRST + 1;
        String firewall = "for migration the firewall must let them in: " + open;
        if (taken.isEmpty()) {
            findings.add(good(PORTS, range + " are free for migration"));
        } else if (taken.size() < all) {
            findings.add(warning(
                    PORTS,
                    taken.size() + " of " + all + " ports for migration are taken: " + taken,
                    "if no migration is under way: 'ss -tlnp' names who holds them; " + firewall));
        } else {
            findings.add(bad(
                    PORTS,
                    "all ports for migration are taken: " + range,
                    "'ss -tlnp' names who holds them; or migration_port_min and migration_port_max in"
                            + " /etc/libvirt/qemu.conf"));
        }
        return findings;
    }

    private static Finding control(Set<Integer> outside) {
        if (outside.contains(TCP)) {
            return warning(
                    PORTS,
                    TCP + " is open to other machines, unencrypted: by default whoever reaches it is root here",
                    "'systemctl disable --now libvirtd-tcp.socket' and use TLS on " + TLS
                            + ", or close it in the firewall");
        }
        return outside.contains(TLS)
                ? good(PORTS, TLS + " (TLS) is open to other machines")
                : warning(
                        PORTS,
                        "nothing listens on " + TLS + ": other machines reach this libvirt over ssh only",
                        "if they are to: certificates as 'virt-pki-validate' wants them, then 'systemctl enable --now"
                                + " libvirtd-tls.socket' ('virtproxyd-tls.socket' on Fedora), and the port open in the"
                                + " firewall");
    }
}
