package io.dosvm;

/**
 * What makes a {@link Dosvm}: found by {@link java.util.ServiceLoader}, given by the implementation.
 *
 * @since 0.1
 */
public interface DosvmProvider {
    /**
     * Opens the control plane.
     *
     * @param config how
     * @return the open control plane, owned by the caller
     */
    Dosvm open(DosvmConfig config);
}
