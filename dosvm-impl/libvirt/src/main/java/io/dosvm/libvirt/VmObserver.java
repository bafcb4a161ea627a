package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Domain;
import io.dosvm.libvirt.binding.DomainStats;
import io.dosvm.libvirt.binding.Domains;
import io.dosvm.libvirt.binding.NativeEvent;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Looks at all VMs of a host in one request.
 *
 * <p>Sizes and CPU time cost the daemon ten times what names and states cost. As long as every VM was off at the last
 * look and no event has told of a change since, states alone are asked for: the sizes of what is off are known.
 */
final class VmObserver {
    private static final int FIGURES = DomainStats.STATE | DomainStats.CPU | DomainStats.BALLOON | DomainStats.VCPU;
    private static final int DEVICES = DomainStats.INTERFACE | DomainStats.BLOCK;

    private final LibvirtHost host;
    private final VmFigures figures = new VmFigures();
    private final KnownVms known;

    VmObserver(LibvirtHost host) {
        this.host = host;
        this.known = new KnownVms(host.runtime());
        host.hears(this::heard);
    }

    void changed(UUID vm) {
        known.forget(vm);
    }

    /** Runs on libvirt's event thread. */
    private void heard(NativeEvent event) {
        if (event instanceof NativeEvent.OfDomain of) {
            known.forget(of.uuid());
        } else if (event instanceof NativeEvent.Closed) {
            known.forgetAll();
        }
    }

    List<VmFound> observe(Connection connection, boolean devices, Call call) {
        if (host.isTest()) {
            return all(connection, FIGURES, devices, 0, call);
        }
        boolean told = connection.hears(call);
        if (!devices && told && known.allOff()) {
            Optional<List<VmFound>> quick =
                    states(connection.domains().stats(DomainStats.STATE, Domains.NO_WAIT, call));
            if (quick.isPresent()) {
                return quick.get();
            }
        }
        return all(connection, devices ? FIGURES | DEVICES : FIGURES, devices, Domains.NO_WAIT, call);
    }

    /** The VMs if every one of them is off and known; empty if more must be asked. */
    private Optional<List<VmFound>> states(List<DomainStats> all) {
        List<VmFound> result = new ArrayList<>(all.size());
        for (DomainStats one : all) {
            Optional<VmFound> vm = one.running()
                    ? Optional.empty()
                    : known.get(one.uuid()).filter(v -> v.name().equals(one.name()));
            if (vm.isEmpty()) {
                return Optional.empty();
            }
            result.add(figures.stateOf(one, vm.get()));
        }
        return Optional.of(result);
    }

    private List<VmFound> all(Connection connection, int groups, boolean devices, int flags, Call call) {
        long version = known.version();
        List<DomainStats> all = connection.domains().stats(groups, flags, call);
        Set<UUID> kept = known.persistent(all, () -> {
            Set<UUID> result = new HashSet<>();
            connection.domains().list(Domains.PERSISTENT, call).forEach(d -> result.add(d.uuid()));
            return result;
        });
        List<VmFound> result = new ArrayList<>(all.size());
        for (DomainStats one : all) {
            if (!one.name().startsWith(Acceleration.PROBE)) {
                VmFound vm = figures.read(one, kept.contains(one.uuid()), devices);
                result.add(host.isTest() ? sized(connection, vm, call) : vm);
            }
        }
        if (!devices) {
            known.seen(version, result);
        }
        return result;
    }

    /**
     * libvirt's test driver gives no sizes in bulk; it lives in this process, so that asking one by one costs nothing.
     */
    private static VmFound sized(Connection connection, VmFound vm, Call call) {
        return LibvirtHost.find(() -> connection.domains().byUuid(vm.id(), call))
                .map(domain -> {
                    try (domain) {
                        Domain.Size size = domain.size(call);
                        return new VmFound(
                                vm.id(),
                                vm.name(),
                                vm.state(),
                                vm.persistent(),
                                size.vcpus(),
                                ByteSize.kib(size.memory()),
                                Duration.ofNanos(vm.state() == RunState.OFF ? 0 : size.cpuTime()),
                                vm.disks(),
                                vm.nics());
                    }
                })
                .orElse(vm);
    }
}
