package io.dosvm;

import io.dosvm.value.Id;
import java.util.function.Consumer;

/**
 * The owner of VMs and of quotas. A handle: identity and equality; it may outlive what it names.
 *
 * @since 0.1
 */
public interface Project {
    /**
     * Its identity. Without I/O.
     *
     * @return the identity
     */
    Id<Project> id();

    /**
     * Reads it.
     *
     * @return how it is now
     * @throws io.dosvm.error.NotFoundException if it does not exist
     */
    ProjectStatus status();

    /**
     * Changes what the lambda sets, and nothing else.
     *
     * @param change sets what is to change
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code INVALID}, {@code NOT_FOUND}, {@code WRONG_STATE} where it cannot be
     *     changed now, {@code QUOTA_EXCEEDED}
     */
    ProjectStatus edit(Consumer<ProjectSpec> change);

    /**
     * Changes what the lambda sets, if nobody has changed the object since it was read.
     *
     * @param change sets what is to change
     * @param condition the version that was read
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code VERSION_CONFLICT}, and as {@link #edit(Consumer)}
     */
    ProjectStatus edit(Consumer<ProjectSpec> change, VersionCondition condition);

    /**
     * Its volumes. Without I/O.
     *
     * @return the volumes
     */
    Volumes volumes();

    /**
     * Its images. Without I/O.
     *
     * @return the images
     */
    Images images();

    /**
     * Its networks. Without I/O.
     *
     * @return the networks
     */
    Networks networks();

    /**
     * Its instances. Without I/O.
     *
     * @return the instances
     */
    Instances instances();

    /**
     * Its VMs. Without I/O.
     *
     * @return the VMs
     */
    Vms vms();

    /**
     * Deletes it with all that belongs to it.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND}, {@code WRONG_STATE} while a VM runs
     */
    Operation<Project> delete();
}
