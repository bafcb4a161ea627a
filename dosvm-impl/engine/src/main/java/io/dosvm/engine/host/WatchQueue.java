package io.dosvm.engine.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which host is to be looked at next. One at a time per host; hosts that did not answer stand in a line of their own,
 * of which few are looked at at once, so that those that hang do not hold up those that answer.
 */
final class WatchQueue {
    /** Events that come closer together are one look. */
    static final Duration SPACING = Duration.ofMillis(200);

    private static final Comparator<WatchedHost> BY_DUE =
            Comparator.<WatchedHost>comparingLong(h -> h.due).thenComparingLong(h -> h.order);

    private final int ailingAtOnce;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, WatchedHost> hosts = new HashMap<>();
    private final NavigableSet<WatchedHost> healthy = new TreeSet<>(BY_DUE);
    private final NavigableSet<WatchedHost> ailing = new TreeSet<>(BY_DUE);
    private int ailingBusy;
    private long order;

    WatchQueue(int ailingAtOnce) {
        this.ailingAtOnce = ailingAtOnce;
    }

    /** Puts a host in line. */
    void add(WatchedHost host, long due) {
        lock.lock();
        try {
            hosts.put(host.id(), host);
            enqueue(host, due);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a host out for good; a look that is under way is its last.
     *
     * @return whether nobody looks at it now: who takes it out cleans up, or else whoever looks
     */
    boolean remove(WatchedHost host) {
        lock.lock();
        try {
            hosts.remove(host.id(), host);
            line(host).remove(host);
            host.removed = true;
            return !host.busy;
        } finally {
            lock.unlock();
        }
    }

    Optional<WatchedHost> find(UUID id) {
        lock.lock();
        try {
            return Optional.ofNullable(hosts.get(id));
        } finally {
            lock.unlock();
        }
    }

    List<WatchedHost> all() {
        lock.lock();
        try {
            return new ArrayList<>(hosts.values());
        } finally {
            lock.unlock();
        }
    }

    /** The host that is due longest, if one is due; the taker has it alone until {@link #done}. */
    Optional<WatchedHost> take(long now) {
        lock.lock();
        try {
            WatchedHost next = first(now);
            if (next == null) {
                return Optional.empty();
            }
            line(next).remove(next);
            next.busy = true;
            next.again = false;
            ailingBusy += next.ailing ? 1 : 0;
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable WatchedHost first(long now) {
        WatchedHost well = healthy.isEmpty() ? null : healthy.first();
        WatchedHost ill = ailing.isEmpty() || ailingBusy >= ailingAtOnce ? null : ailing.first();
        if (well != null && well.due - now <= 0) {
            return well;
        }
        return ill != null && ill.due - now <= 0 ? ill : null;
    }

    /**
     * The look is over: the host goes back in line, at once if something was told of it meanwhile.
     *
     * @return false if it was taken out meanwhile
     */
    boolean done(WatchedHost host, long now, Duration next, boolean isAiling) {
        lock.lock();
        try {
            ailingBusy -= host.ailing ? 1 : 0;
            host.busy = false;
            host.ailing = isAiling;
            host.lookedAt = now;
            if (!host.removed) {
                enqueue(host, now + (host.again ? SPACING : next).toNanos());
            }
            return !host.removed;
        } finally {
            lock.unlock();
        }
    }

    /** Something was told of a host: it is due now. */
    void hurry(WatchedHost host, long now) {
        lock.lock();
        try {
            if (host.busy) {
                host.again = true;
            } else if (!host.removed) {
                long soonest = Math.max(now, host.lookedAt + SPACING.toNanos());
                if (soonest < host.due) {
                    line(host).remove(host);
                    enqueue(host, soonest);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long until a host is due. */
    Duration untilNext(long now, Duration atMost) {
        lock.lock();
        try {
            long wait = atMost.toNanos();
            if (!healthy.isEmpty()) {
                wait = Math.min(wait, healthy.first().due - now);
            }
            if (!ailing.isEmpty() && ailingBusy < ailingAtOnce) {
                wait = Math.min(wait, ailing.first().due - now);
            }
            return Duration.ofNanos(Math.max(0, wait));
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(WatchedHost host, long due) {
        host.due = due;
        host.order = ++order;
        line(host).add(host);
    }

    private NavigableSet<WatchedHost> line(WatchedHost host) {
        return host.ailing ? ailing : healthy;
    }
}
