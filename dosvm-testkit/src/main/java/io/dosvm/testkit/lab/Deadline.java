package io.dosvm.testkit.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A point on the monotonic clock that a wait must not pass. */
final class Deadline {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final long end;
    private final Duration allowed;

    private Deadline(Duration allowed) {
        this.allowed = allowed;
        this.end = System.nanoTime() + allowed.toNanos();
    }

    static Deadline in(Duration allowed) {
        return new Deadline(allowed);
    }

    boolean passed() {
        return System.nanoTime() - end >= 0;
    }

    /** What is left, never less than zero. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    Duration allowed() {
        return allowed;
    }

    /** Waits a few milliseconds, never past the deadline; an interrupt ends the wait with an exception. */
    void pause() {
        pause(PAUSE);
    }

    /** Waits for the given time, never past the deadline; an interrupt ends the wait with an exception. */
    void pause(Duration time) {
        LockSupport.parkNanos(Math.min(time.toNanos(), remaining().toNanos()));
        if (Thread.currentThread().isInterrupted()) {
            throw new LabException("interrupted while waiting");
        }
    }

    /** Asks until the answer is yes or the deadline has passed; the last answer is returned. */
    boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return condition.getAsBoolean();
            }
            pause();
        }
        return true;
    }
}
