package io.dosvm.error;

/**
 * A deadline passed: {@link ErrorCode#TIMEOUT}. What was awaited goes on unless the message says otherwise.
 *
 * @since 0.1
 */
public final class TimeoutException extends DosvmException {
    private static final long serialVersionUID = 1L;

    TimeoutException(Report report) {
        super(report);
    }
}
