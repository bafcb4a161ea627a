package io.dosvm.libvirt.binding;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which requests to one daemon run, a few at a time, so that the caller can leave at its deadline while
 * the native call hangs.
 *
 * <p>A caller that leaves makes its slot <em>stuck</em> until the call comes back. While nothing has come back since,
 * the daemon is <em>suspect</em>: one call at a time is let through to find out, all others are refused at once.
 * Threads start when needed and end after {@link #IDLE}.
 */
final class CallSlots {
    static final Duration IDLE = Duration.ofSeconds(10);

    /** How long an answer is waited for that nobody wants any more: whether it is done is better known than not. */
    private static final Duration AFTER_CANCEL = Duration.ofSeconds(4);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Runtime runtime;
    private final String role;
    private final int width;
    private final ReentrantLock lock = new ReentrantLock();
    private final Runtime.Signal work;
    private final Runtime.Signal freed;
    private final Deque<Task<?>> queue = new ArrayDeque<>();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private int idle;
    private int inFlight;
    private int stuck;
    private boolean suspect;
    private boolean probing;
    private boolean closed;

    CallSlots(Runtime runtime, String role, int width) {
        this.runtime = runtime;
        this.role = role;
        this.width = width;
        this.work = runtime.signal();
        this.freed = runtime.signal();
    }

    /**
     * Runs a native call and waits for it until the deadline.
     *
     * @param function the C function, for counting and messages
     * @param call the deadline
     * @param body the call; runs on one of the threads here
     * @param after runs once, after the body or instead of it, wherever the call ends
     */
    <T extends @Nullable Object> T call(String function, Call call, Supplier<T> body, Runnable after) {
        Task<T> task;
        try {
            task = new Task<>(function, body, after, admit(function, call));
        } catch (RuntimeException e) {
            after.run();
            throw e;
        }
        requests.computeIfAbsent(function, f -> new LongAdder()).increment();
        submit(task);
        boolean over;
        try {
            over = answered(task, call);
        } catch (DosvmException interrupted) {
            if (abandon(task)) {
                throw LibvirtException.unknown(
                        LibvirtException.Reason.INTERRUPTED,
                        function,
                        function + ": the waiting thread was interrupted; whether it is done is not known");
            }
            over = true;
        }
        if (!over && abandon(task)) {
            throw LibvirtException.unknown(
                    LibvirtException.Reason.TIMED_OUT,
                    function,
                    function
                            + ": no answer before the deadline, or soon after a cancel; whether it is done is not known");
        }
        return task.result();
    }

    /** Waits until the deadline; once nobody wants the work any more, only a little longer. */
    private static boolean answered(Task<?> task, Call call) {
        Duration patience = AFTER_CANCEL;
        while (!patience.isNegative()) {
            Duration left = call.remaining();
            boolean last = left.compareTo(LOOK) <= 0;
            if (task.done.await(0, last ? left : LOOK)) {
                return true;
            }
            if (last) {
                return false;
            }
            patience = call.cancellation().requested() ? patience.minus(LOOK) : patience;
        }
        return false;
    }

    /** How many requests were sent, by C function. */
    Map<String, Long> requests() {
        Map<String, Long> result = new TreeMap<>();
        requests.forEach((function, count) -> result.put(function, count.sum()));
        return result;
    }

    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    int stuck() {
        lock.lock();
        try {
            return stuck;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new calls and lets idle threads end at once. Calls under way go on. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        work.raise();
        freed.raise();
    }

    private boolean admit(String function, Call call) {
        while (true) {
            long seen = freed.count();
            lock.lock();
            try {
                if (closed) {
                    throw LibvirtException.notDone(
                            LibvirtException.Reason.CLOSED, function, function + ": the connection is closed");
                }
                if (stuck == width || suspect && probing) {
                    throw LibvirtException.notDone(
                            LibvirtException.Reason.STUCK,
                            function,
                            function + ": not sent, " + stuck
                                    + " calls hang in the daemon and nothing has come back since");
                }
                if (inFlight < width && !call.remaining().isZero()) {
                    inFlight++;
                    boolean probe = suspect;
                    probing |= probe;
                    return probe;
                }
            } finally {
                lock.unlock();
            }
            if (!await(function, call, seen)) {
                throw LibvirtException.notDone(
                        LibvirtException.Reason.BUSY,
                        function,
                        function + ": not sent, the deadline passed while other calls were under way");
            }
        }
    }

    private boolean await(String function, Call call, long seen) {
        try {
            return freed.await(seen, call.remaining());
        } catch (DosvmException e) {
            if (e.code() == ErrorCode.INTERRUPTED) {
                throw LibvirtException.notDone(
                        LibvirtException.Reason.INTERRUPTED,
                        function,
                        function + ": not sent, the waiting thread was interrupted",
                        e);
            }
            throw e;
        }
    }

    private void submit(Task<?> task) {
        boolean another;
        lock.lock();
        try {
            queue.add(task);
            another = queue.size() > idle;
        } finally {
            lock.unlock();
        }
        if (another) {
            runtime.start(role, this::serve);
        } else {
            work.raise();
        }
    }

    private void serve() {
        while (true) {
            Task<?> task = take();
            if (task == null) {
                return;
            }
            task.run();
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // taken in a finally: the lock covers the count alone
    private @Nullable Task<?> take() {
        long end = runtime.nanoTime() + IDLE.toNanos();
        while (true) {
            long seen = work.count();
            lock.lock();
            try {
                Task<?> task = queue.poll();
                if (task != null) {
                    return task;
                }
                if (closed || end - runtime.nanoTime() <= 0) {
                    return null;
                }
                idle++;
            } finally {
                lock.unlock();
            }
            try {
                work.await(seen, Duration.ofNanos(Math.max(0, end - runtime.nanoTime())));
            } finally {
                notIdle();
            }
        }
    }

    private void notIdle() {
        lock.lock();
        try {
            idle--;
        } finally {
            lock.unlock();
        }
    }

    private boolean abandon(Task<?> task) {
        lock.lock();
        try {
            if (task.over) {
                return false;
            }
            task.abandoned = true;
            stuck++;
            suspect = true;
            if (task.probe) {
                probing = false;
            }
        } finally {
            lock.unlock();
        }
        freed.raise();
        return true;
    }

    /** One call on its way through. */
    private final class Task<T extends @Nullable Object> {
        private final String function;
        private final Supplier<T> body;
        private final Runnable after;
        private final boolean probe;
        private final Runtime.Signal done = runtime.signal();
        private @Nullable T value;
        private @Nullable RuntimeException failure;
        private boolean over;
        private boolean abandoned;

        Task(String function, Supplier<T> body, Runnable after, boolean probe) {
            this.function = function;
            this.body = body;
            this.after = after;
            this.probe = probe;
        }

        void run() {
            T got = null;
            RuntimeException wrong = null;
            try {
                got = body.get();
            } catch (RuntimeException e) {
                wrong = e;
            } catch (Error e) {
                wrong = new IllegalStateException(function + " ended by " + e, e);
            } finally {
                after.run();
            }
            boolean nobody;
            lock.lock();
            try {
                value = got;
                failure = wrong;
                over = true;
                nobody = abandoned;
                inFlight--;
                suspect = false;
                probing = false;
                if (abandoned) {
                    stuck--;
                }
            } finally {
                lock.unlock();
            }
            freed.raise();
            done.raise();
            if (nobody && got instanceof Disposable late) {
                late.dispose();
            }
        }

        @SuppressWarnings("NullAway") // a finished task without failure holds what its body returned
        T result() {
            lock.lock();
            try {
                if (failure != null) {
                    throw failure;
                }
                return value;
            } finally {
                lock.unlock();
            }
        }
    }

    /** A result that holds something native, to be given back if nobody waits for it any more. */
    interface Disposable {
        void dispose();
    }
}
