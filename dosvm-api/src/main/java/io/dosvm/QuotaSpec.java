package io.dosvm;

import io.dosvm.value.ByteSize;

/**
 * The limits of a project. Given to a lambda, and good within it only.
 *
 * @since 0.1
 */
public interface QuotaSpec {
    /**
     * Instance definitions. Unlimited unless set.
     *
     * @param count at least 0
     * @return this
     */
    QuotaSpec instances(int count);

    /**
     * Virtual CPUs of VMs whose power is on, or that have not yet been seen off. Unlimited unless set.
     *
     * @param count at least 0
     * @return this
     */
    QuotaSpec vcpus(int count);

    /**
     * Guest memory of the same VMs. Unlimited unless set.
     *
     * @param size at least 0
     * @return this
     */
    QuotaSpec memory(ByteSize size);

    /**
     * Capacity of all volumes; clones and overlays count in full. Unlimited unless set.
     *
     * @param size at least 0
     * @return this
     */
    QuotaSpec disk(ByteSize size);

    /**
     * Images. Unlimited unless set.
     *
     * @param count at least 0
     * @return this
     */
    QuotaSpec images(int count);

    /**
     * Bytes of all images. Unlimited unless set.
     *
     * @param size at least 0
     * @return this
     */
    QuotaSpec imageBytes(ByteSize size);

    /**
     * Volume snapshots, and checkpoints times disks. Unlimited unless set.
     *
     * @param count at least 0
     * @return this
     */
    QuotaSpec snapshots(int count);
}
