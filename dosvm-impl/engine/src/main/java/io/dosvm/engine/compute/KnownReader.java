package io.dosvm.engine.compute;

import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceReferences.Known;
import io.dosvm.engine.compute.InstanceReferences.KnownImage;
import io.dosvm.engine.compute.InstanceReferences.KnownPlace;
import io.dosvm.engine.compute.InstanceReferences.KnownVolume;
import io.dosvm.engine.network.NetworkStore;
import io.dosvm.engine.storage.ImageStore;
import io.dosvm.engine.storage.PoolRow;
import io.dosvm.engine.storage.PoolStore;
import io.dosvm.engine.storage.VolumeStore;
import io.dosvm.engine.store.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads what an instance refers to, as far as its project may see it. */
record KnownReader(PoolStore pools, ImageStore images, VolumeStore volumes, NetworkStore networks) {
    Known read(Tx tx, UUID project, InstanceDefinition instance) {
        Map<UUID, KnownImage> foundImages = new HashMap<>();
        Map<UUID, KnownVolume> foundVolumes = new HashMap<>();
        Set<UUID> poolIds = new TreeSet<>();
        for (Disk disk : instance.disks()) {
            UUID of = disk.of();
            if (of != null) {
                images.find(tx, of).filter(i -> i.project().equals(project)).ifPresent(i -> {
                    foundImages.put(of, new KnownImage(i.name(), i.format(), i.capacity(), i.ready(), i.pool()));
                    poolIds.add(i.pool());
                });
                volumes.find(tx, of).filter(v -> v.project().equals(project)).ifPresent(v -> {
                    foundVolumes.put(
                            of, new KnownVolume(v.name(), v.state(), v.vm().isPresent(), v.capacity(), v.pool()));
                    poolIds.add(v.pool());
                });
            }
            UUID pool = disk.pool();
            if (pool != null) {
                poolIds.add(pool);
            }
        }
        Map<UUID, KnownPlace> foundPools = new HashMap<>();
        poolIds.forEach(
                id -> pools.find(tx, id).ifPresent(p -> foundPools.put(id, new KnownPlace(p.name(), p.host()))));
        Set<UUID> usable = poolIds.isEmpty()
                ? Set.of()
                : pools.usableBy(tx, project).stream().map(PoolRow::id).collect(Collectors.toSet());
        Map<UUID, KnownPlace> foundNetworks = new HashMap<>();
        instance.nics().stream().map(Nic::network).filter(Objects::nonNull).forEach(id -> networks.find(tx, id)
                .filter(n -> n.project().equals(project) && !n.deleting())
                .ifPresent(n -> foundNetworks.put(id, new KnownPlace(n.name(), n.host()))));
        return new Known(
                foundImages,
                foundVolumes,
                foundPools,
                usable,
                foundNetworks,
                hosts(tx, instance, foundPools, foundNetworks));
    }

    /** The host that is asked for by itself is known if it is ours; those of pools and networks are. */
    private static Map<UUID, String> hosts(
            Tx tx, InstanceDefinition instance, Map<UUID, KnownPlace> pools, Map<UUID, KnownPlace> networks) {
        Set<UUID> ids = new TreeSet<>();
        pools.values().forEach(p -> ids.add(p.host()));
        networks.values().forEach(n -> ids.add(n.host()));
        Map<UUID, String> names = new HashMap<>();
        ids.forEach(id -> name(tx, "", id).ifPresent(name -> names.put(id, name)));
        UUID own = instance.host();
        if (own != null) {
            name(tx, " AND state = 'ACTIVE'", own).ifPresent(name -> names.put(own, name));
        }
        return names;
    }

    private static Optional<String> name(Tx tx, String condition, UUID host) {
        return tx.first(
                "SELECT name FROM host WHERE id = :id" + condition,
                Map.of("id", host),
                (row, context) -> row.getString("name"));
    }
}
