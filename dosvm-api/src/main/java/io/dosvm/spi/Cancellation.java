package io.dosvm.spi;

/**
 * Says whether somebody wants the work given up. Thread-safe; once requested, requested for good.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Cancellation {
    /** Work that nobody cancels. */
    Cancellation NEVER = () -> false;

    /**
     * Whether to give up.
     *
     * @return true from the request on
     */
    boolean requested();
}
