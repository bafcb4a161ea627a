package io.dosvm.engine.host;

import io.dosvm.HostStatus.Connection;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.ResourceRef;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A host that this node watches. The first fields belong to the {@link WatchQueue} and its lock, the last to the one
 * worker that looks at the host; those between are read by all.
 */
final class WatchedHost {
    final ResourceRef ref;
    final long epoch;

    long due;
    long order;
    long lookedAt;
    boolean busy;
    boolean again;
    boolean ailing;
    boolean removed;

    volatile long heldUntil;
    volatile boolean refresh = true;
    volatile boolean moved;
    volatile Optional<HostSnapshot.Seen> seen = Optional.empty();

    Heartbeat heartbeat;
    Connection told = Connection.UP;
    HostDriver.HostFacts facts;
    HostRow.Room foreign;
    Optional<HostDriver.Watch> watch = Optional.empty();
    Set<UUID> reserved = new HashSet<>();

    WatchedHost(HostRow row, long epoch, long heldUntil, Heartbeat heartbeat) {
        this.ref = row.ref();
        this.epoch = epoch;
        this.heldUntil = heldUntil;
        this.heartbeat = heartbeat;
        this.facts = row.facts();
        this.foreign = row.foreign();
    }

    UUID id() {
        return ref.id();
    }
}
