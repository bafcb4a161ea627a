package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.DomainStats;
import io.dosvm.libvirt.binding.TypedParams;
import io.dosvm.spi.Compute.DiskFound;
import io.dosvm.spi.Compute.NicFound;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads libvirt's bulk figures of one VM. */
final class VmFigures {
    VmFound read(DomainStats domain, boolean kept, boolean devices) {
        TypedParams figures = domain.figures();
        return new VmFound(
                domain.uuid(),
                domain.name(),
                state(domain),
                kept,
                (int) figures.number("vcpu.current", 0),
                ByteSize.kib(figures.number("balloon.current", figures.number("balloon.maximum", 0))),
                Duration.ofNanos(domain.running() ? figures.number("cpu.time", 0) : 0),
                devices ? disks(figures) : List.of(),
                devices ? nics(figures) : List.of());
    }

    /** The same VM in the state of now. */
    VmFound stateOf(DomainStats domain, VmFound known) {
        RunState state = state(domain);
        return state == known.state()
                ? known
                : new VmFound(
                        known.id(),
                        known.name(),
                        state,
                        known.persistent(),
                        known.vcpus(),
                        known.memory(),
                        known.cpuTime(),
                        known.disks(),
                        known.nics());
    }

    private static RunState state(DomainStats domain) {
        return RunStates.of((int) domain.figures().number("state.state", 0), (int)
                domain.figures().number("state.reason", 0));
    }

    private static List<DiskFound> disks(TypedParams figures) {
        List<DiskFound> result = new ArrayList<>();
        for (int i = 0; i < figures.number("block.count", 0); i++) {
            String disk = "block." + i + ".";
            result.add(new DiskFound(
                    figures.text(disk + "name").orElse(""),
                    figures.text(disk + "path").orElse(""),
                    bytes(figures, disk + "capacity"),
                    bytes(figures, disk + "rd.bytes"),
                    bytes(figures, disk + "wr.bytes")));
        }
        return result;
    }

    private static List<NicFound> nics(TypedParams figures) {
        List<NicFound> result = new ArrayList<>();
        for (int i = 0; i < figures.number("net.count", 0); i++) {
            String nic = "net." + i + ".";
            // one in user networking has no device on the host, and no figures
            figures.text(nic + "name")
                    .ifPresent(device -> result.add(
                            new NicFound(device, bytes(figures, nic + "rx.bytes"), bytes(figures, nic + "tx.bytes"))));
        }
        return result;
    }

    private static ByteSize bytes(TypedParams figures, String name) {
        return ByteSize.bytes(Math.max(0, figures.number(name, 0)));
    }
}
