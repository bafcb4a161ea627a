package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.xml.capabilities.CapsDevices;
import io.dosvm.libvirt.xml.capabilities.CapsItem;
import io.dosvm.libvirt.xml.capabilities.CapsOs;
import io.dosvm.libvirt.xml.capabilities.DomainCapabilities;
import io.dosvm.spi.Call;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Finding.Verdict;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.Observation;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.value.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at a host as a person would who wants to run VMs there. Changes nothing. */
final class Diagnosis {
    private static final List<String> PROGRAM_DIRECTORIES =
            List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final int MIGRATION_PORT = 49_152;
    private static final int FULL_SHARE = 20;

    private final LibvirtHost host;
    private final HostDriver driver;
    private final Call call;
    private final List<Finding> findings = new ArrayList<>();

    Diagnosis(LibvirtHost host, HostDriver driver, Call call) {
        this.host = host;
        this.driver = driver;
        this.call = call;
    }

    /** Every finding. Without a connection there is one. */
    List<Finding> all() {
        HostFacts facts;
        try {
            facts = driver.perform(new HostDriver.Facts(), call);
        } catch (DosvmException e) {
            add("connection", Verdict.BAD, String.valueOf(e.getMessage()), fixOf(e));
            return findings;
        }
        add("connection", Verdict.GOOD, facts.hostName() + ": " + facts.library() + ", " + facts.hypervisor(), "");
        kvm(facts);
        if (!host.isTest()) {
            looked("UEFI firmware", () -> firmware(capabilities(facts)));
            looked("TPM emulator", () -> tpm(capabilities(facts)));
        }
        looked("dnsmasq", this::dnsmasq);
        looked("storage", this::storage);
        looked("bridges", this::bridges);
        looked("migration address", () -> migrationAddress(facts));
        looked("migration ports", this::migrationPorts);
        return findings;
    }

    private void add(String what, Verdict verdict, String seen, String fix) {
        findings.add(new Finding(what, verdict, seen, fix));
    }

    /** One look that must not keep the others from being taken. */
    private void looked(String what, Supplier<Finding> look) {
        try {
            findings.add(host.verb(call, look));
        } catch (DosvmException e) {
            add(what, Verdict.UNKNOWN, String.valueOf(e.getMessage()), e.hint());
        }
    }

    private static String fixOf(DosvmException e) {
        if (!e.hint().isEmpty()) {
            return e.hint();
        }
        ErrorCode code = e.code();
        return switch (code) {
            case CONNECT_RESOLVE -> "correct the host's name, or enter it into DNS or /etc/hosts";
            case CONNECT_REACH -> "start the libvirt daemon there, and open its port or socket";
            case CONNECT_TLS -> "check the certificates: CA, the host's name in its certificate, the client's";
            case CONNECT_AUTH -> "give this user the right to use libvirt, often by the group 'libvirt'";
            case CONNECT_HYPERVISOR -> "look at the libvirt daemon's own log on the host";
            case NATIVE_LIBRARY -> "install libvirt's client library";
            default -> "see the message";
        };
    }

    private void kvm(HostFacts facts) {
        switch (facts.acceleration()) {
            case Acceleration.KVM -> add("KVM", Verdict.GOOD, "a guest ran under it", "");
            case Acceleration.TEST -> add("KVM", Verdict.GOOD, "libvirt's test driver runs no guests", "");
            default ->
                add(
                        "KVM",
                        Verdict.WARNING,
                        "no guest runs under it: guests are emulated, 10 to 50 times slower",
                        "switch virtualization on in the machine's firmware, load kvm_intel or kvm_amd, and see that"
                                + " /dev/kvm may be used; in a VM, switch nesting on around it");
        }
    }

    private DomainCapabilities capabilities(HostFacts facts) {
        return DomainCapabilities.parse(host.control(call)
                .node()
                .domainCapabilities(
                        facts.architectures().get(0),
                        null,
                        facts.acceleration().equals(Acceleration.KVM) ? "kvm" : "qemu",
                        call));
    }

    private static Finding firmware(DomainCapabilities can) {
        boolean there = can.os().map(CapsOs::enums).orElse(List.of()).stream()
                .filter(e -> e.name().filter("firmware"::equals).isPresent())
                .flatMap(e -> e.values().stream())
                .anyMatch("efi"::equals);
        return there
                ? new Finding("UEFI firmware", Verdict.GOOD, "guests can boot by UEFI", "")
                : new Finding(
                        "UEFI firmware",
                        Verdict.WARNING,
                        "guests boot by BIOS alone",
                        "install the package ovmf (Debian, Ubuntu) or edk2-ovmf (Fedora, RHEL)");
    }

    private static Finding tpm(DomainCapabilities can) {
        boolean there = can.devices()
                .flatMap(CapsDevices::tpm)
                .filter(t -> t.supported().orElse(false))
                .map(CapsItem::enums)
                .orElse(List.of())
                .stream()
                .flatMap(e -> e.values().stream())
                .anyMatch("emulator"::equals);
        return there
                ? new Finding("TPM emulator", Verdict.GOOD, "guests can have a TPM", "")
                : new Finding(
                        "TPM emulator", Verdict.WARNING, "guests can have no TPM", "install swtpm and swtpm-tools");
    }

    private Finding dnsmasq() {
        if (!host.isLocal() || host.isTest()) {
            return unseen("dnsmasq");
        }
        return PROGRAM_DIRECTORIES.stream().anyMatch(d -> Files.isExecutable(Path.of(d, "dnsmasq")))
                ? new Finding("dnsmasq", Verdict.GOOD, "networks can give out addresses", "")
                : new Finding(
                        "dnsmasq",
                        Verdict.BAD,
                        "the program is missing: NAT networks cannot start",
                        "install dnsmasq-base (Debian, Ubuntu) or dnsmasq (Fedora, RHEL)");
    }

    private static Finding unseen(String what) {
        return new Finding(what, Verdict.UNKNOWN, "cannot be seen from here", "run this on the host itself");
    }

    private Finding storage() {
        Observation seen = driver.perform(new HostDriver.Observe(Set.of(Part.POOLS)), call);
        List<PoolFound> active = seen.pools().stream().filter(PoolFound::active).toList();
        for (PoolFound pool : active) {
            if (pool.available().bytes() < pool.capacity().bytes() / FULL_SHARE) {
                return new Finding(
                        "storage",
                        Verdict.WARNING,
                        "pool " + pool.name() + " has " + pool.available() + " left of " + pool.capacity(),
                        "make room in " + pool.path());
            }
        }
        ByteSize most = active.stream().map(PoolFound::available).max(ByteSize::compareTo).orElse(ByteSize.ZERO);
        return new Finding(
                "storage",
                Verdict.GOOD,
                seen.pools().size() + " pools, " + active.size() + " active"
                        + (active.isEmpty() ? "" : ", up to " + most + " available"),
                "");
    }

    private Finding bridges() {
        if (host.uri().path().equals("/session")) {
            return new Finding(
                    "bridges",
                    Verdict.WARNING,
                    "a user's own daemon can make none: guests have user networking",
                    "use qemu:///system for networks of their own");
        }
        List<String> names = driver.perform(new HostDriver.Observe(Set.of(Part.NETWORKS)), call).networks().stream()
                .filter(NetworkFound::active)
                .flatMap(n -> n.bridge().stream())
                .toList();
        return new Finding(
                "bridges",
                Verdict.GOOD,
                names.isEmpty() ? "none yet; made when a VM first needs one" : String.join(", ", names),
                "");
    }

    /** What other hosts would be told to connect to: the host's own name, as it resolves here. */
    private static Finding migrationAddress(HostFacts facts) {
        try {
            InetAddress address = InetAddress.getByName(facts.hostName());
            return address.isLoopbackAddress()
                    ? new Finding(
                            "migration address",
                            Verdict.WARNING,
                            facts.hostName() + " is " + address.getHostAddress() + ": other hosts cannot reach that",
                            "give the name an address of the network in DNS or /etc/hosts, or set migration_host in"
                                    + " qemu.conf")
                    : new Finding(
                            "migration address",
                            Verdict.GOOD,
                            facts.hostName() + " is " + address.getHostAddress(),
                            "");
        } catch (UnknownHostException e) {
            return new Finding(
                    "migration address",
                    Verdict.WARNING,
                    "the name " + facts.hostName() + " does not resolve here",
                    "enter it into DNS or /etc/hosts, or set migration_host in qemu.conf");
        }
    }

    private Finding migrationPorts() {
        if (!host.isLocal() || host.isTest()) {
            return unseen("migration ports");
        }
        try (ServerSocket probe = new ServerSocket(MIGRATION_PORT, 1, InetAddress.getLoopbackAddress())) {
            return new Finding(
                    "migration ports", Verdict.GOOD, "from " + probe.getLocalPort() + " on they are free", "");
        } catch (IOException e) {
            return new Finding(
                    "migration ports",
                    Verdict.WARNING,
                    "port " + MIGRATION_PORT + " is taken: " + e.getMessage(),
                    "set migration_port_min in qemu.conf, or free the ports 49152 to 49215");
        }
    }
}
