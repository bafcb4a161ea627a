package io.dosvm.libvirt.binding;

import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection at a time to a host, opened when first needed and again after it broke, with at most four requests in
 * flight.
 *
 * <p>Thread-safe. A caller waits no longer than its call's deadline, for opening too.
 *
 * @since 0.1
 */
public final class Lane {
    /** Requests under way at most; the daemon takes five per client by default. */
    static final int WIDTH = 4;

    private final LibvirtLibrary library;
    private final Runtime runtime;
    private final ConnectUri uri;
    private final String name;
    private final Connection.KeepAlive keepAlive;
    private final Consumer<NativeEvent> listener;
    private final CallSlots slots;
    private final Runtime.Signal changed;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection current;
    private @Nullable Reachability reaching;
    private boolean opening;
    private boolean closed;

    Lane(
            LibvirtLibrary library,
            Runtime runtime,
            ConnectUri uri,
            String name,
            Connection.KeepAlive keepAlive,
            Consumer<NativeEvent> listener) {
        this.library = library;
        this.runtime = runtime;
        this.uri = uri;
        this.name = name;
        this.keepAlive = keepAlive;
        this.listener = listener;
        this.slots = new CallSlots(runtime, "libvirt-" + name, WIDTH);
        this.changed = runtime.signal();
    }

    /**
     * The connection, opened if there is none that works.
     *
     * @param call the deadline
     * @return a connection that was alive a moment ago
     * @throws LibvirtException a connect reason naming the part that failed, or {@link LibvirtException.Reason#CLOSED}
     */
    public Connection connection(Call call) {
        while (true) {
            long seen = changed.count();
            Connection broken = null;
            lock.lock();
            try {
                if (closed) {
                    throw LibvirtException.notDone(LibvirtException.Reason.CLOSED, "connect", uri + ": closed");
                }
                Connection known = current;
                if (known != null && !known.broken()) {
                    return known;
                }
                if (!opening) {
                    opening = true;
                    broken = known;
                    current = null;
                    seen = -1;
                }
            } finally {
                lock.unlock();
            }
            if (seen == -1) {
                return openAfter(broken, call);
            }
            if (!changed.await(seen, call.remaining())) {
                throw LibvirtException.notDone(
                        LibvirtException.Reason.CONNECT_LIBVIRT,
                        "connect",
                        uri + ": the deadline passed while another caller was connecting");
            }
        }
    }

    private Connection openAfter(@Nullable Connection broken, Call call) {
        Connection opened = null;
        boolean late;
        try {
            if (broken != null) {
                broken.beginClose();
            }
            opened = open(call);
            return opened;
        } finally {
            lock.lock();
            try {
                opening = false;
                late = closed;
                current = late ? null : opened;
            } finally {
                lock.unlock();
            }
            changed.raise();
            if (late && opened != null) {
                opened.beginClose();
            }
        }
    }

    private Connection open(Call call) {
        Reachability reach = new Reachability(uri, call);
        lock.lock();
        try {
            reaching = reach;
            if (closed) {
                reach.cancel();
            }
        } finally {
            lock.unlock();
        }
        try {
            return slots.call(
                    "virConnectOpenAuth",
                    call,
                    () -> {
                        reach.check();
                        return Connection.open(library, runtime, slots, uri, keepAlive, listener);
                    },
                    () -> {});
        } catch (LibvirtException e) {
            throw e.reason() == LibvirtException.Reason.TIMED_OUT ? reach.tooLate() : e;
        }
    }

    /**
     * The lane's name, for gauges.
     *
     * @return {@code control} or {@code storage}
     */
    public String name() {
        return name;
    }

    /**
     * Requests sent so far, by C function. Each is one message to the daemon and one back, except opening a connection
     * and the bytes of streams.
     *
     * @return how many, in the order of the names
     */
    public Map<String, Long> requests() {
        return slots.requests();
    }

    /**
     * Calls whose callers have left and that have not come back from the daemon.
     *
     * @return 0 to 4
     */
    public int stuck() {
        return slots.stuck();
    }

    /**
     * Calls under way, those that are stuck included.
     *
     * @return 0 to 4
     */
    public int inFlight() {
        return slots.inFlight();
    }

    /**
     * Handles that are open on the connection of the moment.
     *
     * @return how many
     */
    public int openHandles() {
        Connection known = known();
        return known == null ? 0 : known.openHandles();
    }

    /** Registers for events if there is a connection; opens none. */
    void registerEvents(Call call) {
        Connection known = known();
        if (known != null && !known.broken()) {
            known.registerEvents(call);
        }
    }

    private @Nullable Connection known() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new calls and begins to close; the connection, if there is one, is what to wait for. */
    @Nullable
    Connection beginClose() {
        Connection last;
        lock.lock();
        try {
            closed = true;
            last = current;
            current = null;
            if (reaching != null) {
                reaching.cancel();
            }
        } finally {
            lock.unlock();
        }
        slots.close();
        changed.raise();
        if (last != null) {
            last.beginClose();
        }
        return last;
    }
}
