package io.dosvm.spi;

import io.dosvm.spi.HostDriver.Done;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * VMs on a host. A VM is named by its UUID, which is our VM id for those that we make.
 *
 * <p>Every verb about one VM throws {@code NOT_FOUND} where the host does not know it, unless it says otherwise.
 *
 * @since 0.1
 */
public interface Compute {
    /**
     * Makes the VM known to the host, or brings its definition to what is asked. Takes effect at the next start.
     *
     * @param request the definition
     * @param call what surrounds it
     * @return the VM
     * @throws io.dosvm.error.DosvmException {@code ALREADY_EXISTS} if a VM of that UUID or name does not carry a mark
     *     of the same owner, {@code NOT_FOUND} if a pool or volume is missing, {@code CAPABILITY_MISSING} by its NICs
     */
    VmDetails define(Define request, Call call);

    /**
     * Reads one VM.
     *
     * @param request which
     * @param call what surrounds it
     * @return the VM, or empty if the host does not know it
     */
    Optional<VmDetails> describe(Describe request, Call call);

    /**
     * Starts a defined VM. It is already so when the VM runs, or is suspended, and carries the generation asked for.
     *
     * @param request which, and the generation it will carry
     * @param call what surrounds it
     * @return the running VM
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND} if it is not defined, {@code WRONG_STATE} if it runs with
     *     another generation, {@code FILE_UNUSABLE} if a disk's file or one beneath it is missing or not of its format,
     *     {@code IN_USE} if another running VM writes to one of them, or a port of the host for a forward is not free
     */
    VmDetails start(Start request, Call call);

    /**
     * Asks the guest to power off by ACPI, and returns at once; the guest may ignore it.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; already off is success
     */
    Done shutdown(Shutdown request, Call call);

    /**
     * Powers off without asking the guest.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; already off or not known is success
     */
    Done stop(Stop request, Call call);

    /**
     * Asks the guest to reboot; it may ignore it.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it does not run
     */
    Done reboot(Reboot request, Call call);

    /**
     * Presses the reset button.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it does not run
     */
    Done reset(Reset request, Call call);

    /**
     * Pauses the virtual CPUs.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; already paused is success
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it does not run
     */
    Done suspend(Suspend request, Call call);

    /**
     * Lets the virtual CPUs go on.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; already running is success
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it is off
     */
    Done resume(Resume request, Call call);

    /**
     * Makes the host forget a VM that is off. Disks are not touched; what belongs to the definition alone (firmware
     * variables, saved state) goes.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; not known is success
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if it runs
     */
    Done undefine(Undefine request, Call call);

    /**
     * Finds the guest's addresses from every source that the host has.
     *
     * @param request which
     * @param call what surrounds it
     * @return what each source said; an empty list of addresses where it had none
     */
    List<AddressSource> addresses(Addresses request, Call call);

    /**
     * Asks to define a VM.
     *
     * @param definition all of it
     */
    record Define(VmDefinition definition) implements Request<VmDetails> {
        @Override
        public Verb verb() {
            return Verb.VM_DEFINE;
        }

        @Override
        public VmDetails on(HostDriver driver, Call call) {
            return driver.compute().define(this, call);
        }
    }

    /**
     * Asks for one VM.
     *
     * @param id the VM's UUID
     */
    record Describe(UUID id) implements Request<Optional<VmDetails>> {
        @Override
        public Verb verb() {
            return Verb.VM_DESCRIBE;
        }

        @Override
        public Optional<VmDetails> on(HostDriver driver, Call call) {
            return driver.compute().describe(this, call);
        }
    }

    /**
     * Asks to start a VM.
     *
     * @param id the VM's UUID
     * @param generation what the running VM will carry in its mark; above 0
     */
    record Start(UUID id, long generation) implements Request<VmDetails> {
        @Override
        public Verb verb() {
            return Verb.VM_START;
        }

        @Override
        public VmDetails on(HostDriver driver, Call call) {
            return driver.compute().start(this, call);
        }
    }

    /**
     * Asks to have the guest power off.
     *
     * @param id the VM's UUID
     */
    record Shutdown(UUID id) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VM_SHUTDOWN;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.compute().shutdown(this, call);
        }
    }

    /**
     * Asks to power off by force.
     *
     * @param id the VM's UUID
     */
    record Stop(UUID id) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VM_STOP;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.compute().stop(this, call);
        }
    }

    /**
     * Asks to have the guest reboot.
     *
     * @param id the VM's UUID
     */
    record Reboot(UUID id) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VM_REBOOT;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.compute().reboot(this, call);
        }
    }

    /**
     * Asks for the reset button.
     *
     * @param id the VM's UUID
     */
    record Reset(UUID id) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VM_RESET;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.compute().reset(this, call);
        }
    }

    /**
     * Asks to pause.
     *
     * @param id the VM's UUID
     */
    record Suspend(UUID id) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VM_SUSPEND;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.compute().suspend(this, call);
        }
    }

    /**
     * Asks to go on.
     *
     * @param id the VM's UUID
     */
    record Resume(UUID id) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VM_RESUME;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.compute().resume(this, call);
        }
    }

    /**
     * Asks to forget a VM.
     *
     * @param id the VM's UUID
     */
    record Undefine(UUID id) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VM_UNDEFINE;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.compute().undefine(this, call);
        }
    }

    /**
     * Asks for the guest's addresses.
     *
     * @param id the VM's UUID
     */
    record Addresses(UUID id) implements Request<List<AddressSource>> {
        @Override
        public Verb verb() {
            return Verb.VM_ADDRESSES;
        }

        @Override
        public List<AddressSource> on(HostDriver driver, Call call) {
            return driver.compute().addresses(this, call);
        }
    }

    /**
     * A VM to be defined.
     *
     * @param mark whose it is; its made name becomes the VM's name, its id the VM's UUID
     * @param title the name for people; any Unicode without control characters
     * @param architecture such as {@code x86_64}
     * @param machine machine type; the host's default where empty
     * @param vcpus virtual CPUs, 1–255
     * @param memory guest memory
     * @param boot devices in order
     * @param disks all disks
     * @param nics all NICs
     * @param graphics the display, if there is one
     */
    record VmDefinition(
            Mark mark,
            String title,
            String architecture,
            Optional<String> machine,
            int vcpus,
            ByteSize memory,
            List<BootDevice> boot,
            List<DiskDefinition> disks,
            List<NicDefinition> nics,
            Optional<GraphicsDefinition> graphics) {
        /** Keeps immutable copies. */
        public VmDefinition {
            boot = List.copyOf(boot);
            disks = List.copyOf(disks);
            nics = List.copyOf(nics);
        }
    }

    /** What a VM boots from. */
    enum BootDevice {
        /** The first disk. */
        DISK,
        /** The first CD-ROM. */
        CDROM,
        /** The first NIC. */
        NETWORK
    }

    /**
     * One disk.
     *
     * @param volume where it lies; the volume exists and its pool is active on the host
     * @param format how its bytes are to be read; never guessed
     * @param device disk or CD-ROM
     * @param bus how the guest sees it
     * @param readOnly whether the guest may not write
     */
    record DiskDefinition(Storage.VolumeKey volume, Storage.Format format, Device device, Bus bus, boolean readOnly) {
        /** What kind of drive. */
        public enum Device {
            /** A disk. */
            DISK,
            /** A CD-ROM drive. */
            CDROM
        }

        /** How the guest sees a disk. */
        public enum Bus {
            /** Paravirtual. */
            VIRTIO,
            /** SATA. */
            SATA,
            /** SCSI. */
            SCSI,
            /** IDE, where the machine has it. */
            IDE,
            /** USB. */
            USB
        }
    }

    /**
     * One NIC.
     *
     * @param link what it is connected to
     * @param mac its hardware address
     * @param model how the guest sees it, such as {@code virtio}
     */
    record NicDefinition(NicLink link, MacAddress mac, String model) {}

    /**
     * The display.
     *
     * @param type the protocol
     * @param listen the address on which the host listens
     */
    record GraphicsDefinition(Type type, IpAddress listen) {
        /** Display protocols. */
        public enum Type {
            /** VNC. */
            VNC,
            /** SPICE. */
            SPICE
        }
    }

    /**
     * A VM as bulk observation sees it.
     *
     * @param id its UUID
     * @param name its name on the host
     * @param state what it does
     * @param persistent whether the host keeps it when it is off
     * @param vcpus virtual CPUs now
     * @param memory guest memory now
     * @param cpuTime CPU time used since its start; zero when off
     * @param disks its disks, if asked for
     * @param nics its NICs, if asked for
     */
    record VmFound(
            UUID id,
            String name,
            RunState state,
            boolean persistent,
            int vcpus,
            ByteSize memory,
            Duration cpuTime,
            List<DiskFound> disks,
            List<NicFound> nics) {
        /** Keeps immutable copies. */
        public VmFound {
            disks = List.copyOf(disks);
            nics = List.copyOf(nics);
        }
    }

    /**
     * A disk of a VM, seen.
     *
     * @param target its name in the VM, such as {@code vda}
     * @param source path or address; empty where there is no medium
     * @param capacity what the guest sees; zero where not known
     * @param read bytes read since start
     * @param written bytes written since start
     */
    record DiskFound(String target, String source, ByteSize capacity, ByteSize read, ByteSize written) {}

    /**
     * A NIC of a VM that has a device on the host, seen; one in user networking has none.
     *
     * @param device the host's device, such as {@code vnet0}
     * @param received bytes received since start
     * @param sent bytes sent since start
     */
    record NicFound(String device, ByteSize received, ByteSize sent) {}

    /**
     * One VM, read alone.
     *
     * @param id its UUID
     * @param name its name on the host
     * @param state what it does
     * @param mark the mark that it carries, if any; of a running VM the one with which it was started
     * @param consolePath the host's file with what the guest wrote to its serial port, if there is one
     * @param displayPort the port of the display while it runs
     */
    record VmDetails(
            UUID id,
            String name,
            RunState state,
            Optional<Mark> mark,
            Optional<String> consolePath,
            Optional<Integer> displayPort) {}

    /**
     * What one source said about a guest's addresses.
     *
     * @param source the source, such as {@code DHCP lease}
     * @param addresses what it knows
     */
    record AddressSource(String source, List<IpAddress> addresses) {
        /** Keeps an immutable copy. */
        public AddressSource {
            addresses = List.copyOf(addresses);
        }
    }
}
