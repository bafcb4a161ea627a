package io.dosvm.libvirt.binding;

import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two lanes to one host, and what it tells by itself.
 *
 * <p>Observation and short verbs go by {@link #control()}, transfers and what may take long by {@link #storage()}, so
 * that a copy of a disk never delays a look at the host. Opened without I/O: the first call connects.
 *
 * @since 0.1
 */
public final class HostLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostLink.class);
    private static final int QUEUE = 10_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration REGISTER = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Runtime runtime;
    private final ConnectUri uri;
    private final Consumer<NativeEvent> tap;
    private final Lane control;
    private final Lane storage;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<NativeEvent> queue = new ArrayDeque<>();
    private final Runtime.Signal news;
    private final ReentrantLock telling = new ReentrantLock();
    private boolean overflowed;
    private @Nullable Listener listener;
    private Runtime.@Nullable Task watcher;
    private boolean closed;

    /**
     * A link to one host. Loads the library, sends nothing.
     *
     * @param uri the host
     * @param runtime time and threads
     * @param keepAlive how often the daemon must answer
     * @param tap takes every event of the control lane on libvirt's own thread, before listeners are told and also
     *     without one; must neither block nor call libvirt
     * @throws LibvirtException {@link LibvirtException.Reason#LIBRARY} if libvirt's client library is not there
     */
    public HostLink(ConnectUri uri, Runtime runtime, Connection.KeepAlive keepAlive, Consumer<NativeEvent> tap) {
        this.tap = tap;
        LibvirtLibrary library = LibvirtLibrary.load();
        this.runtime = runtime;
        this.uri = uri;
        this.news = runtime.signal();
        this.control = new Lane(library, runtime, uri, "control", keepAlive, this::received);
        this.storage = new Lane(library, runtime, uri, "storage", keepAlive, event -> {});
    }

    /**
     * Takes what a host tells. Called on one thread of the link, one event after the other.
     *
     * @since 0.1
     */
    public interface Listener {
        /**
         * Something changed.
         *
         * @param event what
         */
        void event(NativeEvent event);

        /** Events may have been missed, or the host is watched from now on: look at everything. */
        void resync();

        /** The connection broke; the link goes on trying and calls {@link #resync()} when it is back. */
        void lost();
    }

    /**
     * The lane for observation and short verbs.
     *
     * @return the lane
     */
    public Lane control() {
        return control;
    }

    /**
     * The lane for transfers and whatever may take long.
     *
     * @return the lane
     */
    public Lane storage() {
        return storage;
    }

    /** Has the listener told soon to look at everything. */
    public void resyncSoon() {
        lock.lock();
        try {
            overflowed = true;
        } finally {
            lock.unlock();
        }
        news.raise();
    }

    /** Waits until a call to the listener that has begun is over; the listener itself does not wait. */
    @SuppressWarnings("LockNotBeforeTry") // held only to have waited for it
    public void settle() {
        telling.lock();
        try {
            LOG.trace("no call to the listener is under way [uri={}]", uri);
        } finally {
            telling.unlock();
        }
    }

    /**
     * Begins to watch: connects in the background, registers for events, and again after each loss. Where there is a
     * connection already, what happens after this returns is told.
     *
     * @param taker takes the events
     * @throws IllegalStateException if it is watched already
     */
    public void watch(Listener taker) {
        lock.lock();
        try {
            if (listener != null) {
                throw new IllegalStateException("the link is watched already");
            }
            if (closed) {
                throw LibvirtException.notDone(LibvirtException.Reason.CLOSED, "watch", uri + ": closed");
            }
            listener = taker;
        } finally {
            lock.unlock();
        }
        try {
            control.registerEvents(Call.within(runtime, REGISTER));
        } catch (LibvirtException e) {
            LOG.debug("events are not told yet [uri={}]", uri, e);
        }
        lock.lock();
        try {
            watcher = runtime.start("libvirt-watch", () -> keepWatching(taker));
        } finally {
            lock.unlock();
        }
    }

    private void received(NativeEvent event) {
        tap.accept(event);
        lock.lock();
        try {
            if (listener == null) {
                return;
            }
            if (queue.size() >= QUEUE) {
                queue.clear();
                overflowed = true;
            }
            queue.add(event);
        } finally {
            lock.unlock();
        }
        news.raise();
    }

    private void keepWatching(Listener taker) {
        Duration pause = FIRST_PAUSE;
        boolean wasLost = false;
        while (!over(taker)) {
            try {
                Call call = Call.within(runtime, CONNECT);
                Connection connection = control.connection(call);
                connection.registerEvents(call);
                tell(taker, taker::resync);
                wasLost = false;
                pause = FIRST_PAUSE;
                deliver(taker, connection);
            } catch (LibvirtException e) {
                LOG.debug("the host cannot be watched for now [uri={}]", uri, e);
            }
            if (!wasLost) {
                wasLost = true;
                tell(taker, taker::lost);
            }
            rest(taker, pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Hands on what comes until the connection is gone. */
    private void deliver(Listener taker, Connection connection) {
        // Counted before the look at the end: an end in between is not waited out.
        for (long seen = news.count(); !over(taker); seen = news.count()) {
            NativeEvent event;
            boolean missed;
            lock.lock();
            try {
                missed = overflowed;
                overflowed = false;
                event = queue.poll();
            } finally {
                lock.unlock();
            }
            if (missed) {
                tell(taker, taker::resync);
            }
            if (event != null && !(event instanceof NativeEvent.Closed)) {
                tell(taker, () -> taker.event(event));
            } else if (connection.broken()) {
                return;
            } else if (event == null) {
                news.await(seen, LONGEST_PAUSE);
            }
        }
    }

    private void tell(Listener taker, Runnable what) {
        telling.lock();
        try {
            if (!over(taker)) {
                what.run();
            }
        } catch (RuntimeException e) {
            LOG.error("a listener failed and goes on being told [uri={}]", uri, e);
        } finally {
            telling.unlock();
        }
    }

    private void rest(Listener taker, Duration pause) {
        long end = runtime.nanoTime() + pause.toNanos();
        while (true) {
            long seen = news.count();
            long left = end - runtime.nanoTime();
            if (left <= 0 || over(taker)) {
                return;
            }
            news.await(seen, Duration.ofNanos(left));
        }
    }

    private boolean over(Listener taker) {
        lock.lock();
        try {
            return closed || listener != taker;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the watch: no call to the listener begins once this returns. The listener itself may call it. */
    public void unwatch() {
        lock.lock();
        try {
            listener = null;
            queue.clear();
        } finally {
            lock.unlock();
        }
        news.raise();
        settle();
    }

    /** Ends connections and threads: at most five seconds, whatever the daemons do. Repeatable. */
    @Override
    public void close() {
        Runtime.Task watching;
        lock.lock();
        try {
            closed = true;
            watching = watcher;
        } finally {
            lock.unlock();
        }
        news.raise();
        if (watching != null) {
            watching.interrupt();
        }
        List<Connection> ending = new ArrayList<>();
        for (Lane lane : List.of(control, storage)) {
            Connection last = lane.beginClose();
            if (last != null) {
                ending.add(last);
            }
        }
        for (Connection connection : ending) {
            if (!connection.awaitClosed()) {
                LOG.warn("a connection to libvirt could not be ended in time [uri={}]", uri);
            }
        }
    }
}
