package io.dosvm.spi;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds one verb: until when, for whom, how to stop it, where to report.
 *
 * <p>Immutable but for a deadline that moves on with the work, {@link #whileMoving}; one object serves one verb.
 *
 * @since 0.1
 */
public final class Call {
    private final Runtime runtime;
    private final Deadline end;
    private final @Nullable UUID operation;
    private final String step;
    private final long epoch;
    private final Cancellation cancellation;
    private final Consumer<Progress> progress;

    private Call(
            Runtime runtime,
            Deadline end,
            @Nullable UUID operation,
            String step,
            long epoch,
            Cancellation cancellation,
            Consumer<Progress> progress) {
        this.runtime = runtime;
        this.end = end;
        this.operation = operation;
        this.step = step;
        this.epoch = epoch;
        this.cancellation = cancellation;
        this.progress = progress;
    }

    /**
     * A call that must be over within a time.
     *
     * @param runtime whose monotonic clock counts
     * @param time how long, above zero
     * @return a call of no operation, epoch 0, that nothing cancels
     */
    public static Call within(Runtime runtime, Duration time) {
        long end = runtime.endOf(time);
        return of(runtime, new Deadline(runtime, Optional.empty(), () -> end));
    }

    /**
     * A call that may take as long as it moves: it must be over when it has told of no progress for a time, or when the
     * last moment has come. For long work that reports how far it is: its deadline is not told by how much there is to
     * do.
     *
     * @param runtime whose monotonic clock counts
     * @param stall how long the work may stand still, above zero; counted anew at each report that says something new
     * @param latest the last moment by that clock, in nanoseconds; asked again at each look, as it may move on
     * @return a call of no operation, epoch 0, that nothing cancels
     */
    public static Call whileMoving(Runtime runtime, Duration stall, LongSupplier latest) {
        return of(runtime, new Deadline(runtime, Optional.of(stall), latest));
    }

    private static Call of(Runtime runtime, Deadline end) {
        return new Call(runtime, end, null, "", 0, Cancellation.NEVER, p -> {});
    }

    /**
     * The same call as a step of an operation.
     *
     * @param id the operation
     * @param name the step in it
     * @param leaseEpoch the epoch of the lease under which it runs; a host refuses one older than it has seen
     * @return the call
     */
    public Call forOperation(UUID id, String name, long leaseEpoch) {
        return new Call(runtime, end, id, name, leaseEpoch, cancellation, progress);
    }

    /**
     * The same call, to be given up when cancelled.
     *
     * @param token says when
     * @return the call
     */
    public Call cancelledBy(Cancellation token) {
        return new Call(runtime, end, operation, step, epoch, token, progress);
    }

    /**
     * The same call, telling how far it is.
     *
     * @param sink takes the reports; must not block
     * @return the call
     */
    public Call reporting(Consumer<Progress> sink) {
        return new Call(runtime, end, operation, step, epoch, cancellation, sink);
    }

    /**
     * The runtime of the caller.
     *
     * @return time, chance and threads
     */
    public Runtime runtime() {
        return runtime;
    }

    /**
     * The time that is left. A driver asks again for each piece of long work: the deadline may have moved on.
     *
     * @return never negative
     */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end.left()));
    }

    /**
     * The operation that it is a step of.
     *
     * @return the operation's id, if there is one
     */
    public Optional<UUID> operation() {
        return Optional.ofNullable(operation);
    }

    /**
     * The step's name.
     *
     * @return empty outside an operation
     */
    public String step() {
        return step;
    }

    /**
     * The epoch of the lease under which it runs.
     *
     * @return 0 outside an operation
     */
    public long epoch() {
        return epoch;
    }

    /**
     * Says when to give up.
     *
     * @return the token
     */
    public Cancellation cancellation() {
        return cancellation;
    }

    /**
     * Reports how far it is.
     *
     * @param now the state of the work
     */
    public void report(Progress now) {
        end.moved(now);
        progress.accept(now);
    }

    /**
     * Ends the work if its time is over or somebody cancelled it: called between pieces of long work.
     *
     * @throws DosvmException {@code CANCELLED} or {@code TIMEOUT}
     */
    public void check() {
        if (cancellation.requested()) {
            throw DosvmException.of(ErrorCode.CANCELLED, "the work was cancelled")
                    .build();
        }
        if (end.left() <= 0) {
            throw DosvmException.of(ErrorCode.TIMEOUT, end.missed()).build();
        }
    }

    /** Until when: a moment, or as long as the work moves. Shared by the forms of one call. */
    private static final class Deadline {
        private final Runtime runtime;
        private final Optional<Duration> stall;
        private final LongSupplier latest;
        private volatile long moved;
        private volatile Progress last = Progress.NONE;

        Deadline(Runtime runtime, Optional<Duration> stall, LongSupplier latest) {
            this.runtime = runtime;
            this.stall = stall;
            this.latest = latest;
            this.moved = runtime.nanoTime();
        }

        void moved(Progress now) {
            if (!now.equals(last)) {
                last = now;
                moved = runtime.nanoTime();
            }
        }

        /** Nanoseconds that are left; by difference, as the clock may begin anywhere. */
        long left() {
            long now = runtime.nanoTime();
            long left = latest.getAsLong() - now;
            return stall.map(still -> Math.min(left, moved + still.toNanos() - now))
                    .orElse(left);
        }

        String missed() {
            return stall.map(still -> "no progress for " + still + ", or no more time for the work")
                    .orElse("the call's deadline passed");
        }
    }
}
