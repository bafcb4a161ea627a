package io.dosvm;

/**
 * A running watch.
 *
 * @since 0.1
 */
public interface Subscription extends AutoCloseable {
    /** Ends it. No call to the listener begins afterwards. Repeatable. */
    @Override
    void close();
}
