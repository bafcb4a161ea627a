package io.dosvm.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * The one hook that feeds counters, metrics and traces alike.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Instrumentation {
    /** Measures nothing. */
    Instrumentation NONE = (step, took, failure) -> {};

    /**
     * A step ended. Called on the thread that did it; must not block or throw.
     *
     * @param step what it was
     * @param took how long
     * @param failure why it failed, or empty if it did not
     */
    void finished(Runtime.Step step, Duration took, Optional<Throwable> failure);
}
