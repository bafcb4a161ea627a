package io.dosvm;

/**
 * On whose behalf something is done.
 *
 * @param name the account, or {@code system}
 * @param address where the caller came from, or empty for this process
 * @since 0.1
 */
public record Caller(String name, String address) {
    /** The embedding program itself. */
    public static final Caller SYSTEM = new Caller("system", "");
}
