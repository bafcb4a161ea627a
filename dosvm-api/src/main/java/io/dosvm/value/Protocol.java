package io.dosvm.value;

import java.util.Locale;

/**
 * What is carried over IP.
 *
 * @since 0.1
 */
public enum Protocol {
    /** TCP. */
    TCP,
    /** UDP. */
    UDP;

    /**
     * As it is written in addresses.
     *
     * @return for example {@code tcp}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
