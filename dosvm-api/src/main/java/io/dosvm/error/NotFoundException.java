package io.dosvm.error;

/**
 * There is no such object: {@link ErrorCode#NOT_FOUND}.
 *
 * @since 0.1
 */
public final class NotFoundException extends DosvmException {
    private static final long serialVersionUID = 1L;

    NotFoundException(Report report) {
        super(report);
    }
}
