package io.dosvm;

import io.dosvm.value.Id;
import java.util.List;
import java.util.function.Consumer;

/**
 * A machine that runs VMs. A handle: identity and equality; it may outlive what it names.
 *
 * @since 0.1
 */
public interface Host {
    /**
     * Its identity. Without I/O.
     *
     * @return the identity
     */
    Id<Host> id();

    /**
     * Reads it.
     *
     * @return how it is now
     * @throws io.dosvm.error.NotFoundException if it does not exist
     */
    HostStatus status();

    /**
     * Changes what the lambda sets, and nothing else.
     *
     * @param change sets what is to change
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code INVALID}, {@code NOT_FOUND}, {@code WRONG_STATE} where it cannot be
     *     changed now, {@code QUOTA_EXCEEDED}
     */
    HostStatus edit(Consumer<HostSpec> change);

    /**
     * Changes what the lambda sets, if nobody has changed the object since it was read.
     *
     * @param change sets what is to change
     * @param condition the version that was read
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code VERSION_CONFLICT}, and as {@link #edit(Consumer)}
     */
    HostStatus edit(Consumer<HostSpec> change, VersionCondition condition);

    /**
     * Keeps new VMs away; those that run stay.
     *
     * @return how it is now
     */
    HostStatus cordon();

    /**
     * Lets new VMs come again.
     *
     * @return how it is now
     */
    HostStatus uncordon();

    /**
     * Confirms, as a person who knows, that the machine does not run and that nothing on it can run any more: switched
     * off for good, taken apart, burnt. Nothing verifies it, and it cannot be taken back.
     *
     * <p>By that word its VMs are off and cost nothing, what was promised to them on it is free, and what is deleted of
     * it (disks, images, pools, networks, the host itself) goes without asking it. It is not asked for anything any
     * more, not even if it answers again: then delete it, look at what it runs, and create it anew with
     * {@link HostSpec#takeOver}, which is refused without.
     *
     * @param reason why that is known, 1–400 characters; it stands in the audit log
     * @return how it is now; asking again changes nothing
     * @throws io.dosvm.error.DosvmException {@code INVALID}, {@code NOT_FOUND}, {@code WRONG_STATE} unless it is
     *     {@link HostStatus.Connection#DOWN}
     */
    HostStatus confirmDead(String reason);

    /**
     * What is on the host, newest observation: our objects, foreign ones, and strays. On a host that was confirmed dead
     * and answers all the same, whatever bears our mark is a stray.
     *
     * @return everything, by kind and name
     * @throws io.dosvm.error.HostUnreachableException if it cannot be asked
     */
    List<HostObject> objects();

    /**
     * Takes our owner mark off and forgets the host. Foreign objects on it are not touched. One that was confirmed dead
     * is not asked; should its machine ever come back, it is not ours before it is taken over.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND}, {@code IN_USE} while VMs, pools or networks are bound to
     *     it
     */
    Operation<Host> delete();
}
