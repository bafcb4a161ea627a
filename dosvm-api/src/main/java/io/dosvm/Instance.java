package io.dosvm;

import io.dosvm.value.Id;
import java.util.function.Consumer;

/**
 * A complete VM definition. A handle: identity and equality; it may outlive what it names.
 *
 * @since 0.1
 */
public interface Instance {
    /**
     * Its identity. Without I/O.
     *
     * @return the identity
     */
    Id<Instance> id();

    /**
     * Reads it.
     *
     * @return how it is now
     * @throws io.dosvm.error.NotFoundException if it does not exist
     */
    InstanceStatus status();

    /**
     * Changes what the lambda sets, and nothing else. A VM that is on keeps what it was started with until its next
     * start; disks and NICs can be added, and the host and architecture changed, only while there are no VMs.
     *
     * @param change sets what is to change
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code INVALID}, {@code NOT_FOUND}, {@code WRONG_STATE} where it cannot be
     *     changed now, {@code QUOTA_EXCEEDED}
     */
    InstanceStatus edit(Consumer<InstanceSpec> change);

    /**
     * Changes what the lambda sets, if nobody has changed the object since it was read.
     *
     * @param change sets what is to change
     * @param condition the version that was read
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code VERSION_CONFLICT}, and as {@link #edit(Consumer)}
     */
    InstanceStatus edit(Consumer<InstanceSpec> change, VersionCondition condition);

    /**
     * Deletes it.
     *
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND}, {@code IN_USE} while it has VMs
     */
    void delete();
}
