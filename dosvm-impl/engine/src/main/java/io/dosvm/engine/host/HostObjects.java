package io.dosvm.engine.host;

import io.dosvm.HostObject;
import io.dosvm.HostObject.Ownership;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Mark;
import io.dosvm.value.ResourceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of everything on a host whose it is: by its name, and by what the store knows. */
final class HostObjects {
    private static final UUID NOBODY = new UUID(0, 0);

    private final UUID owner;
    private final List<OwnedObjects> owned;

    HostObjects(UUID owner, List<OwnedObjects> owned) {
        this.owner = owner;
        this.owned = List.copyOf(owned);
    }

    /** Something on a host, and the id that our mark in its name gives it. */
    private record Seen(ResourceKind kind, UUID id, String name, Optional<UUID> marked) {}

    /** Everything, by kind and name. */
    List<HostObject> classify(Tx tx, HostDriver.Observation all) {
        List<Seen> seen = seen(all);
        Map<ResourceKind, Set<UUID>> known = new EnumMap<>(ResourceKind.class);
        for (OwnedObjects objects : owned) {
            Set<UUID> marked = seen.stream()
                    .filter(s -> s.kind() == objects.kind())
                    .flatMap(s -> s.marked().stream())
                    .collect(Collectors.toSet());
            // Volumes and images are both files in pools.
            known.merge(objects.kind(), marked.isEmpty() ? Set.of() : objects.known(tx, marked), HostObjects::union);
        }
        return seen.stream()
                .map(s -> new HostObject(s.kind(), s.id(), s.name(), ownership(s, known)))
                .sorted(Comparator.comparing(HostObject::kind).thenComparing(HostObject::name))
                .toList();
    }

    private List<Seen> seen(HostDriver.Observation all) {
        List<Seen> seen = new ArrayList<>();
        all.vms().forEach(vm -> seen.add(seen(ResourceKind.VM, vm.id(), vm.name())));
        all.pools().forEach(pool -> seen.add(seen(ResourceKind.POOL, pool.id(), pool.name())));
        all.networks().forEach(net -> seen.add(seen(ResourceKind.NETWORK, net.id(), net.name())));
        all.volumes().forEach(volume -> {
            Optional<UUID> marked = Mark.idOf(owner, withoutEnding(volume.key().fileName()));
            seen.add(new Seen(
                    ResourceKind.VOLUME, marked.orElse(NOBODY), volume.key().toString(), marked));
        });
        return seen;
    }

    private Seen seen(ResourceKind kind, UUID id, String name) {
        return new Seen(kind, id, name, Mark.idOf(owner, name));
    }

    private static Ownership ownership(Seen object, Map<ResourceKind, Set<UUID>> known) {
        return object.marked()
                .map(id -> known.getOrDefault(object.kind(), Set.of()).contains(id) ? Ownership.OURS : Ownership.STRAY)
                .orElse(Ownership.FOREIGN);
    }

    private static String withoutEnding(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? fileName : fileName.substring(0, dot);
    }

    private static Set<UUID> union(Set<UUID> one, Set<UUID> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }
}
