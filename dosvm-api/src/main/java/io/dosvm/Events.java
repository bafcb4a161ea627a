package io.dosvm;

import java.util.List;

/**
 * All that changes, in one order.
 *
 * @since 0.1
 */
public interface Events {
    /**
     * The newest position.
     *
     * @return 0 if nothing ever happened
     */
    long position();

    /**
     * Reads past events.
     *
     * @param after the position after which to begin; 0 for the oldest kept
     * @param limit how many at most, 1–1000
     * @return the events in order
     */
    List<Event> read(long after, int limit);

    /**
     * Tells of all events after a position.
     *
     * @param after the position; 0 for the oldest kept
     * @param listener takes them
     * @return ends it when closed
     */
    Subscription watch(long after, EventListener listener);
}
