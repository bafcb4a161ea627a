package io.dosvm;

import io.dosvm.value.ByteSize;

/**
 * What a project uses of each limit.
 *
 * @since 0.1
 */
public interface QuotaUse {
    /**
     * Instance definitions.
     *
     * @return what is used
     */
    int instances();

    /**
     * Virtual CPUs of VMs whose power is on, or that have not yet been seen off.
     *
     * @return what is used
     */
    int vcpus();

    /**
     * Guest memory of the same VMs.
     *
     * @return what is used
     */
    ByteSize memory();

    /**
     * Capacity of all volumes; clones and overlays count in full.
     *
     * @return what is used
     */
    ByteSize disk();

    /**
     * Images.
     *
     * @return what is used
     */
    int images();

    /**
     * Bytes of all images.
     *
     * @return what is used
     */
    ByteSize imageBytes();

    /**
     * Volume snapshots, and checkpoints times disks.
     *
     * @return what is used
     */
    int snapshots();
}
