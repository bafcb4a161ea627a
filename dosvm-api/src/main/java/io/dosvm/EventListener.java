package io.dosvm;

/**
 * Takes events. Methods are called one at a time, in order, on a thread of the {@link Dosvm}; waiting for an operation
 * on it is refused with {@code WRONG_THREAD}. What a listener throws, errors too, is logged once, and the next event
 * comes all the same.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface EventListener {
    /**
     * Something changed.
     *
     * @param event what
     */
    void event(Event event);

    /** Events were lost or have been purged: read again what matters. Nothing by default. */
    default void resync() {}
}
