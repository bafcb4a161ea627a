package io.dosvm.error;

/**
 * The store cannot be used: the {@code STORE_} codes. Nothing was half-written.
 *
 * @since 0.1
 */
public final class StoreException extends DosvmException {
    private static final long serialVersionUID = 1L;

    StoreException(Report report) {
        super(report);
    }
}
