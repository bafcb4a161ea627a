package io.dosvm.engine.operation;

import io.dosvm.Caller;
import io.dosvm.OperationStatus.State;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.Json;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Verb;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** One operation that this node works on, under its lease. */
final class LeasedContext implements WorkContext {
    /** What a host call's deadline must leave of the lease. */
    static final Duration MARGIN = Duration.ofSeconds(2);

    private final Services services;
    private final OperationRow row;
    private final Runtime.Signal changed;
    private final ReentrantLock renewal = new ReentrantLock();
    private volatile Held held;
    private final AtomicBoolean cancelRequested;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Progress progress;
    private volatile Progress written;
    private volatile Optional<String> onceStep;
    private volatile Duration lease;
    private volatile boolean undoing;
    private volatile boolean outcomeUnknown;
    private volatile Optional<Lane> lane = Optional.empty();
    private volatile long asked;

    /**
     * An operation that this node has just got.
     *
     * @param began when its lease did, or a little earlier
     */
    LeasedContext(Services services, OperationRow row, Moment began) {
        this.services = services;
        this.row = row;
        this.held = new Held(began, services.lease());
        this.lease = services.lease();
        this.changed = services.runtime().signal();
        this.cancelRequested = new AtomicBoolean(row.cancelRequested());
        this.progress = row.progress();
        this.written = row.progress();
        this.onceStep = row.onceStep();
        this.undoing = row.undoing();
    }

    /**
     * What all operations of a node share.
     *
     * @param told runs when there is something to tell of progress
     * @param due raised when something may be due earlier than the keeper knows
     * @param lanes who is on which host
     */
    record Services(
            Database database,
            Runtime runtime,
            Json json,
            OperationStore store,
            HostDoor door,
            UUID owner,
            Runnable told,
            Runtime.Signal due,
            Duration lease,
            Lanes lanes) {}

    OperationRow row() {
        return row;
    }

    @Override
    public UUID operation() {
        return row.id();
    }

    @Override
    public ResourceRef target() {
        return row.target();
    }

    @Override
    public Caller caller() {
        return row.caller();
    }

    @Override
    public Runtime runtime() {
        return services.runtime();
    }

    @Override
    public UUID owner() {
        return services.owner();
    }

    @Override
    public <A> A arguments(Class<A> type) {
        return services.json().read(row.arguments(), type);
    }

    @Override
    public <T> T write(String name, Function<Tx, T> body) {
        requireUnended(name);
        requireLease();
        return services.database().transaction(name, tx -> {
            hold(tx);
            return body.apply(tx);
        });
    }

    private void hold(Tx tx) {
        Progress now = progress;
        if (!services.store().hold(tx, row.id(), row.epoch(), now)) {
            throw leaseLost();
        }
        tx.afterCommit(() -> written = now);
    }

    @Override
    public void finish(String name, Consumer<Tx> body) {
        DosvmException why = undoing ? why() : null;
        State state =
                why == null ? State.SUCCEEDED : why.code() == ErrorCode.CANCELLED ? State.CANCELLED : State.FAILED;
        end(name, state, Optional.ofNullable(why), body);
    }

    /** Why it is being undone. */
    private DosvmException why() {
        return services.database()
                .transaction("operation.why", tx -> services.store().require(tx, row.id()))
                .error()
                .map(text -> StoredError.read(services.json(), text))
                .orElseGet(LeasedContext::cancelled);
    }

    /** The end of it, one transaction with the body. */
    void end(String name, State state, Optional<DosvmException> error, Consumer<Tx> body) {
        requireUnended(name);
        requireLease();
        String text = error.map(e -> StoredError.write(services.json(), e)).orElse(null);
        services.database().transaction(name, tx -> {
            if (!services.store().end(tx, row.id(), row.epoch(), state, text, progress)) {
                throw leaseLost();
            }
            OperationStore.tell(tx, row, state, error);
            body.accept(tx);
            return state;
        });
        ended.set(true);
        wake();
    }

    @Override
    public <R> R host(UUID host, Request<R> request, Duration within) {
        enter(new Lane(host, Lane.Kind.SHORT));
        boolean once = request.verb().repeat() == Verb.Repeat.ONCE;
        // Counted from here, so that it is over before the lease even if this process stands still in between.
        Call call = step(Call.within(services.runtime(), within), request);
        // What fails before the verb is noted has surely not begun it.
        outlast(within);
        if (once) {
            note(Optional.of(request.verb().id()));
        }
        try {
            return services.door().perform(host, request, call);
        } catch (DosvmException e) {
            if (once && mayHaveHappened(e.code())) {
                outcomeUnknown = true;
            } else if (once) {
                onceStep = Optional.empty();
            }
            throw e;
        } catch (RuntimeException e) {
            outcomeUnknown |= once;
            throw e;
        }
    }

    private void enter(Lane to) {
        check();
        requireLease();
        lane = Optional.of(to);
        asked = services.runtime().nanoTime();
        if (!services.lanes().enter(this, to)) {
            throw new Lanes.Full(to);
        }
    }

    private Call step(Call call, Request<?> request) {
        return call.forOperation(row.id(), request.verb().id(), row.epoch())
                .cancelledBy(this::stopWanted)
                .reporting(this::progress);
    }

    @Override
    public <R> R transfer(UUID host, Request<R> request, Duration stall) {
        if (request.verb().repeat() == Verb.Repeat.ONCE) {
            throw new IllegalArgumentException(request.verb().id() + " is not to be asked again");
        }
        enter(new Lane(host, Lane.Kind.LONG));
        // Long enough that what is left when it is renewed outlasts what the call may still stand still.
        lease = stall.plus(MARGIN).multipliedBy(2);
        try {
            if (leaseLeft().compareTo(lease) < 0) {
                extend(lease);
            }
            services.due().raise();
            Call call = Call.whileMoving(
                    services.runtime(),
                    stall,
                    () -> services.runtime().nanoTime()
                            + leaseLeft().minus(MARGIN).toNanos());
            return services.door().perform(host, request, step(call, request));
        } finally {
            lease = services.lease();
        }
    }

    /** The host gave no answer: it may have done it, or be doing it still. */
    private static boolean mayHaveHappened(ErrorCode code) {
        return switch (code) {
            case HOST_LOST, TIMEOUT, INTERRUPTED, CANCELLED, CLOSED, INTERNAL -> true;
            default -> false;
        };
    }

    private void note(Optional<String> step) {
        services.database().transaction("operation.once", tx -> {
            if (!services.store().once(tx, row.id(), row.epoch(), step)) {
                throw leaseLost();
            }
            return step;
        });
        onceStep = step;
    }

    /** Makes the lease last longer than a call may: nobody else may act while the host still does. */
    private void outlast(Duration within) {
        if (leaseLeft().compareTo(within.plus(MARGIN)) >= 0) {
            return;
        }
        extend(within.plus(MARGIN).plus(services.lease().dividedBy(3)));
    }

    private void extend(Duration time) {
        Moment began = Moment.now(services.runtime());
        services.database().transaction("operation.lease", tx -> {
            if (!services.store().extend(tx, row.id(), row.epoch(), time)) {
                throw leaseLost();
            }
            return time;
        });
        renewed(began, time);
    }

    /** The lease lasts at least for a time from a moment on. */
    void renewed(Moment began, Duration time) {
        Held now = new Held(began, time);
        renewal.lock();
        try {
            held = now.left(services.runtime()).compareTo(leaseLeft()) > 0 ? now : held;
        } finally {
            renewal.unlock();
        }
    }

    private record Held(Moment began, Duration time) {
        Duration left(Runtime runtime) {
            return began.left(time, runtime);
        }
    }

    /** How long its lease is to be, each time that it is renewed. */
    Duration lease() {
        return lease;
    }

    /** How long this node may still act. */
    Duration leaseLeft() {
        return held.left(services.runtime());
    }

    @Override
    public void progress(Progress now) {
        progress = now;
        services.told().run();
    }

    /** The newest progress. */
    Progress progress() {
        return progress;
    }

    /** Whether the store does not have the newest progress yet. */
    boolean progressUnwritten() {
        return !progress.equals(written) && !ended.get() && !lost.get();
    }

    /** Writes the newest progress, unless another node has the operation or it has ended meanwhile. */
    void writeProgress(Tx tx) {
        Progress now = progress;
        services.store().hold(tx, row.id(), row.epoch(), now);
        tx.afterCommit(() -> written = now);
    }

    @Override
    public void check() {
        requireLease();
        if (cancelRequested.get() && !undoing) {
            throw cancelled();
        }
    }

    @Override
    public void sleep(Duration time) {
        // Who only waits is on no host: others may be meanwhile.
        services.lanes().leave(this);
        long end = services.runtime().nanoTime() + time.toNanos();
        while (true) {
            long seen = changed.count();
            check();
            Duration left = Duration.ofNanos(end - services.runtime().nanoTime());
            if (left.isNegative() || left.isZero()) {
                return;
            }
            changed.await(seen, left);
        }
    }

    /** Somebody asked to give it up. */
    void requestCancel() {
        cancelRequested.set(true);
        wake();
    }

    /** Another node has it, or this one ends: nothing more may be done. */
    void lose() {
        lost.set(true);
        wake();
    }

    private void wake() {
        changed.raise();
        services.told().run();
    }

    boolean stopWanted() {
        return lost.get() || cancelRequested.get() && !undoing;
    }

    boolean cancelWanted() {
        return cancelRequested.get() && !undoing;
    }

    boolean isLost() {
        return lost.get();
    }

    boolean isEnded() {
        return ended.get();
    }

    boolean isUndoing() {
        return undoing;
    }

    void undoBegins() {
        undoing = true;
    }

    boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }

    /** The host that was asked last, and for what. */
    Optional<Lane> lane() {
        return lane;
    }

    /** How long ago it last began to ask a host. */
    Duration sinceAsked() {
        return Duration.ofNanos(services.runtime().nanoTime() - asked);
    }

    /** How often the present direction has failed. */
    int attempts() {
        return undoing && !row.undoing() ? 0 : row.attempts();
    }

    /** What is to be noted of a verb that must not be repeated. */
    Optional<String> onceStep() {
        return onceStep;
    }

    /** Raised at its end, and when it is to stop. */
    Runtime.Signal changed() {
        return changed;
    }

    private void requireUnended(String name) {
        if (ended.get()) {
            throw new IllegalStateException("'" + name + "' after the end of the operation");
        }
    }

    private void requireLease() {
        if (lost.get()) {
            throw leaseLost();
        }
    }

    private DosvmException leaseLost() {
        lost.set(true);
        return DosvmException.of(ErrorCode.LEASE_LOST, "another node has taken the operation over")
                .resource(row.target())
                .with("operation", row.id())
                .build();
    }

    static DosvmException cancelled() {
        return DosvmException.of(ErrorCode.CANCELLED, "the work was cancelled").build();
    }
}
