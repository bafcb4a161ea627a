package io.dosvm.testkit;

/**
 * Nothing in a virtual world can go on, or it goes on for ever without time passing. The message shows every task.
 *
 * @since 0.1
 */
public final class WorldStuck extends AssertionError {
    private static final long serialVersionUID = 1L;

    WorldStuck(String message) {
        super(message);
    }
}
