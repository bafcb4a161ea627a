package io.dosvm.error;

/**
 * There is not enough of something: {@link ErrorCode#QUOTA_EXCEEDED}, {@link ErrorCode#POOL_FULL} or
 * {@link ErrorCode#NO_HOST}.
 *
 * @since 0.1
 */
public final class CapacityException extends DosvmException {
    private static final long serialVersionUID = 1L;

    CapacityException(Report report) {
        super(report);
    }
}
