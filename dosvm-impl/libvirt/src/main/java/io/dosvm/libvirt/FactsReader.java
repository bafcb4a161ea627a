package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Node;
import io.dosvm.libvirt.xml.Word;
import io.dosvm.libvirt.xml.capabilities.Arch;
import io.dosvm.libvirt.xml.capabilities.Capabilities;
import io.dosvm.libvirt.xml.capabilities.Guest;
import io.dosvm.libvirt.xml.capabilities.Host;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a host is. */
final class FactsReader {
    private static final Logger LOG = LoggerFactory.getLogger(FactsReader.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final LibvirtHost host;
    private volatile Optional<Hypervisor> known = Optional.empty();

    FactsReader(LibvirtHost host) {
        this.host = host;
    }

    /**
     * What stays the same as long as a connection does.
     *
     * @param by the connection that it was asked by
     * @param version the hypervisor's
     */
    record Hypervisor(Connection by, Capabilities capabilities, String version) {}

    /** Asked once per connection: some daemons run every emulator anew for each of these questions. */
    Hypervisor hypervisor(Call call) {
        Connection connection = host.control(call);
        Optional<Hypervisor> told = known.filter(h -> h.by() == connection);
        if (told.isPresent()) {
            return told.get();
        }
        Node node = connection.node();
        Hypervisor asked =
                new Hypervisor(connection, Capabilities.parse(node.capabilities(call)), node.hypervisorVersion(call));
        known = Optional.of(asked);
        return asked;
    }

    HostFacts read(Acceleration acceleration, Optional<OwnerMark> owner, Call call) {
        Connection connection = host.control(call);
        Node node = connection.node();
        Node.Info info = node.info(call);
        Hypervisor hypervisor = hypervisor(call);
        Capabilities capabilities = hypervisor.capabilities();
        String accelerator = acceleration.of(call);
        Set<Capability> can = EnumSet.copyOf(host.capabilities());
        if (accelerator.equals(Acceleration.KVM)) {
            can.add(Capability.ACCELERATION);
        }
        return new HostFacts(
                machineKey(capabilities),
                bootId(),
                node.hostName(call),
                "libvirt",
                node.type(call) + " " + hypervisor.version(),
                "libvirt " + node.libraryVersion(call),
                architectures(capabilities),
                cpuModel(capabilities).orElse(info.model()),
                info.cpus(),
                memory(node, info, call),
                accelerator,
                owner,
                can);
    }

    /** Where NUMA is only half shown, as in some containers, libvirt's own sum is less than there is. */
    private ByteSize memory(Node node, Node.Info info, Call call) {
        long summed = host.isTest() ? 0 : node.memory(call).getOrDefault("total", 0L) * 1024;
        return ByteSize.bytes(Math.max(info.memory(), summed));
    }

    /** The machine, whichever way it is reached: the UUID that its libvirt has, or for the test driver its path. */
    private String machineKey(Capabilities capabilities) {
        return host.isTest()
                ? "libvirt-test" + host.uri().path()
                : capabilities
                        .host()
                        .flatMap(Host::uuid)
                        .map(u -> "libvirt-" + u)
                        .orElse("libvirt-" + host.uri());
    }

    /** Changes with every boot; libvirt does not tell it, so it is known for this machine only. */
    String bootId() {
        if (!host.isLocal()) {
            return "";
        }
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            LOG.debug("this machine tells no boot id", e);
            return "";
        }
    }

    /** What guests can be: the host's own architecture first, the rest as libvirt lists it. */
    private static List<String> architectures(Capabilities capabilities) {
        Set<String> result = new LinkedHashSet<>();
        capabilities
                .host()
                .flatMap(Host::cpu)
                .flatMap(c -> c.arch())
                .map(Word::raw)
                .ifPresent(result::add);
        List<String> guests = new ArrayList<>();
        for (Guest guest : capabilities.guests()) {
            if (guest.osType().map(Word::raw).filter("hvm"::equals).isPresent()) {
                guest.arch().flatMap(Arch::name).map(Word::raw).ifPresent(guests::add);
            }
        }
        result.retainAll(guests);
        result.addAll(guests);
        return List.copyOf(result);
    }

    private static Optional<String> cpuModel(Capabilities capabilities) {
        return capabilities.host().flatMap(Host::cpu).flatMap(c -> c.model()).filter(m -> !m.isBlank());
    }

    /** Whether the host's libvirt is at least a version. */
    boolean libraryAtLeast(int major, int minor, Call call) {
        String[] parts = host.control(call).node().libraryVersion(call).split("\\.");
        int actual = Integer.parseInt(parts[0]);
        return actual > major || actual == major && Integer.parseInt(parts[1]) >= minor;
    }
}
