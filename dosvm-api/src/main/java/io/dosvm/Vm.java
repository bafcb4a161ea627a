package io.dosvm;

import io.dosvm.value.Id;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * One machine, made from an instance. A handle: identity and equality; it may outlive what it names.
 *
 * @since 0.1
 */
public interface Vm {
    /**
     * Its identity. Without I/O.
     *
     * @return the identity
     */
    Id<Vm> id();

    /**
     * Reads it.
     *
     * @return how it is now
     * @throws io.dosvm.error.NotFoundException if it does not exist
     */
    VmStatus status();

    /**
     * Changes what the lambda sets, and nothing else.
     *
     * @param change sets what is to change
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code INVALID}, {@code NOT_FOUND}, {@code WRONG_STATE} where it cannot be
     *     changed now, {@code QUOTA_EXCEEDED}
     */
    VmStatus edit(Consumer<VmSpec> change);

    /**
     * Changes what the lambda sets, if nobody has changed the object since it was read.
     *
     * @param change sets what is to change
     * @param condition the version that was read
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code VERSION_CONFLICT}, and as {@link #edit(Consumer)}
     */
    VmStatus edit(Consumer<VmSpec> change, VersionCondition condition);

    /**
     * Powers it on: finds a host, prepares everything there, starts it.
     *
     * @return the work; that which is under way already, if there is some
     * @throws io.dosvm.error.DosvmException {@code QUOTA_EXCEEDED}, {@code WRONG_STATE} while other work on it runs;
     *     from the work {@code NO_HOST} with the reason per host, or the error of the host, which is kept as
     *     {@link VmStatus#startError}. Already on is success
     */
    Operation<Vm> powerOn();

    /**
     * Powers it off: asks the guest, and after 60 seconds does not ask any more.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} while other work on it runs. Already off is success
     */
    Operation<Vm> powerOff();

    /**
     * Powers it off, asking the guest first.
     *
     * @param grace how long the guest has; zero does not ask
     * @return the work
     * @throws io.dosvm.error.DosvmException as {@link #powerOff()}
     */
    Operation<Vm> powerOff(Duration grace);

    /**
     * Asks the guest to reboot; it may ignore it.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it does not run
     */
    Operation<Vm> reboot();

    /**
     * Presses the reset button.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it does not run
     */
    Operation<Vm> reset();

    /**
     * Pauses it in memory.
     *
     * @return the work; that which is under way already, if there is some
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it does not run. Already paused is success
     */
    Operation<Vm> suspend();

    /**
     * Lets it go on.
     *
     * @return the work; that which is under way already, if there is some
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it is off. Already running is success
     */
    Operation<Vm> resume();

    /**
     * Where the guest can be reached. Without I/O.
     *
     * @return the guest's addresses
     */
    VmAddresses addresses();

    /**
     * Reads where the forwards of its NICs in user networking are, from its host. They change with each start.
     *
     * @return NIC by NIC; empty if none was asked for
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it does not run, {@code CAPABILITY_MISSING} if its
     *     host has no user networking, or that the host cannot be asked
     */
    List<VmForward> forwards();

    /**
     * Deletes it with its own disks. Volumes that exist apart from it stay.
     *
     * @return the work; that which is under way already, if there is some
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND}, {@code WRONG_STATE} while its power is on
     */
    Operation<Vm> delete();
}
