package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.GuestFindings.Acceleration;
import io.dosvm.libvirt.LocalMachine.Listener;
import io.dosvm.libvirt.LocalMachine.Special;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Finding.Verdict;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is judged of which facts. */
class FindingsTest {
    private static final UUID ID = new UUID(1, 2);
    private static final Special KVM = new Special("/dev/kvm", "root", "kvm", "rw-rw----", false);

    private static void is(Verdict verdict, String seen, String fix, Finding finding) {
        assertEquals(verdict, finding.verdict(), finding.toString());
        assertTrue(finding.seen().contains(seen), finding.toString());
        assertTrue(finding.fix().contains(fix), finding.toString());
        assertEquals(verdict == Verdict.GOOD, finding.fix().isEmpty(), finding.toString());
    }

    private static Acceleration ran(String under, boolean listed) {
        return new Acceleration(Optional.empty(), Optional.of(under), listed, Optional.empty());
    }

    @Test
    void kvm_isGoodOnlyWhereAGuestRan() {
        is(Verdict.GOOD, "a guest", "", GuestFindings.kvm(ran("kvm", true), true, Optional.of(KVM)));
        is(Verdict.WARNING, "no sign of life", "nested", GuestFindings.kvm(ran("tcg", true), true, Optional.of(KVM)));
        is(
                Verdict.WARNING,
                "no /dev/kvm; guests run under TCG",
                "modprobe kvm_intel",
                GuestFindings.kvm(ran("tcg", false), true, Optional.empty()));
        is(Verdict.WARNING, "does not list it", "VT-x", GuestFindings.kvm(ran("tcg", false), false, Optional.empty()));
        is(
                Verdict.WARNING,
                "but libvirt does not list it",
                "dnf install qemu-kvm",
                GuestFindings.kvm(ran("tcg", false), true, Optional.of(KVM)));
    }

    @Test
    void kvm_ofAUserWithoutRights_namesTheGroup() {
        Acceleration session = new Acceleration(Optional.empty(), Optional.of("tcg"), false, Optional.of("ann"));
        is(
                Verdict.WARNING,
                "rw-rw---- root:kvm, closed to ann",
                "'usermod -aG kvm ann'",
                GuestFindings.kvm(session, true, Optional.of(KVM)));
    }

    @Test
    void kvm_thatNobodyTried_isUnknown() {
        Acceleration said = new Acceleration(Optional.of("kvm"), Optional.empty(), true, Optional.empty());
        is(Verdict.UNKNOWN, "accel=kvm", "leave accel out", GuestFindings.kvm(said, true, Optional.of(KVM)));
        Acceleration noLibvirt = new Acceleration(Optional.empty(), Optional.empty(), false, Optional.empty());
        is(Verdict.UNKNOWN, "/dev/kvm is", "connect", GuestFindings.kvm(noLibvirt, true, Optional.of(KVM)));
    }

    @Test
    void qemu() {
        is(Verdict.GOOD, "QEMU 7.2.22 for x86_64", "", GuestFindings.qemu(List.of("x86_64"), "QEMU 7.2.22"));
        is(Verdict.BAD, "no QEMU", "apt-get install qemu-system-x86", GuestFindings.qemu(List.of(), "QEMU 0.0.0"));
    }

    private static String capabilities(String firmware, String backend) {
        return """
                <domainCapabilities><arch>x86_64</arch><os supported='yes'><enum name='firmware'>%s</enum>
                <loader supported='yes'><value>/usr/share/OVMF/OVMF_CODE_4M.fd</value>
                <enum name='secure'><value>yes</value><value>no</value></enum></loader></os>
                <devices><tpm supported='yes'>
                <enum name='backendModel'><value>passthrough</value>%s</enum></tpm></devices>
                </domainCapabilities>""".formatted(firmware, backend);
    }

    @Test
    void firmwareAndTpm_asLibvirtTells() {
        GuestAbilities all =
                GuestAbilities.read(capabilities("<value>bios</value><value>efi</value>", "<value>emulator</value>"));
        is(Verdict.GOOD, "with secure boot", "", GuestFindings.firmware(Optional.of(all), Optional.empty()));
        is(Verdict.GOOD, "offers", "", GuestFindings.tpm(Optional.of(all), Optional.empty()));
        GuestAbilities none = GuestAbilities.read(capabilities("<value>bios</value>", ""));
        is(
                Verdict.WARNING,
                "OVMF_CODE_4M.fd, but nothing",
                "apt-get install ovmf",
                GuestFindings.firmware(Optional.of(none), Optional.empty()));
        is(Verdict.WARNING, "no TPM", "swtpm-tools", GuestFindings.tpm(Optional.of(none), Optional.empty()));
        // older libvirt promises what is not installed
        is(
                Verdict.WARNING,
                "missing: swtpm_setup",
                "swtpm-tools",
                GuestFindings.tpm(Optional.of(all), Optional.of(Set.of("swtpm"))));
    }

    @Test
    void firmwareAndTpm_ofAMachineWithoutLibvirt() {
        is(Verdict.GOOD, "/a.fd", "", GuestFindings.firmware(Optional.empty(), Optional.of(List.of("/a.fd"))));
        is(
                Verdict.WARNING,
                "BIOS only",
                "dnf install edk2-ovmf",
                GuestFindings.firmware(Optional.empty(), Optional.of(List.of())));
        is(
                Verdict.UNKNOWN,
                "did not tell",
                "virsh domcapabilities",
                GuestFindings.firmware(Optional.empty(), Optional.empty()));
        is(
                Verdict.GOOD,
                "are there",
                "",
                GuestFindings.tpm(Optional.empty(), Optional.of(Set.of("swtpm", "swtpm_setup"))));
        is(Verdict.UNKNOWN, "did not tell", "command -v", GuestFindings.tpm(Optional.empty(), Optional.empty()));
    }

    @Test
    void socket_namesTheGroupThatOwnsIt() {
        List<Path> candidates = List.of(Path.of("/run/a"), Path.of("/run/b"));
        Special closed = new Special("/run/a", "root", "virt", "rw-rw----", false);
        is(
                Verdict.BAD,
                "/run/a is rw-rw---- root:virt, closed to ann",
                "'usermod -aG virt ann'",
                HostFindings.socket(candidates, Optional.of(closed), "ann"));
        Special rootOnly = new Special("/run/a", "root", "root", "rwx------", false);
        is(
                Verdict.BAD,
                "closed to ann",
                "unix_sock_group",
                HostFindings.socket(candidates, Optional.of(rootOnly), "ann"));
        Special open = new Special("/run/a", "root", "virt", "rw-rw----", true);
        is(Verdict.GOOD, "open to ann", "", HostFindings.socket(candidates, Optional.of(open), "ann"));
        is(
                Verdict.BAD,
                "neither /run/a nor /run/b",
                "dnf install libvirt-daemon-kvm",
                HostFindings.socket(candidates, Optional.empty(), "ann"));
        is(
                Verdict.BAD,
                "there is no /run/a",
                "libvirtd.socket",
                HostFindings.socket(candidates.subList(0, 1), Optional.empty(), "ann"));
    }

    private static PoolFound pool(String name, boolean active, ByteSize available) {
        return new PoolFound(ID, name, "dir", "/pools/" + name, active, ByteSize.gib(100), available);
    }

    @Test
    void storage_namesEachPool() {
        List<PoolFound> pools = List.of(
                pool("home", true, ByteSize.gib(9)),
                pool("off", false, ByteSize.bytes(0)),
                pool("full", true, ByteSize.mib(5)),
                pool("fine", true, ByteSize.gib(9)));
        Special barrier = new Special("/home/ann", "ann", "ann", "rwx------", true);
        List<Finding> all = HostFindings.storage(pools, Optional.of(Map.of("home", barrier)), "64055");
        assertEquals(4, all.size());
        is(Verdict.WARNING, "may not enter /home/ann", "setfacl -m u:64055:x /home/ann", all.get(0));
        is(Verdict.UNKNOWN, "off at /pools/off is not started", "virsh pool-start off", all.get(1));
        is(Verdict.WARNING, "full at /pools/full has", "space", all.get(2));
        is(Verdict.GOOD, "fine (", "", all.get(3));
    }

    @Test
    void storage_ofAnotherMachine_leavesTheDirectoriesOpen() {
        List<Finding> all = HostFindings.storage(List.of(pool("a", true, ByteSize.gib(9))), Optional.empty(), "107");
        assertEquals(2, all.size());
        is(Verdict.GOOD, "a (", "", all.get(0));
        is(Verdict.UNKNOWN, "user 107", "namei -l", all.get(1));
        is(
                Verdict.GOOD,
                "no pool yet",
                "",
                HostFindings.storage(List.of(), Optional.empty(), "107").get(0));
    }

    private static NetworkFound network(String forward, String bridge, boolean active) {
        return new NetworkFound(ID, "net-" + bridge, forward, Optional.of(bridge), active);
    }

    @Test
    void dnsmasq_isProvenByANetworkThatRuns() {
        List<NetworkFound> runs = List.of(network("nat", "virbr0", true));
        is(Verdict.GOOD, "net-virbr0 runs", "", NetworkFindings.dnsmasq(runs, Optional.empty()));
        List<NetworkFound> proveNothing =
                List.of(network("nat", "virbr0", false), network("", "virbr1", true), network("bridge", "br0", true));
        is(
                Verdict.UNKNOWN,
                "nothing shows",
                "command -v dnsmasq",
                NetworkFindings.dnsmasq(proveNothing, Optional.empty()));
        is(Verdict.GOOD, "installed", "", NetworkFindings.dnsmasq(proveNothing, Optional.of(true)));
        is(Verdict.BAD, "not installed", "dnsmasq-base", NetworkFindings.dnsmasq(runs, Optional.of(false)));
    }

    @Test
    void bridges_ofLibvirtsOwnNetworks_doNotCount() {
        List<NetworkFound> networks = List.of(network("nat", "virbr0", true), network("bridge", "br0", true));
        is(Verdict.GOOD, "br0", "", NetworkFindings.bridges(Optional.of(Set.of("virbr0", "br0")), networks));
        is(Verdict.WARNING, "none", "nmcli", NetworkFindings.bridges(Optional.of(Set.of("virbr0")), networks));
        is(Verdict.UNKNOWN, "not tell", "ip link", NetworkFindings.bridges(Optional.empty(), networks));
    }

    @Test
    void migration_needsANameThatOthersCanUse() {
        is(Verdict.GOOD, "h1 is 10.0.0.1", "", NetworkFindings.migration(true, "h1", List.of("10.0.0.1")));
        is(Verdict.UNKNOWN, "'h1'", "getent hosts h1", NetworkFindings.migration(true, "h1", List.of()));
        for (String name : List.of("localhost", "localhost.localdomain", "")) {
            is(
                    Verdict.WARNING,
                    "themselves",
                    "migration_host",
                    NetworkFindings.migration(true, name, List.of("10.0.0.1")));
        }
        is(Verdict.WARNING, "does not move", "newer", NetworkFindings.migration(false, "h1", List.of("10.0.0.1")));
    }

    @Test
    void ports() {
        List<Finding> tls = NetworkFindings.ports(
                Optional.of(Set.of(new Listener(16_514, true), new Listener(49_152, true))), Optional.empty());
        is(Verdict.GOOD, "16514 (TLS)", "", tls.get(0));
        is(Verdict.WARNING, "1 of 64 ports for migration are taken: [49152]", "ss -tlnp", tls.get(1));
        List<Finding> plain = NetworkFindings.ports(Optional.of(Set.of(new Listener(16_509, true))), Optional.empty());
        is(Verdict.WARNING, "16509 is open", "libvirtd-tcp.socket", plain.get(0));
        is(Verdict.GOOD, "49152-49215 are free", "", plain.get(1));
        Set<Listener> all = new HashSet<>();
        for (int port = 49_152; port <= 49_215; port++) {
            all.add(new Listener(port, false));
        }
        all.add(new Listener(16_509, false));
        List<Finding> full = NetworkFindings.ports(Optional.of(all), Optional.empty());
        is(Verdict.WARNING, "nothing listens on 16514", "libvirtd-tls.socket", full.get(0));
        is(Verdict.BAD, "all ports", "migration_port_min", full.get(1));
    }

    @Test
    void ports_ofAnotherMachine_areUnknown() {
        List<Finding> findings = NetworkFindings.ports(Optional.empty(), Optional.of("tls"));
        is(Verdict.GOOD, "tls is open", "", findings.get(0));
        is(Verdict.UNKNOWN, "that host only", "firewall-cmd", findings.get(1));
        assertFalse(NetworkFindings.ports(Optional.empty(), Optional.empty()).isEmpty());
    }
}
