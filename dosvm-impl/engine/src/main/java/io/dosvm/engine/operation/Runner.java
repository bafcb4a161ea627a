package io.dosvm.engine.operation;

import io.dosvm.OperationStatus.State;
import io.dosvm.engine.event.OwnThreads;
import io.dosvm.engine.operation.LeasedContext.Services;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on the operations that this node has: a bounded number of tasks that come and go with the work. */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    static final int WORKERS = 64;
    private static final int BACKLOG = 32;
    private static final int FORWARD_ATTEMPTS = 5;
    private static final int UNDO_ATTEMPTS = 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration UNKNOWN_KIND_PAUSE = Duration.ofSeconds(30);

    private final Services services;
    private final OwnThreads ownThreads;
    private final Map<String, Work> works;
    private final Runnable due;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, LeasedContext> held = new ConcurrentHashMap<>();
    private final Deque<LeasedContext> queue = new ArrayDeque<>();
    private final Queue<LeasedContext> unwritten = new ConcurrentLinkedQueue<>();
    private final List<Runtime.Task> tasks = new ArrayList<>();
    private int working;
    private boolean closed;
    private volatile boolean behind;

    /**
     * A runner without work.
     *
     * @param due runs when an operation will be due sooner than whoever watches the time may know
     */
    Runner(Services services, OwnThreads ownThreads, Map<String, Work> works, Runnable due) {
        this.services = services;
        this.due = due;
        this.ownThreads = ownThreads;
        this.works = Map.copyOf(works);
    }

    boolean knows(String kind) {
        return works.containsKey(kind);
    }

    /** Whether work of a kind needs what only the node has that was asked. */
    boolean staysHere(String kind) {
        return works.containsKey(kind) && works.get(kind).staysHere();
    }

    /** How many more this node can take without keeping them from others. */
    int room() {
        lock.lock();
        try {
            return closed ? 0 : Math.max(0, WORKERS + BACKLOG - held.size());
        } finally {
            lock.unlock();
        }
    }

    /** Whether this node may begin at once with what it is asked for. If it cannot, later ones wait behind that. */
    boolean takesNew() {
        behind |= room() == 0;
        return !behind;
    }

    /** Whether older operations wait in the store that this node could have. */
    void behind(boolean now) {
        behind = now;
    }

    /** Begins to work on an operation, as soon as a worker is free. */
    void submit(LeasedContext context) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            Optional.ofNullable(held.put(context.operation(), context)).ifPresent(LeasedContext::lose);
            queue.add(context);
            if (working < WORKERS) {
                working++;
                tasks.removeIf(Runtime.Task::done);
                tasks.add(services.runtime().start("work", () -> ownThreads.run(this::work)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The operation, if this node has it. */
    Optional<LeasedContext> held(UUID id) {
        return Optional.ofNullable(held.get(id));
    }

    /** All that this node has. */
    List<LeasedContext> held() {
        return List.copyOf(held.values());
    }

    private void work() {
        boolean orderly = false;
        try {
            for (Optional<LeasedContext> next = next(); next.isPresent(); next = next()) {
                LeasedContext context = next.get();
                try {
                    run(context);
                } finally {
                    finished(context);
                }
            }
            orderly = true;
        } finally {
            if (!orderly) {
                leave();
            }
        }
    }

    /** What waits in the queue for its place is taken up at once. */
    private void finished(LeasedContext context) {
        boolean crowded = room() == 0;
        held.remove(context.operation(), context);
        context.lose();
        services.lanes().leave(context);
        if (crowded) {
            services.due().raise();
        }
    }

    private Optional<LeasedContext> next() {
        lock.lock();
        try {
            LeasedContext next = closed ? null : queue.poll();
            if (next == null) {
                working--;
            }
            return Optional.ofNullable(next);
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            working--;
        } finally {
            lock.unlock();
        }
    }

    private void run(LeasedContext context) {
        try {
            go(context);
        } catch (DosvmException e) {
            stopped(context, e);
        }
    }

    private void go(LeasedContext context) {
        Work work = works.get(context.row().kind());
        try {
            if (work == null) {
                // A newer node asked for it, and one of those will do it.
                int attempts = context.row().attempts();
                release(context, attempts, UNKNOWN_KIND_PAUSE, context.row().lastError(), false);
            } else if (context.isUndoing()) {
                undo(context, work, error(context.row()));
            } else {
                forward(context, work);
            }
        } catch (Lanes.Full e) {
            park(context, e);
        }
    }

    /**
     * Without a failure: it only has to wait, and leaves its worker to others meanwhile. However often it has to, it
     * keeps its place in the line: that of when it was asked for.
     */
    private void park(LeasedContext context, Lanes.Full why) {
        LOG.debug("an operation waits for its host [operation={}]", context.operation(), why);
        Instant asked = context.row().createdAt();
        release(context, context.attempts(), tx -> asked, context.row().lastError(), true);
    }

    private void forward(LeasedContext context, Work work) {
        if (context.onceStep().isPresent()) {
            unknown(context, onceLost(context));
            return;
        }
        Optional<DosvmException> failure = attempt(context, () -> {
            context.check();
            work.forward(context);
            if (!context.isEnded()) {
                context.finish("operation.end", tx -> {});
            }
        });
        if (failure.isEmpty() || mustStop(context, failure.get())) {
            return;
        }
        DosvmException why = failure.get();
        int attempts = context.row().attempts() + 1;
        if (context.isOutcomeUnknown()) {
            unknown(context, why);
        } else if (context.cancelWanted()) {
            turn(context, work, LeasedContext.cancelled());
        } else if (work.triesAgain(why) && (attempts < FORWARD_ATTEMPTS || work.lasts())) {
            again(context, attempts, why);
        } else {
            turn(context, work, why);
        }
    }

    /** Records that it is taken back from now on, then takes it back. */
    private void turn(LeasedContext context, Work work, DosvmException why) {
        String text = StoredError.write(services.json(), why);
        services.database().transaction("operation.undo", tx -> {
            if (!services.store().undo(tx, context.operation(), context.row().epoch(), text)) {
                throw DosvmException.of(ErrorCode.LEASE_LOST, "another node has taken the operation over")
                        .build();
            }
            return text;
        });
        context.undoBegins();
        undo(context, work, why);
    }

    private void undo(LeasedContext context, Work work, DosvmException why) {
        Optional<DosvmException> failure = attempt(context, () -> {
            work.undo(context, why);
            if (!context.isEnded()) {
                context.finish("operation.end", tx -> {});
            }
        });
        if (failure.isEmpty() || mustStop(context, failure.get())) {
            return;
        }
        int attempts = context.attempts() + 1;
        if (failure.get().retryable() || attempts < UNDO_ATTEMPTS) {
            again(context, attempts, failure.get());
        } else {
            LOG.warn(
                    "an operation could not be undone [operation={} kind={}]",
                    context.operation(),
                    context.row().kind(),
                    failure.get());
            unknown(context, why);
        }
    }

    private static Optional<DosvmException> attempt(LeasedContext context, Runnable body) {
        try {
            body.run();
            return Optional.empty();
        } catch (Lanes.Full e) {
            throw e;
        } catch (DosvmException e) {
            return after(context, e);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            return after(
                    context,
                    DosvmException.of(ErrorCode.INTERNAL, "'" + context.row().kind() + "' failed: " + e)
                            .cause(e)
                            .build());
        }
    }

    /** What is thrown after the end is a fault, but changes nothing. */
    private static Optional<DosvmException> after(LeasedContext context, DosvmException failure) {
        if (context.isEnded()) {
            LOG.warn("an operation failed after its end [operation={}]", context.operation(), failure);
            return Optional.empty();
        }
        if (failure.code() == ErrorCode.INTERNAL) {
            LOG.debug("an operation failed [operation={}]", context.operation(), failure);
        }
        return Optional.of(failure);
    }

    /** Whether this node may not even write how it went: it lost the lease, or it closes. */
    private boolean mustStop(LeasedContext context, DosvmException failure) {
        if (context.isLost() || failure.code() == ErrorCode.LEASE_LOST || failure.code() == ErrorCode.CLOSED) {
            return true;
        }
        return isClosed() || failure.code() == ErrorCode.INTERRUPTED;
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void unknown(LeasedContext context, DosvmException why) {
        context.end("operation.unknown", State.UNKNOWN, Optional.of(why), tx -> {});
    }

    private static DosvmException onceLost(LeasedContext context) {
        return DosvmException.of(ErrorCode.HOST_LOST, "the node that asked the host died before the answer came")
                .resource(context.target())
                .with("verb", context.onceStep().orElse(""))
                .hint("look at the object, and decide again")
                .build();
    }

    /** For as long as it may take, a passing failure is waited out; a host that is seen again ends the wait. */
    private void again(LeasedContext context, int attempts, DosvmException failure) {
        Duration pause = pause(attempts, failure.retryable() ? LONGEST_WAIT : LONGEST_PAUSE);
        Optional<String> error = Optional.of(StoredError.write(services.json(), failure));
        release(context, attempts, tx -> tx.now().plus(isBack(tx, context) ? FIRST_PAUSE : pause), error, true);
    }

    /** The host may have come back while it was still being asked: then nobody tells what was not waiting yet. */
    private boolean isBack(Tx tx, LeasedContext context) {
        Instant asked = tx.now().minus(context.sinceAsked());
        return context.lane()
                .filter(lane -> services.door().backSince(tx, lane.host(), asked))
                .isPresent();
    }

    private void release(
            LeasedContext context, int attempts, Duration pause, Optional<String> lastError, boolean hurries) {
        release(context, attempts, tx -> tx.now().plus(pause), lastError, hurries);
    }

    private void release(
            LeasedContext context,
            int attempts,
            Function<Tx, Instant> when,
            Optional<String> lastError,
            boolean hurries) {
        UUID id = context.operation();
        long epoch = context.row().epoch();
        services.database().transaction("operation.release", tx -> {
            Instant then = when.apply(tx);
            services.store().once(tx, id, epoch, context.onceStep());
            return services.store().release(tx, id, epoch, attempts, then, context.lane(), lastError, hurries);
        });
        due.run();
        services.told().run();
        services.due().raise();
    }

    private DosvmException error(OperationRow row) {
        return row.error().map(text -> StoredError.read(services.json(), text)).orElseGet(LeasedContext::cancelled);
    }

    /** How it went could not be written. It is taken up again once the store answers, or its lease has run out. */
    private void stopped(LeasedContext context, DosvmException e) {
        if (e.code() != ErrorCode.LEASE_LOST && e.code() != ErrorCode.CLOSED && e.code() != ErrorCode.INTERRUPTED) {
            unwritten.add(context);
            LOG.warn(
                    "the state of an operation could not be written, it will be taken up again [operation={} code={}]",
                    context.operation(),
                    e.code(),
                    e);
        }
    }

    /** Gives back what could not be given back when it stopped; nobody works on it here. */
    void giveBack() {
        for (LeasedContext next = unwritten.peek(); next != null; next = unwritten.peek()) {
            LeasedContext context = next;
            release(
                    context,
                    context.attempts(),
                    tx -> context.row().createdAt(),
                    context.row().lastError(),
                    true);
            unwritten.remove(context);
        }
    }

    private Duration pause(int attempts, Duration longest) {
        long most = Math.min(longest.toNanos(), FIRST_PAUSE.toNanos() << Math.min(attempts - 1, 16));
        return Duration.ofNanos(most / 2 + services.runtime().random().nextLong(most / 2));
    }

    /** Takes nothing more and interrupts what runs. */
    void stop() {
        lock.lock();
        try {
            closed = true;
            queue.forEach(this::drop);
            queue.clear();
            tasks.forEach(Runtime.Task::interrupt);
        } finally {
            lock.unlock();
        }
        held.values().forEach(LeasedContext::lose);
    }

    private void drop(LeasedContext context) {
        held.remove(context.operation(), context);
        services.lanes().leave(context);
        context.lose();
    }

    /** Waits for the workers. */
    void join(Duration atMost) {
        long end = services.runtime().nanoTime() + atMost.toNanos();
        List<Runtime.Task> running;
        lock.lock();
        try {
            running = List.copyOf(tasks);
        } finally {
            lock.unlock();
        }
        running.forEach(task ->
                task.join(Duration.ofNanos(Math.max(0, end - services.runtime().nanoTime()))));
    }
}
