package io.dosvm.engine.host;

import io.dosvm.engine.operation.HostDoor;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** One driver per host, opened when first needed, closed with this. The only place where drivers are called. */
public final class HostConnections implements HostDoor, AutoCloseable {
    private static final int CLOSERS = 16;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(6);

    private final Runtime runtime;
    private final HostDrivers drivers;
    private final Instrumentation instrumentation;
    private final Function<UUID, HostUri> addresses;
    private final Map<UUID, HostDriver> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * No connection yet.
     *
     * @param addresses reads from the store where a host is; {@code NOT_FOUND} if it is not known
     */
    public HostConnections(
            Runtime runtime, HostDrivers drivers, Instrumentation instrumentation, Function<UUID, HostUri> addresses) {
        this.runtime = runtime;
        this.drivers = drivers;
        this.instrumentation = instrumentation;
        this.addresses = addresses;
    }

    @Override
    public <R> R perform(UUID host, Request<R> request, Call call) {
        try {
            return look(host, request, call);
        } catch (DosvmException e) {
            throw e.code() == ErrorCode.CLOSED && !closed ? forgotten(e) : e;
        }
    }

    @Override
    public boolean backSince(Tx tx, UUID host, Instant since) {
        return HostLookup.backSince(tx, host, since);
    }

    /** As {@link #perform}, but {@code CLOSED} where the connection was forgotten: that says nothing of the host. */
    <R> R look(UUID host, Request<R> request, Call call) {
        return perform(driver(host), request, call);
    }

    /** Tells of changes on a host until closed. */
    HostDriver.Watch watch(UUID host, HostDriver.HostListener listener) {
        return driver(host).watch(listener);
    }

    /** What is at an address, by a connection of its own. */
    HostDriver.HostFacts probe(HostUri uri, Call call) {
        return aside(uri, new HostDriver.Facts(), call);
    }

    /** Asks what is at an address, by a connection of its own. */
    <R> R aside(HostUri uri, Request<R> request, Call call) {
        try (HostDriver driver = drivers.require(uri).open(uri, runtime)) {
            return perform(driver, request, call);
        }
    }

    /** Checks an address without I/O; what is wrong with it is thrown. */
    void check(HostUri uri) {
        drivers.require(uri).open(uri, runtime).close();
    }

    /** Ends the connection to a host that is gone or has moved; the next verb opens a new one. */
    void forget(UUID host) {
        HostDriver driver = open.remove(host);
        if (driver != null) {
            driver.close();
        }
    }

    private <R> R perform(HostDriver driver, Request<R> request, Call call) {
        Runtime.Step step =
                new Runtime.Step(Runtime.Step.Kind.HOST, request.verb().id());
        long began = runtime.nanoTime();
        try {
            R answer = runtime.step(step, () -> {
                // The last moment: this process may have stood still for longer than its lease.
                call.check();
                return driver.perform(request, call);
            });
            measured(step, began, Optional.empty());
            return answer;
        } catch (DosvmException e) {
            measured(step, began, Optional.of(e));
            // What breaks off because this node closes says nothing of the host.
            requireOpen();
            throw e;
        } catch (Exception e) {
            measured(step, began, Optional.of(e));
            requireOpen();
            throw DosvmException.of(
                            ErrorCode.DRIVER_FAILED,
                            "the driver failed in " + request.verb().id() + ": " + e)
                    .with("verb", request.verb().id())
                    .cause(e)
                    .build();
        }
    }

    /** Not this control plane is closed, but the connection: the host has moved, or is gone. */
    private static DosvmException forgotten(DosvmException cause) {
        return DosvmException.of(ErrorCode.HOST_LOST, "the host has another address by now, or is not ours any more")
                .cause(cause)
                .build();
    }

    private void measured(Runtime.Step step, long began, Optional<Throwable> failure) {
        instrumentation.finished(step, Duration.ofNanos(runtime.nanoTime() - began), failure);
    }

    private HostDriver driver(UUID host) {
        HostDriver known = open.get(host);
        if (known != null) {
            return known;
        }
        requireOpen();
        HostUri uri = addresses.apply(host);
        while (true) {
            HostDriver made = drivers.require(uri).open(uri, runtime);
            HostDriver first = open.putIfAbsent(host, made);
            if (first != null) {
                made.close();
                return first;
            }
            HostUri now = confirmed(host, made);
            if (now.equals(uri)) {
                return made;
            }
            drop(host, made);
            uri = now;
        }
    }

    /** Where the host is by now: whoever moved it, or deleted it, while it was opened has found nothing to forget. */
    private HostUri confirmed(UUID host, HostDriver made) {
        boolean sure = false;
        try {
            requireOpen();
            HostUri now = addresses.apply(host);
            sure = true;
            return now;
        } finally {
            if (!sure) {
                drop(host, made);
            }
        }
    }

    private void drop(UUID host, HostDriver made) {
        open.remove(host, made);
        made.close();
    }

    private void requireOpen() {
        if (closed) {
            throw DosvmException.of(ErrorCode.CLOSED, "the control plane is closed")
                    .build();
        }
    }

    /** Ends all connections, several at a time: a host that hangs does not hold up the others. */
    @Override
    public void close() {
        closed = true;
        Queue<HostDriver> left = new ConcurrentLinkedQueue<>(open.values());
        open.clear();
        int closers = Math.min(CLOSERS, left.size());
        List<Runtime.Task> tasks = new ArrayList<>();
        for (int i = 0; i < closers; i++) {
            tasks.add(runtime.start("host-close", () -> closeAll(left)));
        }
        long end = runtime.nanoTime() + CLOSE_WAIT.toNanos();
        for (Runtime.Task task : tasks) {
            task.join(Duration.ofNanos(Math.max(0, end - runtime.nanoTime())));
        }
    }

    private static void closeAll(Queue<HostDriver> left) {
        for (HostDriver next = left.poll(); next != null; next = left.poll()) {
            next.close();
        }
    }
}
