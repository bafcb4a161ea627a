package io.dosvm.engine.operation;

import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A moment by both clocks of a node. The monotonic one may stand still while the machine does, and other nodes go on:
 * so what the other clock is ahead by meanwhile counts too.
 *
 * @param nanos by the monotonic clock
 * @param ahead by how many nanoseconds the wall clock was ahead of it
 */
record Moment(long nanos, long ahead) {
    static Moment now(Runtime runtime) {
        return at(runtime.nanoTime(), runtime);
    }

    /** A moment of a little while ago. */
    static Moment at(long nanos, Runtime runtime) {
        return new Moment(nanos, ChronoUnit.NANOS.between(Instant.EPOCH, runtime.now()) - runtime.nanoTime());
    }

    /** How much is left of a time that began at this moment. A wall clock that is set back changes nothing. */
    Duration left(Duration time, Runtime runtime) {
        Moment now = now(runtime);
        return time.minusNanos(now.nanos - nanos + Math.max(0, now.ahead - ahead));
    }
}
