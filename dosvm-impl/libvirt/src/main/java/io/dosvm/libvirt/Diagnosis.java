package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Node;
import io.dosvm.libvirt.xml.Word;
import io.dosvm.libvirt.xml.XmlException;
import io.dosvm.libvirt.xml.capabilities.Arch;
import io.dosvm.libvirt.xml.capabilities.Capabilities;
import io.dosvm.libvirt.xml.capabilities.Host;
import io.dosvm.libvirt.xml.capabilities.MigrationFeatures;
import io.dosvm.libvirt.xml.capabilities.UriTransports;
import io.dosvm.libvirt.xml.hostinterface.HostInterface;
import io.dosvm.spi.Call;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Finding.Verdict;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.spi.Storage.PoolFound;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one host what would keep VMs from running there, and has the answers judged.
 *
 * <p>libvirt is asked wherever it can tell. What only the machine itself can tell is looked at where the daemon is seen
 * to run on this machine; a socket alone does not say so, it may lead into a container or through a tunnel.
 */
final class Diagnosis {
    private static final Logger LOG = LoggerFactory.getLogger(Diagnosis.class);
    private static final String CONNECTION = "connection";

    /** For one question; a frozen daemon shall not take the time of all others. */
    private static final Duration QUESTION = Duration.ofSeconds(20);

    private static final Duration LOOK = Duration.ofSeconds(5);

    /** What is kept of the deadline for closing a connection that hangs. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final LibvirtHost host;
    private final FactsReader facts;
    private final Acceleration acceleration;
    private final Observer observer;
    private final LocalMachine machine;
    private final Call call;
    private final boolean session;
    private final List<Finding> findings = new ArrayList<>();

    Diagnosis(LibvirtHost host, Acceleration.Cache accelerations, LocalMachine machine, Call call) {
        this.host = host;
        this.facts = new FactsReader(host);
        this.acceleration = new Acceleration(host, facts, accelerations);
        this.observer = new Observer(host);
        this.machine = machine;
        Duration left = call.remaining();
        Duration kept = left.compareTo(CLOSING.multipliedBy(2)) > 0 ? CLOSING : left.dividedBy(2);
        this.call = Call.within(host.runtime(), left.minus(kept)).cancelledBy(call.cancellation());
        this.session = host.uri().path().equals("/session");
    }

    /** Everything, in the order in which a person would repair it. */
    List<Finding> findings() {
        Optional<String> name = ask(CONNECTION, Verdict.BAD, "", c -> {
            Node node = host.control(c).node();
            String known = node.hostName(c);
            findings.add(Verdicts.good(
                    CONNECTION, "libvirt " + node.libraryVersion(c) + " on " + known + " answers " + host.uri()));
            return known;
        });
        socket();
        if (name.isEmpty()) {
            withoutLibvirt();
        } else if (host.isTest()) {
            findings.add(Verdicts.warning(
                    "guests",
                    "libvirt's test driver plays hosts and VMs within this process: nothing runs",
                    "qemu:///system runs guests"));
            storage(Optional.empty(), false);
            ask("networks", Verdict.BAD, "", c -> networks(c).size())
                    .ifPresent(n -> findings.add(Verdicts.good("networks", "libvirt serves networks: " + n)));
        } else {
            withLibvirt(name.get());
        }
        return List.copyOf(findings);
    }

    private void socket() {
        List<Path> candidates = host.sockets();
        if (!candidates.isEmpty()) {
            look(() -> HostFindings.socket(candidates, machine.firstOf(candidates), machine.user()))
                    .ifPresent(findings::add);
        }
    }

    /** What can be seen before there is a connection: enough to repair a machine in one go. */
    private void withoutLibvirt() {
        if (host.isTest() || !host.isLocal() || host.uri().parameters().containsKey("socket")) {
            return;
        }
        look(() -> List.of(
                        GuestFindings.kvm(
                                new GuestFindings.Acceleration(
                                        host.accelerator(), Optional.empty(), false, sessionUser()),
                                true,
                                machine.kvm()),
                        GuestFindings.firmware(Optional.empty(), Optional.of(machine.firmware())),
                        GuestFindings.tpm(Optional.empty(), Optional.of(machine.programs("swtpm", "swtpm_setup"))),
                        NetworkFindings.dnsmasq(List.of(), Optional.of(dnsmasq()))))
                .ifPresent(findings::addAll);
    }

    private void withLibvirt(String hostName) {
        boolean here = host.isLocal() && sameMachine(hostName);
        Optional<Capabilities> capabilities = ask(
                GuestFindings.QEMU,
                Verdict.BAD,
                "",
                c -> Capabilities.parse(host.control(c).node().capabilities(c)));
        capabilities.ifPresent(c -> guests(c, here));
        dnsmasqAndBridges(here);
        storage(capabilities, here);
        if (!session) {
            capabilities.ifPresent(c -> migration(c, hostName));
            ports(here);
        }
    }

    private void guests(Capabilities capabilities, boolean here) {
        List<String> architectures = capabilities.guests().stream()
                .flatMap(g -> g.arch().flatMap(Arch::name).map(Word::raw).stream())
                .distinct()
                .toList();
        String version = ask(
                        GuestFindings.QEMU,
                        Verdict.UNKNOWN,
                        "",
                        c -> host.control(c).node().type(c) + " "
                                + host.control(c).node().hypervisorVersion(c))
                .orElse("QEMU");
        findings.add(GuestFindings.qemu(architectures, version));
        if (architectures.isEmpty()) {
            return;
        }
        Optional<String> said = host.accelerator();
        Optional<String> runs =
                said.isPresent() ? Optional.empty() : ask(GuestFindings.KVM, Verdict.UNKNOWN, "", acceleration::of);
        if (said.isPresent() || runs.isPresent()) {
            boolean listed = Acceleration.listed(capabilities);
            look(() -> GuestFindings.kvm(
                            new GuestFindings.Acceleration(said, runs, listed, sessionUser()), here, machine.kvm()))
                    .ifPresent(findings::add);
        }
        Optional<Set<String>> programs = here ? look(() -> machine.programs("swtpm", "swtpm_setup")) : Optional.empty();
        ask(GuestFindings.FIRMWARE, Verdict.UNKNOWN, "", c -> abilities(capabilities, architectures, c))
                .ifPresent(can -> {
                    findings.add(GuestFindings.firmware(Optional.of(can), Optional.empty()));
                    findings.add(GuestFindings.tpm(Optional.of(can), programs));
                });
    }

    private GuestAbilities abilities(Capabilities capabilities, List<String> architectures, Call c) {
        String own = capabilities
                .host()
                .flatMap(Host::cpu)
                .flatMap(cpu -> cpu.arch())
                .map(Word::raw)
                .filter(architectures::contains)
                .orElse(architectures.get(0));
        return GuestAbilities.read(host.control(c)
                .node()
                .domainCapabilities(own, GuestAbilities.machine(own).orElse(null), null, c));
    }

    private void dnsmasqAndBridges(boolean here) {
        Optional<List<NetworkFound>> networks = ask(
                "networks",
                Verdict.BAD,
                Verdicts.install("libvirt-daemon-system", "libvirt-daemon-driver-network"),
                this::networks);
        if (session) {
            findings.add(Verdicts.warning(
                    "networks",
                    "a daemon that runs as a user gives guests user networking only",
                    "use qemu:///system for networks of their own"));
            return;
        }
        List<NetworkFound> known = networks.orElse(List.of());
        Optional<Boolean> program = here ? look(this::dnsmasq) : Optional.empty();
        findings.add(NetworkFindings.dnsmasq(known, program));
        Optional<Set<String>> bridges = here ? look(machine::bridges) : bridgesByLibvirt();
        findings.add(NetworkFindings.bridges(bridges, known));
    }

    private List<NetworkFound> networks(Call c) {
        return observer.observe(Set.of(Part.NETWORKS), c).networks();
    }

    /** The part of libvirt that lists interfaces is often not installed: that alone is no finding. */
    private Optional<Set<String>> bridgesByLibvirt() {
        Call c = question();
        try {
            return host.read(c, () -> {
                Connection connection = host.control(c);
                Set<String> names = new TreeSet<>();
                for (String xml : connection.node().interfaces(c)) {
                    HostInterface one = HostInterface.parse(xml);
                    if (one.type().map(Word::raw).filter("bridge"::equals).isPresent()) {
                        one.name().ifPresent(names::add);
                    }
                }
                return Optional.of(names);
            });
        } catch (DosvmException | XmlException e) {
            passOn(e);
            LOG.debug("interfaces are not told [uri={}]", host.uri(), e);
            return Optional.empty();
        }
    }

    private void storage(Optional<Capabilities> capabilities, boolean here) {
        Optional<List<PoolFound>> pools = ask(
                HostFindings.STORAGE,
                Verdict.BAD,
                Verdicts.install("libvirt-daemon-system", "libvirt-daemon-driver-storage"),
                c -> observer.observe(Set.of(Part.POOLS), c).pools());
        if (pools.isEmpty()) {
            return;
        }
        Optional<QemuUser> user = capabilities.flatMap(Diagnosis::qemuUser);
        // a daemon of a user, and one without such a label, runs QEMU with its own rights
        Optional<Map<String, LocalMachine.Special>> closed =
                host.isTest() || user.isEmpty() || user.get().uid() == 0
                        ? Optional.of(Map.of())
                        : here ? look(() -> closed(pools.get(), user.get())) : Optional.empty();
        findings.addAll(HostFindings.storage(
                pools.get(), closed, user.map(u -> String.valueOf(u.uid())).orElse("")));
    }

    private Map<String, LocalMachine.Special> closed(List<PoolFound> pools, QemuUser user) {
        Map<String, LocalMachine.Special> closed = new TreeMap<>();
        for (PoolFound pool : pools) {
            if (pool.active() && pool.path().startsWith("/")) {
                named(pool.path())
                        .flatMap(path -> machine.barrier(path, user.uid(), user.gid()))
                        .ifPresent(b -> closed.put(pool.name(), b));
            }
        }
        return closed;
    }

    /** What this process cannot name in its locale, it cannot look at. */
    private static Optional<Path> named(String path) {
        try {
            return Optional.of(Path.of(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private void migration(Capabilities capabilities, String hostName) {
        Optional<MigrationFeatures> features = capabilities.host().flatMap(Host::migrationFeatures);
        boolean live = features.filter(MigrationFeatures::live)
                .flatMap(MigrationFeatures::uriTransports)
                .map(UriTransports::uriTransports)
                .filter(all -> all.stream().map(Word::raw).anyMatch("tcp"::equals))
                .isPresent();
        look(() -> NetworkFindings.migration(live, hostName, outerAddresses(hostName)))
                .ifPresentOrElse(
                        findings::add, () -> findings.add(NetworkFindings.migration(live, hostName, List.of())));
    }

    private void ports(boolean here) {
        Optional<Set<LocalMachine.Listener>> listeners =
                here ? look(machine::listeners).flatMap(Function.identity()) : Optional.empty();
        Optional<String> transport = host.uri()
                .transport()
                .or(() -> host.uri().host().map(any -> "tls"))
                .filter(Set.of("tcp", "tls")::contains);
        findings.addAll(NetworkFindings.ports(listeners, transport));
    }

    private static List<String> outerAddresses(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            LOG.debug("the host's name does not resolve here [name={}]", name, e);
            return List.of();
        }
    }

    /** Who QEMU runs as, where libvirt drops its own rights for it. */
    record QemuUser(int uid, int gid) {}

    /** The label is written as {@code +64055:+64055}. */
    static Optional<QemuUser> qemuUser(Capabilities capabilities) {
        return capabilities.host().stream()
                .flatMap(h -> h.secmodels().stream())
                .filter(s -> s.model().filter("dac"::equals).isPresent())
                .flatMap(s -> s.baselabels().stream())
                .flatMap(b -> b.value().stream())
                .filter(v -> v.matches("\\+[0-9]{1,9}:\\+[0-9]{1,9}"))
                .map(v -> v.substring(1).split(":\\+"))
                .map(ids -> new QemuUser(Integer.parseInt(ids[0]), Integer.parseInt(ids[1])))
                .findFirst();
    }

    private Optional<String> sessionUser() {
        return session ? Optional.of(machine.user()) : Optional.empty();
    }

    private boolean dnsmasq() {
        return !machine.programs("dnsmasq").isEmpty();
    }

    /** libvirt may tell the name with its domain, the kernel without. */
    private boolean sameMachine(String hostName) {
        String own = look(machine::hostName).orElse("");
        return !own.isEmpty() && own.split("\\.")[0].equals(hostName.split("\\.")[0]);
    }

    /** Asks libvirt; what went wrong becomes a finding: with this verdict, unless there was no answer at all. */
    private <T> Optional<T> ask(String what, Verdict verdict, String fix, Function<Call, T> question) {
        Call c = question();
        try {
            return Optional.of(host.read(c, () -> question.apply(c)));
        } catch (DosvmException e) {
            passOn(e);
            boolean silent = e.code() == ErrorCode.TIMEOUT || e.code() == ErrorCode.HOST_LOST;
            findings.add(Verdicts.of(what, silent ? Verdict.UNKNOWN : verdict, e, fix));
        } catch (XmlException e) {
            findings.add(Verdicts.unknown(what, "libvirt's answer is not understood: " + e.getMessage(), ""));
        }
        return Optional.empty();
    }

    /** The caller's own wish to stop is no finding. */
    private static void passOn(RuntimeException failure) {
        if (failure instanceof DosvmException e
                && (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.INTERRUPTED)) {
            throw e;
        }
    }

    private <T> Optional<T> look(Supplier<T> body) {
        return Aside.look(host.runtime(), within(LOOK), body);
    }

    private Call question() {
        return within(QUESTION);
    }

    private Call within(Duration most) {
        Duration left = call.remaining();
        return Call.within(host.runtime(), left.compareTo(most) < 0 ? left : most)
                .cancelledBy(call.cancellation());
    }
}
