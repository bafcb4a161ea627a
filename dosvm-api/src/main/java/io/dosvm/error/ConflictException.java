package io.dosvm.error;

/**
 * What is there contradicts what was asked: {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#DIFFERS},
 * {@link ErrorCode#VERSION_CONFLICT}, {@link ErrorCode#REQUEST_ID_REUSED}, {@link ErrorCode#IN_USE} or
 * {@link ErrorCode#WRONG_STATE}.
 *
 * @since 0.1
 */
public final class ConflictException extends DosvmException {
    private static final long serialVersionUID = 1L;

    ConflictException(Report report) {
        super(report);
    }
}
