package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Domains;
import io.dosvm.libvirt.binding.Handles;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import io.dosvm.libvirt.binding.Network;
import io.dosvm.libvirt.binding.Networks;
import io.dosvm.libvirt.binding.ObjectRef;
import io.dosvm.libvirt.binding.Snapshot;
import io.dosvm.libvirt.binding.StoragePool;
import io.dosvm.libvirt.xml.snapshot.DomainSnapshot;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.HostDriver.HostLoad;
import io.dosvm.spi.HostDriver.Observation;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.HostDriver.SnapshotFound;
import io.dosvm.spi.Networking.Lease;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Looks at everything on a host, part by part, with as few requests as libvirt allows. */
final class Observer {
    private final LibvirtHost host;
    private final VmObserver vms;

    Observer(LibvirtHost host) {
        this.host = host;
        this.vms = new VmObserver(host);
    }

    /** A VM was changed by us: what was known of it is no more. */
    void changed(UUID vm) {
        vms.changed(vm);
    }

    Observation observe(Set<Part> parts, Call call) {
        Connection connection = host.control(call);
        Instant at = host.runtime().now();
        List<VmFound> found = parts.contains(Part.VMS) || parts.contains(Part.VM_DEVICES)
                ? vms.observe(connection, parts.contains(Part.VM_DEVICES), call)
                : List.of();
        List<PoolFound> pools = new ArrayList<>();
        List<VolumeFound> volumes = new ArrayList<>();
        if (parts.contains(Part.POOLS) || parts.contains(Part.VOLUMES)) {
            pools(connection, parts, pools, volumes, call);
        }
        List<NetworkFound> networks = new ArrayList<>();
        List<Lease> leases = new ArrayList<>();
        boolean hasNetworks = host.capabilities().contains(Capability.NETWORKS);
        if (hasNetworks && (parts.contains(Part.NETWORKS) || parts.contains(Part.LEASES))) {
            networks(connection, parts, networks, leases, call);
        }
        return new Observation(
                at,
                parts.contains(Part.LOAD) ? load(connection, call) : Optional.empty(),
                found,
                pools,
                volumes,
                networks,
                leases,
                parts.contains(Part.SNAPSHOTS) ? snapshots(connection, call) : List.of());
    }

    private Optional<HostLoad> load(Connection connection, Call call) {
        try {
            Map<String, Long> cpu = connection.node().cpuTimes(call);
            long idle = cpu.getOrDefault("idle", 0L) + cpu.getOrDefault("iowait", 0L);
            long all = cpu.values().stream().mapToLong(Long::longValue).sum();
            return Optional.of(
                    new HostLoad(Duration.ofNanos(all - idle), Duration.ofNanos(idle), memoryFree(connection, call)));
        } catch (LibvirtException e) {
            if (e.is(LibvirtFault.NO_SUPPORT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What is free, or can be freed at once because it only holds copies of files. */
    private ByteSize memoryFree(Connection connection, Call call) {
        if (host.isTest()) {
            return ByteSize.bytes(connection.node().freeMemory(call));
        }
        Map<String, Long> memory = connection.node().memory(call);
        long free = memory.getOrDefault("free", 0L)
                + memory.getOrDefault("buffers", 0L)
                + memory.getOrDefault("cached", 0L);
        // in a container the parts are sometimes those of the machine around it
        return ByteSize.kib(Math.min(free, memory.getOrDefault("total", free)));
    }

    private static void pools(
            Connection connection, Set<Part> parts, List<PoolFound> pools, List<VolumeFound> volumes, Call call) {
        try (Handles<StoragePool> all = connection.pools().open(0, call)) {
            for (StoragePool pool : all) {
                if (!pool.ref().name().equals(StorageDocuments.OWNER_POOL)) {
                    unlessGone(pool, call, (p, c) -> {
                        boolean active = p.active(c);
                        if (parts.contains(Part.POOLS)) {
                            pools.add(StorageDocuments.readPool(p.xml(c), active));
                        }
                        if (active && parts.contains(Part.VOLUMES)) {
                            volumes.addAll(LibvirtStorage.volumes(p, c));
                        }
                    });
                }
            }
        }
    }

    private void networks(
            Connection connection, Set<Part> parts, List<NetworkFound> networks, List<Lease> leases, Call call) {
        boolean wantsLeases = parts.contains(Part.LEASES) && host.capabilities().contains(Capability.LEASES);
        Set<UUID> active = new HashSet<>();
        for (ObjectRef one : connection.networks().list(Networks.ACTIVE, call)) {
            active.add(one.uuid());
        }
        try (Handles<Network> all = connection.networks().open(0, call)) {
            for (Network network : all) {
                boolean runs = active.contains(network.ref().uuid());
                unlessGone(network, call, (n, c) -> {
                    if (parts.contains(Part.NETWORKS)) {
                        networks.add(NetworkDocuments.found(n.xml(0, c), runs));
                    }
                    if (runs && wantsLeases) {
                        leases.addAll(LibvirtNetworking.leases(n, c));
                    }
                });
            }
        }
    }

    private static List<SnapshotFound> snapshots(Connection connection, Call call) {
        List<SnapshotFound> result = new ArrayList<>();
        for (ObjectRef one : connection.domains().list(Domains.HAS_SNAPSHOT, call)) {
            LibvirtHost.find(() -> connection.domains().byUuid(one.uuid(), call))
                    .ifPresent(domain -> {
                        try (domain;
                                Handles<Snapshot> all = domain.snapshots(call)) {
                            for (Snapshot snapshot : all) {
                                unlessGone(snapshot, call, (s, c) -> result.add(read(one.uuid(), s, c)));
                            }
                        }
                    });
        }
        return result;
    }

    private static SnapshotFound read(UUID vm, Snapshot snapshot, Call call) {
        String created = DomainSnapshot.parse(snapshot.xml(call)).creationTime().orElse("0");
        // seconds since 1970, in some versions with a fraction
        long seconds = Long.parseLong(created.contains(".") ? created.substring(0, created.indexOf('.')) : created);
        return new SnapshotFound(vm, snapshot.name(), Instant.ofEpochSecond(seconds), snapshot.current(call));
    }

    /** Looks at one thing of a list; what has gone since is no error. */
    private static <H> void unlessGone(H handle, Call call, BiConsumer<H, Call> look) {
        try {
            look.accept(handle, call);
        } catch (LibvirtException e) {
            if (!e.is(
                    LibvirtFault.NO_NETWORK,
                    LibvirtFault.NO_STORAGE_POOL,
                    LibvirtFault.NO_DOMAIN,
                    LibvirtFault.NO_DOMAIN_SNAPSHOT,
                    LibvirtFault.OPERATION_INVALID)) {
                throw e;
            }
        }
    }
}
