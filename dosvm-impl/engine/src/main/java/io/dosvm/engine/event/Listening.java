package io.dosvm.engine.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one listener of the program, whose faults are its own: told to the log once, and it hears what comes next. */
public final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private final String what;
    private boolean failed;

    /**
     * A listener that has not failed yet.
     *
     * @param what it hears of, for the log
     */
    public Listening(String what) {
        this.what = what;
    }

    /** Tells it something. On one thread at a time. */
    public void tell(Runnable told) {
        try {
            told.run();
            failed = false;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            if (failed) {
                LOG.debug("a listener of {} failed again", what, e);
            } else {
                LOG.warn("a listener of {} failed, it will hear what comes next [error={}]", what, e.toString(), e);
            }
            failed = true;
        }
    }
}
