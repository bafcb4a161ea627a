package io.dosvm.engine.event;

import io.dosvm.Event;
import io.dosvm.EventListener;
import io.dosvm.Subscription;
import io.dosvm.engine.store.Database;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who watch. One task reads new events and hands them out, as long as anybody watches; each listener has its own
 * task while there is something to tell it, so that a slow one delays nobody. One that falls behind too far is told to
 * read again what matters.
 */
public final class Watches {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
    private static final int QUEUE = 1000;
    private static final int BATCH = 500;
    private static final Duration POLL_SHARED = Duration.ofMillis(500);
    private static final Duration POLL_ALONE = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Database database;
    private final Runtime runtime;
    private final EventLog log;
    private final OwnThreads ownThreads;
    private final Runtime.Signal signal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Watch> watches = new HashSet<>();
    private final List<Runtime.Task> tasks = new ArrayList<>();
    private boolean reading;
    private boolean closed;

    /** Nothing runs until somebody watches. */
    public Watches(Database database, Runtime runtime, EventLog log, OwnThreads ownThreads) {
        this.database = database;
        this.runtime = runtime;
        this.log = log;
        this.ownThreads = ownThreads;
        this.signal = runtime.signal();
        log.onWritten(signal::raise);
    }

    /**
     * Begins a watch.
     *
     * @param after the position after which to begin; empty for now
     * @param wanted which events
     */
    public Subscription watch(OptionalLong after, Predicate<Event> wanted, EventListener listener) {
        long newest = database.transaction("event.position", log::position);
        Watch watch = new Watch(after.orElse(newest), wanted, listener);
        if (after.isPresent() && after.getAsLong() > newest) {
            // Positions of another store, or of this one before it was restored.
            watch.position = newest;
            watch.resync = true;
        }
        lock.lock();
        try {
            if (closed) {
                throw DosvmException.of(ErrorCode.CLOSED, "the control plane is closed")
                        .build();
            }
            watches.add(watch);
            if (!reading) {
                reading = true;
                start("events", this::read);
            }
            if (watch.resync) {
                tell(watch);
            }
        } finally {
            lock.unlock();
        }
        signal.raise();
        return () -> end(watch);
    }

    private void end(Watch watch) {
        lock.lock();
        try {
            watch.ended = true;
            watch.queue.clear();
            watches.remove(watch);
        } finally {
            lock.unlock();
        }
        signal.raise();
    }

    private void read() {
        Duration poll = database.exclusive() ? POLL_ALONE : POLL_SHARED;
        boolean told = false;
        while (true) {
            long seen = signal.count();
            OptionalLong from = next();
            if (from.isEmpty()) {
                return;
            }
            boolean more;
            Duration pause = poll;
            try {
                long after = from.getAsLong();
                List<Event> events = database.transaction("event.read", tx -> log.read(tx, after, BATCH));
                hand(after, events);
                more = events.size() == BATCH || lagging(after, events);
                told = false;
            } catch (DosvmException e) {
                if (e.code() == ErrorCode.INTERRUPTED || e.code() == ErrorCode.CLOSED) {
                    return;
                }
                if (!told) {
                    LOG.warn("events cannot be read, will go on trying [code={}]", e.code(), e);
                }
                told = true;
                more = false;
                pause = AFTER_FAILURE;
            }
            if (!more) {
                signal.await(seen, pause);
            }
        }
    }

    /** The position after which to read: that of the watch that is furthest behind. */
    private OptionalLong next() {
        lock.lock();
        try {
            reading = !closed && !watches.isEmpty();
            return reading ? watches.stream().mapToLong(w -> w.position).min() : OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether some watch began further ahead and others have caught up only in part. */
    private boolean lagging(long after, List<Event> events) {
        lock.lock();
        try {
            long reached =
                    events.isEmpty() ? after : events.get(events.size() - 1).position();
            return watches.stream().anyMatch(w -> w.position < reached);
        } finally {
            lock.unlock();
        }
    }

    private void hand(long after, List<Event> events) {
        lock.lock();
        try {
            for (Watch watch : watches) {
                // One that came meanwhile and begins earlier is served by the next read.
                if (watch.position < after) {
                    continue;
                }
                // What is older than the oldest kept event has been purged.
                boolean gap = !events.isEmpty()
                        && watch.position == after
                        && events.get(0).position() > after + 1;
                if (gap && after > 0) {
                    watch.resync = true;
                }
                events.stream().filter(e -> e.position() > watch.position).forEach(watch::add);
                if (watch.resync || !watch.queue.isEmpty()) {
                    tell(watch);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(Watch watch) {
        if (!watch.telling && !watch.ended) {
            watch.telling = true;
            start("watch", () -> ownThreads.run(() -> tellAll(watch)));
        }
    }

    private void start(String role, Runnable body) {
        tasks.removeIf(Runtime.Task::done);
        tasks.add(runtime.start(role, body));
    }

    private void tellAll(Watch watch) {
        boolean orderly = false;
        try {
            boolean more = true;
            while (more) {
                more = tellNext(watch);
            }
            orderly = true;
        } finally {
            if (!orderly) {
                resume(watch);
            }
        }
    }

    /** Whatever has ended the task that told it, the next event begins another. */
    private void resume(Watch watch) {
        lock.lock();
        try {
            watch.telling = false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there may be more to tell. */
    private boolean tellNext(Watch watch) {
        boolean resync;
        Optional<Event> event;
        lock.lock();
        try {
            resync = watch.resync && !watch.ended;
            watch.resync = false;
            event = resync || watch.ended ? Optional.empty() : Optional.ofNullable(watch.queue.poll());
            if (!resync && event.isEmpty()) {
                watch.telling = false;
                return false;
            }
        } finally {
            lock.unlock();
        }
        watch.listening.tell(() -> {
            if (resync) {
                watch.listener.resync();
            } else {
                watch.listener.event(event.orElseThrow());
            }
        });
        return true;
    }

    /** Ends all watches. A listener that is being told ends in its own time. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            watches.forEach(w -> w.ended = true);
            watches.clear();
            tasks.forEach(Runtime.Task::interrupt);
        } finally {
            lock.unlock();
        }
        signal.raise();
    }

    private static final class Watch {
        private final ArrayDeque<Event> queue = new ArrayDeque<>();
        private final Predicate<Event> wanted;
        private final EventListener listener;
        private final Listening listening = new Listening("events");
        private long position;
        private boolean resync;
        private boolean telling;
        private boolean ended;

        Watch(long position, Predicate<Event> wanted, EventListener listener) {
            this.position = position;
            this.wanted = wanted;
            this.listener = listener;
        }

        void add(Event event) {
            position = event.position();
            if (!wanted.test(event)) {
                return;
            }
            if (queue.size() == QUEUE) {
                queue.clear();
                resync = true;
            }
            queue.add(event);
        }
    }
}
