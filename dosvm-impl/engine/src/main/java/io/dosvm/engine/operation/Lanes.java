package io.dosvm.engine.operation;

import io.dosvm.engine.operation.Lane.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which hosts this node's operations are on: a bounded number each, so that one that hangs leaves workers for the
 * others. Once a share of the workers is on hosts, each host gets one at a time: so it takes many hosts that hang to
 * stop the rest. Long work has places of its own, and never more than half of the workers.
 *
 * <p>Who comes to a host waits behind whoever was asked for earlier and waits for it already, on this node or another;
 * and no host that many ask for keeps one that few ask for from its share.
 *
 * <p>An operation is bounded where it first asks a host, and stays on that host's lane until it leaves all. To a second
 * host it goes unbounded: what it has begun it need not begin again. So does the short work of one that has a place for
 * long work.
 */
final class Lanes {
    /** How many operations one host has at most. */
    static final int WIDTH = 16;

    /** One fewer than a driver's connection for long work serves at once: one is left for what is short there. */
    static final int LONG_WIDTH = 3;

    private final int workers;
    private final Runnable freed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Lane, Set<LeasedContext>> lanes = new HashMap<>();
    private final Map<LeasedContext, Kind> on = new HashMap<>();
    private final Map<Lane, Instant> waiting = new HashMap<>();
    private boolean wanted;

    /**
     * Empty lanes.
     *
     * @param freed runs when there is room again for which others have waited
     */
    Lanes(int workers, Runnable freed) {
        this.workers = workers;
        this.freed = freed;
    }

    /** Whether an operation may go on now; if not, it is to wait in the store. */
    boolean enter(LeasedContext operation, Lane lane) {
        return enter(operation, lane, false);
    }

    /** Enters for one that was its turn when it was taken up. If it is too late for that, it finds out by itself. */
    void take(LeasedContext operation, Lane lane) {
        enter(operation, lane, true);
    }

    private boolean enter(LeasedContext operation, Lane lane, boolean first) {
        lock.lock();
        try {
            Kind has = on.get(operation);
            if (has == Kind.LONG || has == lane.kind()) {
                if (has == lane.kind()) {
                    lanes.computeIfAbsent(lane, l -> new HashSet<>()).add(operation);
                }
                return true;
            }
            Instant since = operation.row().createdAt();
            Instant oldest = waiting.getOrDefault(lane, Instant.MAX);
            boolean turn = first ? used(lane, Map.of()) < width(lane.kind()) : !oldest.isBefore(since) && fits(lane);
            if (!turn) {
                wanted = true;
                waiting.merge(lane, since, (a, b) -> a.isBefore(b) ? a : b);
                return false;
            }
            if (has != null) {
                remove(operation);
            }
            on.put(operation, lane.kind());
            lanes.computeIfAbsent(lane, l -> new HashSet<>()).add(operation);
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** Ends an operation's stay on all hosts. */
    void leave(LeasedContext operation) {
        boolean tell;
        lock.lock();
        try {
            tell = on.containsKey(operation) && wanted;
            remove(operation);
            wanted &= !tell;
        } finally {
            lock.unlock();
        }
        if (tell) {
            freed.run();
        }
    }

    private void remove(LeasedContext operation) {
        on.remove(operation);
        lanes.values().forEach(lane -> lane.remove(operation));
        lanes.values().removeIf(Set::isEmpty);
    }

    /** Whether nobody is on any host, so that nobody needs to wait. */
    boolean idle() {
        lock.lock();
        try {
            return on.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hears who waits in the store.
     *
     * @param inStore when the first was asked for, of those that wait
     * @return the lanes among them to which none may go now
     */
    Set<Lane> full(Map<Lane, Instant> inStore) {
        lock.lock();
        try {
            waiting.clear();
            waiting.putAll(inStore);
            Set<Lane> full =
                    inStore.keySet().stream().filter(lane -> !fits(lane)).collect(Collectors.toSet());
            wanted |= !full.isEmpty();
            return full;
        } finally {
            lock.unlock();
        }
    }

    /** Whether one more may go, if some are about to. */
    boolean room(Lane lane, Map<Lane, Integer> going) {
        lock.lock();
        try {
            boolean fits = fits(lane, going);
            wanted |= !fits;
            return fits;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Lane lane) {
        return fits(lane, Map.of());
    }

    private boolean fits(Lane lane, Map<Lane, Integer> going) {
        Kind kind = lane.kind();
        int most = kind == Kind.LONG ? workers / 2 : workers;
        int shared = most / 2;
        int here = used(lane, going);
        long all = on.values().stream().filter(k -> k == kind).count();
        for (Map.Entry<Lane, Integer> more : going.entrySet()) {
            all += more.getKey().kind() == kind ? more.getValue() : 0;
        }
        if (here >= width(kind) || all >= most) {
            return false;
        }
        Set<Lane> active = Stream.of(lanes.keySet(), going.keySet(), waiting.keySet(), Set.of(lane))
                .flatMap(Set::stream)
                .filter(other -> other.kind() == kind)
                .collect(Collectors.toSet());
        int share = Math.max(1, shared / active.size());
        // What others wait for and have a right to is kept for them.
        long kept = waiting.keySet().stream()
                .filter(other -> here >= share && other.kind() == kind)
                .mapToInt(other -> Math.max(0, share - used(other, going)))
                .sum();
        return here == 0 || all + kept < shared;
    }

    private int used(Lane lane, Map<Lane, Integer> going) {
        return lanes.getOrDefault(lane, Set.of()).size() + going.getOrDefault(lane, 0);
    }

    private static int width(Kind kind) {
        return kind == Kind.LONG ? LONG_WIDTH : WIDTH;
    }

    /** Thrown out of an operation that has to wait for a host: it begins again once there is room. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full(Lane lane) {
            super(lane + " has as many operations as it may have", null, false, false);
        }
    }
}
