package io.dosvm.engine.host;

import io.dosvm.Caller;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the hosts that this node has leases on: events tell at once, a look every now and then is the safety net.
 *
 * <p>One task keeps the leases; two workers look at hosts, more while some of them hang, never more than
 * {@link #MOST_WORKERS}: a thousand hosts need no thousand threads.
 */
final class HostWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final int MOST_WORKERS = 32;
    private static final int AILING_AT_ONCE = 8;
    private static final int SPARE = 2;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Kernel kernel;
    private final HostLookup lookup;
    private final HostConnections connections;
    private final HostParameters parameters;
    private final HostObserver observer;
    private final HostLeases leases;
    private final Runtime runtime;
    private final WatchQueue queue = new WatchQueue(AILING_AT_ONCE);
    private final Runtime.Signal work;
    private final Runtime.Signal duty;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runtime.Task> tasks = new ArrayList<>();
    private int workers;
    private int idle;
    private volatile boolean closed;

    HostWatch(
            Kernel kernel,
            HostLookup lookup,
            HostConnections connections,
            HostParameters parameters,
            HostObserver observer,
            HostLeases leases) {
        this.kernel = kernel;
        this.lookup = lookup;
        this.connections = connections;
        this.parameters = parameters;
        this.observer = observer;
        this.leases = leases;
        this.runtime = kernel.runtime();
        this.work = runtime.signal();
        this.duty = runtime.signal();
    }

    void start() {
        lock.lock();
        try {
            tasks.add(runtime.start("host-leases", this::keepLeases));
        } finally {
            lock.unlock();
        }
        hire();
    }

    /** Hosts have come or gone: the leases are looked at now. */
    void changed() {
        duty.raise();
    }

    /** A host has another address: its events come from there now. */
    void moved(UUID host) {
        queue.find(host).ifPresent(watched -> {
            watched.moved = true;
            watched.refresh = true;
            hurry(watched);
        });
    }

    /** What was last seen of a host, if it is this node that watches it. */
    Optional<HostSnapshot.Seen> seen(UUID host) {
        return queue.find(host).flatMap(watched -> watched.seen);
    }

    private void keepLeases() {
        boolean more = false;
        // Counted before the look at the end: a close in between is not waited out.
        for (long seen = duty.count(); !closed; seen = duty.count()) {
            try {
                more = keepLeasesOnce();
            } catch (DosvmException e) {
                if (closed || e.code() == ErrorCode.INTERRUPTED || e.code() == ErrorCode.CLOSED) {
                    return;
                }
                // The leases last a while longer; when they have lapsed, nothing is looked at.
                LOG.debug("the leases of hosts could not be renewed", e);
                more = false;
            } catch (RuntimeException e) {
                LOG.warn("the leases of hosts could not be renewed, will try again", e);
                more = false;
            }
            if (!more) {
                duty.await(seen, parameters.lease().dividedBy(3));
            }
        }
    }

    private boolean keepLeasesOnce() {
        long safely = runtime.nanoTime()
                + parameters.lease().multipliedBy(4).dividedBy(5).toNanos();
        long order = runtime.random().nextLong();
        record Taken(HostLeases.Round round, List<HostRow> rows) {}
        Taken taken = kernel.write(Caller.SYSTEM, "host.leases", tx -> {
            HostLeases.Round round = leases.round(tx, order);
            Set<UUID> fresh = round.held().entrySet().stream()
                    .filter(lease -> !watches(lease.getKey(), lease.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            return new Taken(round, lookup.some(tx, fresh));
        });
        Map<UUID, Long> held = new HashMap<>(taken.round().held());
        for (WatchedHost host : queue.all()) {
            Long epoch = held.get(host.id());
            if (epoch == null || epoch != host.epoch) {
                drop(host);
            } else {
                host.heldUntil = safely;
            }
        }
        for (HostRow row : taken.rows()) {
            long epoch = held.getOrDefault(row.id(), 0L);
            Heartbeat heartbeat = Heartbeat.of(row.connection(), parameters.missedHeartbeats());
            WatchedHost host = new WatchedHost(row, epoch, safely, heartbeat);
            host.ailing = heartbeat.missed() > 0;
            // A thousand hosts taken over at once are not all asked at once.
            queue.add(
                    host,
                    runtime.nanoTime()
                            + upTo(Duration.ofMillis(2L * taken.rows().size())).toNanos());
        }
        if (!taken.rows().isEmpty()) {
            work.raise();
        }
        return taken.round().more();
    }

    private boolean watches(UUID host, long epoch) {
        return queue.find(host).filter(watched -> watched.epoch == epoch).isPresent();
    }

    private void drop(WatchedHost host) {
        if (queue.remove(host)) {
            unwatch(host);
        }
    }

    private static void unwatch(WatchedHost host) {
        Optional<HostDriver.Watch> watch = host.watch;
        host.watch = Optional.empty();
        watch.ifPresent(HostDriver.Watch::close);
    }

    private void hire() {
        lock.lock();
        try {
            if (!closed && workers < MOST_WORKERS) {
                workers++;
                tasks.removeIf(Runtime.Task::done);
                tasks.add(runtime.start("hosts", this::lookAtHosts));
            }
        } finally {
            lock.unlock();
        }
    }

    private void lookAtHosts() {
        try {
            long worked = runtime.nanoTime();
            while (!closed && stays(worked)) {
                worked = lookOrWait() ? runtime.nanoTime() : worked;
            }
        } catch (DosvmException e) {
            if (!closed && e.code() != ErrorCode.INTERRUPTED) {
                throw e;
            }
        } finally {
            leave();
        }
    }

    private boolean lookOrWait() {
        long seen = work.count();
        if (closed) {
            return false;
        }
        Optional<WatchedHost> next = queue.take(runtime.nanoTime());
        if (next.isEmpty()) {
            await(seen);
            return false;
        }
        if (nobodyWaits()) {
            hire();
        }
        look(next.get());
        return true;
    }

    private void await(long seen) {
        count(1);
        try {
            work.await(seen, queue.untilNext(runtime.nanoTime(), surplus() ? LINGER : IDLE));
        } finally {
            count(-1);
        }
    }

    private void count(int change) {
        lock.lock();
        try {
            idle += change;
        } finally {
            lock.unlock();
        }
    }

    private boolean nobodyWaits() {
        lock.lock();
        try {
            return idle == 0;
        } finally {
            lock.unlock();
        }
    }

    /** A worker that has had nothing to do for a while ends, if enough others wait. */
    private boolean stays(long worked) {
        lock.lock();
        try {
            return idle < SPARE || runtime.nanoTime() - worked < LINGER.toNanos();
        } finally {
            lock.unlock();
        }
    }

    private boolean surplus() {
        lock.lock();
        try {
            return idle > SPARE;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            workers--;
        } finally {
            lock.unlock();
        }
        // Those that still wait do so for what they knew; what this one put in line may be due earlier.
        work.raise();
    }

    private void look(WatchedHost host) {
        boolean ours = true;
        Duration next = SOON;
        try {
            if (host.heldUntil - runtime.nanoTime() > 0) {
                watch(host);
                ours = observer.look(host);
                next = pause(host);
            }
        } catch (DosvmException e) {
            // Closing ends all of it; a host that is gone from the store is not looked at again.
            ours = e.code() != ErrorCode.NOT_FOUND;
            LOG.debug("what was seen of {} could not be used", host.ref, e);
        } catch (RuntimeException e) {
            LOG.warn("what was seen of a host could not be used [host={}]", host.ref, e);
        } finally {
            if (!queue.done(host, runtime.nanoTime(), next, host.heartbeat.missed() > 0)) {
                unwatch(host);
            }
        }
        if (!ours) {
            drop(host);
        }
    }

    /** Listens before the first look: what changes in between is not missed. */
    private void watch(WatchedHost host) {
        if (host.moved) {
            host.moved = false;
            unwatch(host);
        }
        if (host.watch.isEmpty()) {
            host.watch = Optional.of(connections.watch(host.id(), new Listener(host)));
        }
    }

    private Duration pause(WatchedHost host) {
        int missed = host.heartbeat.missed();
        boolean suspect = missed > 0 && missed < parameters.missedHeartbeats();
        Duration usual = suspect ? parameters.heartbeatBase() : parameters.statsInterval();
        return usual.multipliedBy(9).dividedBy(10).plus(upTo(usual.dividedBy(5)));
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(runtime.random().nextLong(Math.max(1, most.toNanos())));
    }

    private void hurry(WatchedHost host) {
        queue.hurry(host, runtime.nanoTime());
        work.raise();
    }

    /** Ends the tasks and gives the leases back. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        work.raise();
        duty.raise();
        List<Runtime.Task> running;
        lock.lock();
        try {
            running = List.copyOf(tasks);
        } finally {
            lock.unlock();
        }
        running.forEach(Runtime.Task::interrupt);
        long end = runtime.nanoTime() + Duration.ofSeconds(2).toNanos();
        running.forEach(task -> task.join(Duration.ofNanos(Math.max(0, end - runtime.nanoTime()))));
        queue.all().forEach(this::drop);
        try {
            kernel.write(Caller.SYSTEM, "host.leases", tx -> {
                leases.releaseAll(tx);
                return true;
            });
        } catch (DosvmException e) {
            LOG.debug("the leases of hosts could not be given back; they lapse", e);
        }
    }

    /** Takes what the host tells; only notes it. */
    private final class Listener implements HostDriver.HostListener {
        private final WatchedHost host;

        Listener(WatchedHost host) {
            this.host = host;
        }

        @Override
        public void vmChanged(UUID id) {
            hurry(host);
        }

        @Override
        public void resync() {
            host.refresh = true;
            hurry(host);
        }

        @Override
        public void lost() {
            host.refresh = true;
            hurry(host);
        }
    }
}
