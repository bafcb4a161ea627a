package io.dosvm.error;

/**
 * A host cannot be reached, or was lost on the way: the {@code CONNECT_} codes, {@link ErrorCode#HOST_LOST} and
 * {@link ErrorCode#HOST_STUCK}.
 *
 * @since 0.1
 */
public final class HostUnreachableException extends DosvmException {
    private static final long serialVersionUID = 1L;

    HostUnreachableException(Report report) {
        super(report);
    }
}
