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
    private final Set<UUID> awaited = new HashSet<>();

    /** Empty lanes for a number of workers. */
    Lanes(int workers) {
        this.shared = workers / 2;
    }

    /** Whether an operation may go on to a host now; if not, whoever leaves next is told that it is waited for. */
    boolean enter(LeasedContext operation, UUID host) {
        lock.lock();
        try {
            if (!on.contains(operation) && !fits(host, 1)) {
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
     * @return whether others have waited for that since the last time it was true
     */
    boolean leave(LeasedContext operation) {
        lock.lock();
        try {
            if (!on.remove(operation)) {
                return false;
            }
            lanes.values().forEach(lane -> lane.remove(operation));
            lanes.values().removeIf(Set::isEmpty);
            boolean wanted = !awaited.isEmpty();
            awaited.clear();
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Whether so many more operations may go to a host; if not, whoever leaves next is told that it is waited for. */
    boolean room(UUID host, int more) {
        lock.lock();
        try {
            return fits(host, more);
        } finally {
            lock.unlock();
        }
    }

    /** The hosts to which none may go now; whoever leaves next is told that they are waited for. */
    Set<UUID> full() {
        lock.lock();
        try {
            Set<UUID> full = new HashSet<>(lanes.keySet());
            full.removeIf(host -> fits(host, 1));
            return full;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(UUID host, int more) {
        boolean fits = more <= free(host);
        if (!fits) {
            awaited.add(host);
        }
        return fits;
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
