package io.dosvm;

import io.dosvm.spi.Compute;
import io.dosvm.value.ByteSize;

/**
 * A disk of a definition: exactly one of the sources must be set. Given to a lambda, and good within it only.
 *
 * @since 0.1
 */
public interface DiskSpec {
    /**
     * Every VM gets an overlay of its own on the image.
     *
     * @param image one that the project owns
     * @return this
     */
    DiskSpec linkedCloneOf(Image image);

    /**
     * Every VM gets an empty volume of its own.
     *
     * @param size as for {@link VolumeSpec#size}
     * @return this
     */
    DiskSpec blank(ByteSize size);

    /**
     * The VM uses a volume that exists; only one running VM at a time may write it.
     *
     * @param volume one of the project
     * @return this
     */
    DiskSpec volume(Volume volume);

    /**
     * A CD-ROM drive with the image in it.
     *
     * @param image an ISO image that the project owns
     * @return this
     */
    DiskSpec cdrom(Image image);

    /**
     * Says where volumes of the VMs lie; the image's pool for clones unless set.
     *
     * @param pool a pool that the project may use
     * @return this
     */
    DiskSpec in(Pool pool);

    /**
     * Says how the guest sees it; virtio for disks, SATA for CD-ROMs unless set.
     *
     * @param bus the bus
     * @return this
     */
    DiskSpec bus(Compute.DiskDefinition.Bus bus);

    /**
     * Keeps the guest from writing.
     *
     * @return this
     */
    DiskSpec readOnly();
}
