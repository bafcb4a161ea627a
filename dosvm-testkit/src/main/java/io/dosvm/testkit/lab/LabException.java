package io.dosvm.testkit.lab;

/**
 * The lab or the guest could not be brought up, reached or taken down. The message names what failed and, where a
 * program said why, what it said.
 *
 * @since 0.1
 */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what failed
     */
    public LabException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what failed
     * @param cause why
     */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
