package io.dosvm;

import io.dosvm.value.Id;

/**
 * A disk in a pool. A handle: identity and equality; it may outlive what it names.
 *
 * @since 0.1
 */
public interface Volume {
    /**
     * Its identity. Without I/O.
     *
     * @return the identity
     */
    Id<Volume> id();

    /**
     * Reads it.
     *
     * @return how it is now
     * @throws io.dosvm.error.NotFoundException if it does not exist
     */
    VolumeStatus status();

    /**
     * Deletes it with its bytes.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND}, {@code IN_USE} while a VM, an instance or an overlay
     *     uses it
     */
    Operation<Volume> delete();
}
