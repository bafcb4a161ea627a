package io.dosvm.engine.operation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which hosts this node's operations are on: a bounded number each, so that one that hangs leaves workers for the
 * others. Once half of the workers are on hosts, each host gets one at a time: so it takes many hosts that hang to stop
 * the rest.
 *
 * <p>An operation is bounded where it first asks a host, and stays on that host's lane until it leaves all. To a second
 * host it goes unbounded: what it has begun it need not begin again.
 */
final class Lanes {
    /** How many operations one host has at most. */
    static final int WIDTH = 16;

    private final int shared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Set<LeasedContext>> lanes = new HashMap<>();
    private final Set<LeasedContext> on = new HashSet<>();

    /** Empty lanes for a number of workers. */
    Lanes(int workers) {
        this.shared = workers / 2;
    }

    /** Whether an operation may go on to a host now. */
    boolean enter(LeasedContext operation, UUID host) {
        lock.lock();
        try {
            if (!on.contains(operation) && free(host) == 0) {
                return false;
            }
            on.add(operation);
            lanes.computeIfAbsent(host, h -> new HashSet<>()).add(operation);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends an operation's stay on all hosts.
     *
     * @return whether others may have waited for that
     */
    boolean leave(LeasedContext operation) {
        lock.lock();
        try {
            if (!on.contains(operation)) {
                return false;
            }
            boolean crowded = lanes.entrySet().stream()
                    .anyMatch(lane -> lane.getValue().contains(operation) && free(lane.getKey()) == 0);
            on.remove(operation);
            lanes.values().forEach(lane -> lane.remove(operation));
            lanes.values().removeIf(Set::isEmpty);
            return crowded;
        } finally {
            lock.unlock();
        }
    }

    /** How many more operations may go to a host. */
    int room(UUID host) {
        lock.lock();
        try {
            return free(host);
        } finally {
            lock.unlock();
        }
    }

    /** The hosts to which none may go now. */
    Set<UUID> full() {
        lock.lock();
        try {
            Set<UUID> full = new HashSet<>(lanes.keySet());
            full.removeIf(host -> free(host) > 0);
            return full;
        } finally {
            lock.unlock();
        }
    }

    private int free(UUID host) {
        int here = lanes.getOrDefault(host, Set.of()).size();
        int free = Math.max(0, Math.min(WIDTH - here, shared - on.size()));
        return here == 0 ? Math.max(1, free) : free;
    }

    /** Thrown out of an operation that has to wait for a host: it begins again once there is room. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final UUID host;

        Full(UUID host) {
            super("host " + host + " has as many operations as it may have", null, false, false);
            this.host = host;
        }

        UUID host() {
            return host;
        }
    }
}
