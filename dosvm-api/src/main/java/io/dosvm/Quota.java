package io.dosvm;

import io.dosvm.value.ByteSize;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The limits of a project; what is empty is unlimited.
 *
 * @since 0.1
 */
public interface Quota {
    /**
     * Instance definitions.
     *
     * @return the limit, or empty
     */
    OptionalInt instances();

    /**
     * Virtual CPUs of VMs whose power is on, or that have not yet been seen off.
     *
     * @return the limit, or empty
     */
    OptionalInt vcpus();

    /**
     * Guest memory of the same VMs.
     *
     * @return the limit, or empty
     */
    Optional<ByteSize> memory();

    /**
     * Capacity of all volumes; clones and overlays count in full.
     *
     * @return the limit, or empty
     */
    Optional<ByteSize> disk();

    /**
     * Images.
     *
     * @return the limit, or empty
     */
    OptionalInt images();

    /**
     * Bytes of all images.
     *
     * @return the limit, or empty
     */
    Optional<ByteSize> imageBytes();

    /**
     * Volume snapshots, and checkpoints times disks.
     *
     * @return the limit, or empty
     */
    OptionalInt snapshots();
}
