package io.dosvm.engine.compute;

import io.dosvm.VolumeStatus;
import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether what an instance refers to exists, may be used by its project, and lies on one host. Pure: {@link Known} was
 * read before.
 */
final class InstanceReferences {
    private final Violations violations;
    private final Known known;
    private final Map<String, UUID> bindings = new LinkedHashMap<>();
    private final List<Need> needs = new ArrayList<>();
    private @Nullable ByteSize sum = ByteSize.ZERO;

    private InstanceReferences(Violations violations, Known known) {
        this.violations = violations;
        this.known = known;
    }

    /**
     * Something that an instance stands on.
     *
     * @param how in which part
     */
    record Need(ResourceRef resource, String how) {}

    /** An image that may be used; what may not is not known. */
    record KnownImage(String name, Storage.Format format, ByteSize capacity, boolean ready, UUID pool) {}

    /** A volume of the project. */
    record KnownVolume(String name, VolumeStatus.State state, boolean own, ByteSize capacity, UUID pool) {}

    /** Something with a host. */
    record KnownPlace(String name, UUID host) {}

    /**
     * What there is of what is referred to.
     *
     * @param images of the project
     * @param volumes of the project
     * @param pools all that are referred to
     * @param usable pools that the project may use
     * @param networks of the project
     * @param hosts by name
     */
    record Known(
            Map<UUID, KnownImage> images,
            Map<UUID, KnownVolume> volumes,
            Map<UUID, KnownPlace> pools,
            Set<UUID> usable,
            Map<UUID, KnownPlace> networks,
            Map<UUID, String> hosts) {}

    /**
     * Where it can run, and on what it stands.
     *
     * @param host the one host on which it can run, if it is bound to one
     */
    record Bound(Optional<UUID> host, List<Need> needs) {}

    static Bound check(Violations violations, InstanceDefinition instance, Known known) {
        InstanceReferences check = new InstanceReferences(violations, known);
        UUID host = instance.host();
        if (host != null) {
            check.host(host);
        }
        for (int i = 0; i < instance.disks().size(); i++) {
            check.disk("disks[" + i + "]", instance.disks().get(i));
        }
        for (int i = 0; i < instance.nics().size(); i++) {
            check.nic("nics[" + i + "]", instance.nics().get(i));
        }
        violations.check(check.sum != null, "disks", "their sum", "all disks together fit in 63 bits");
        return new Bound(check.agreed(), check.needs);
    }

    private void host(UUID id) {
        String name = known.hosts().get(id);
        violations.check(name != null, "on", id, "a host that has joined this control plane");
        if (name != null) {
            bindings.put("on", id);
            needs.add(new Need(new ResourceRef(ResourceKind.HOST, id, name), "bound"));
        }
    }

    private void disk(String field, Disk disk) {
        if (disk.source() == Source.LINKED_CLONE || disk.source() == Source.CDROM) {
            image(field, disk);
        }
        if (disk.source() == Source.VOLUME) {
            volume(field, disk);
        }
        ByteSize size = disk.size();
        if (size != null) {
            add(size);
        }
        UUID pool = disk.pool();
        if (pool != null) {
            KnownPlace place = known.pools().get(pool);
            boolean right = place != null && known.usable().contains(pool);
            violations.check(right, field + ".in", pool, "a pool that the project may use");
            if (place != null && right) {
                bindings.put(field + ".in", place.host());
                needs.add(new Need(new ResourceRef(ResourceKind.POOL, pool, place.name()), "disk"));
            }
        }
    }

    private void image(String field, Disk disk) {
        UUID id = disk.of();
        KnownImage image = id == null ? null : known.images().get(id);
        String path = field + ".image";
        violations.check(image != null, path, String.valueOf(id), "an image that the project owns");
        if (id == null || image == null) {
            return;
        }
        violations.check(image.ready(), path, image.name(), "an image whose bytes have arrived");
        boolean iso = image.format() == Storage.Format.ISO;
        if (disk.source() == Source.CDROM) {
            violations.check(iso, path, image.name() + " (" + image.format().text() + ")", "an ISO image");
        } else {
            violations.check(
                    !iso, path, image.name() + " (iso)", "a disk image; an ISO image goes into a CD-ROM drive");
            add(image.capacity());
        }
        KnownPlace pool = known.pools().get(image.pool());
        if (pool != null) {
            bindings.put(path, pool.host());
        }
        needs.add(new Need(new ResourceRef(ResourceKind.IMAGE, id, image.name()), "disk"));
    }

    private void volume(String field, Disk disk) {
        UUID id = disk.of();
        KnownVolume volume = id == null ? null : known.volumes().get(id);
        String path = field + ".volume";
        violations.check(volume != null, path, String.valueOf(id), "a volume of the project");
        if (id == null || volume == null) {
            return;
        }
        violations.check(
                volume.state() != VolumeStatus.State.DELETING,
                path,
                volume.name(),
                "a volume that is not being deleted");
        violations.check(!volume.own(), path, volume.name(), "a volume that is not the own disk of a VM");
        KnownPlace pool = known.pools().get(volume.pool());
        if (pool != null) {
            bindings.put(path, pool.host());
        }
        needs.add(new Need(new ResourceRef(ResourceKind.VOLUME, id, volume.name()), "disk"));
    }

    private void nic(String field, Nic nic) {
        UUID id = nic.network();
        if (id == null) {
            return;
        }
        KnownPlace network = known.networks().get(id);
        violations.check(network != null, field + ".network", id, "a network of the project");
        if (network != null) {
            bindings.put(field + ".network", network.host());
            needs.add(new Need(new ResourceRef(ResourceKind.NETWORK, id, network.name()), "NIC"));
        }
    }

    private void add(ByteSize size) {
        if (sum == null) {
            return;
        }
        try {
            sum = sum.plus(size);
        } catch (ArithmeticException e) {
            sum = null;
        }
    }

    private Optional<UUID> agreed() {
        List<UUID> hosts = bindings.values().stream().distinct().toList();
        if (hosts.size() > 1) {
            Map<String, String> named = new LinkedHashMap<>();
            bindings.forEach((field, host) -> named.put(field, known.hosts().getOrDefault(host, host.toString())));
            violations.check(
                    false,
                    "hosts",
                    hosts.size() + " different",
                    "all that is bound to a host must be on the same one: "
                            + named.entrySet().stream()
                                    .map(e -> e.getKey() + " is on " + e.getValue())
                                    .collect(Collectors.joining(", ")));
        }
        return hosts.size() == 1 ? Optional.of(hosts.get(0)) : Optional.empty();
    }
}
