package io.dosvm;

import io.dosvm.value.Id;

/**
 * A read-only file from which disks are made. A handle: identity and equality; it may outlive what it names.
 *
 * @since 0.1
 */
public interface Image {
    /**
     * Its identity. Without I/O.
     *
     * @return the identity
     */
    Id<Image> id();

    /**
     * Reads it.
     *
     * @return how it is now
     * @throws io.dosvm.error.NotFoundException if it does not exist
     */
    ImageStatus status();

    /**
     * Deletes it with its bytes.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND}, {@code IN_USE} while an instance refers to it or a
     *     linked clone lies on it
     */
    Operation<Image> delete();
}
