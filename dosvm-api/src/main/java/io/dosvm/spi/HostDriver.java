package io.dosvm.spi;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Serves one host.
 *
 * <p>Thread-safe. Every verb keeps to its call's deadline: it returns or throws by then, whatever the host does. A verb
 * whose answer was lost throws {@code TIMEOUT} or {@code HOST_LOST}, and its outcome is unknown until observed. The
 * driver connects at the first verb and again after a loss by itself.
 *
 * <p>Any verb may throw {@code TIMEOUT} and {@code CANCELLED} as its call says (if that was so at the start, nothing
 * was done), {@code CONNECT_…}, {@code HOST_LOST} and {@code HOST_STUCK} for the way to the host, {@code INVALID} for
 * values that a host cannot take, {@code CLOSED} after {@link #close()}, and {@code DRIVER_FAILED} for what has no code
 * of its own.
 *
 * @since 0.1
 */
public interface HostDriver extends AutoCloseable {
    /**
     * What the host is.
     *
     * @param request the question
     * @param call what surrounds it
     * @return what does not change from second to second
     */
    HostFacts facts(Facts request, Call call);

    /**
     * What is on the host now, in bulk.
     *
     * @param request which parts; of those that the host lacks the capability for, it finds nothing
     * @param call what surrounds it
     * @return everything of those parts, ours and foreign alike
     */
    Observation observe(Observe request, Call call);

    /**
     * Puts the owner mark on the host, or verifies that it is there. Of several claims at a time one wins.
     *
     * @param request the mark
     * @param call what surrounds it
     * @return the mark that the host carries afterwards
     * @throws DosvmException if it carries a different mark and {@code takeOver} is not set: {@code HOST_OWNED} if that
     *     is another owner's, {@code HOST_KNOWN} if it is the same owner's, who knows the machine by another id
     */
    OwnerMark claim(Claim request, Call call);

    /**
     * Takes the owner mark off; without one, or with a different one, nothing happens.
     *
     * @param request the mark
     * @param call what surrounds it
     * @return nothing
     */
    Done release(Release request, Call call);

    /**
     * Tells of changes as they happen, in order, from a thread of the driver's. Returns at once; where there is no
     * connection, the listener is told {@code resync} when there is one.
     *
     * @param listener takes them; must not block; what it throws is logged and ends nothing
     * @return ends it when closed
     * @throws DosvmException {@code CAPABILITY_MISSING} without {@link Capability#EVENTS}
     */
    Watch watch(HostListener listener);

    /**
     * VMs.
     *
     * @return the verbs
     * @throws DosvmException {@code CAPABILITY_MISSING}
     */
    default Compute compute() {
        throw lacks(Capability.COMPUTE);
    }

    /**
     * Pools and volumes.
     *
     * @return the verbs
     * @throws DosvmException {@code CAPABILITY_MISSING}
     */
    default Storage storage() {
        throw lacks(Capability.STORAGE);
    }

    /**
     * Networks.
     *
     * @return the verbs
     * @throws DosvmException {@code CAPABILITY_MISSING}
     */
    default Networking networking() {
        throw lacks(Capability.NETWORKS);
    }

    /**
     * User networking.
     *
     * @return the verbs
     * @throws DosvmException {@code CAPABILITY_MISSING}
     */
    default UserNetworking userNetworking() {
        throw lacks(Capability.USER_NICS);
    }

    /**
     * The one door through which verbs are asked: decorators that count, delay or forward override this alone.
     *
     * @param <R> the answer
     * @param request which verb, with its question
     * @param call what surrounds it
     * @return the answer
     */
    default <R> R perform(Request<R> request, Call call) {
        return request.on(this, call);
    }

    /** Ends connections and threads, within five seconds even if the host hangs. Repeatable. */
    @Override
    void close();

    /**
     * The proper refusal of what a driver lacks.
     *
     * @param capability what it lacks
     * @return the exception to throw
     */
    static DosvmException lacks(Capability capability) {
        return DosvmException.of(ErrorCode.CAPABILITY_MISSING, "the host cannot do " + capability)
                .with("capability", capability)
                .build();
    }

    /** The answer of a verb that has nothing to tell. */
    enum Done {
        /** It is so now. */
        DONE
    }

    /** Asks what the host is. */
    record Facts() implements Request<HostFacts> {
        @Override
        public Verb verb() {
            return Verb.HOST_FACTS;
        }

        @Override
        public HostFacts on(HostDriver driver, Call call) {
            return driver.facts(this, call);
        }
    }

    /**
     * Asks what is on the host.
     *
     * @param parts what to look at; {@link Part#VMS} alone is one remote call however many VMs there are
     */
    record Observe(Set<Part> parts) implements Request<Observation> {
        /** Keeps an immutable copy. */
        public Observe {
            parts = Set.copyOf(parts);
        }

        @Override
        public Verb verb() {
            return Verb.HOST_OBSERVE;
        }

        @Override
        public Observation on(HostDriver driver, Call call) {
            return driver.observe(this, call);
        }
    }

    /** Parts of what is on a host. */
    enum Part {
        /** VMs with name, state, vCPUs, memory, CPU time. */
        VMS,
        /** The VMs' disks and NICs, with figures. */
        VM_DEVICES,
        /** CPU, memory and traffic of the host. */
        LOAD,
        /** Pools. */
        POOLS,
        /** Volumes of all active pools. */
        VOLUMES,
        /** Networks. */
        NETWORKS,
        /** DHCP leases of all active networks. */
        LEASES,
        /** Snapshots of all VMs. */
        SNAPSHOTS
    }

    /**
     * Asks for the owner mark.
     *
     * @param mark what the host is to carry
     * @param takeOver whether to replace a different mark; explicit and audited by the caller
     */
    record Claim(OwnerMark mark, boolean takeOver) implements Request<OwnerMark> {
        @Override
        public Verb verb() {
            return Verb.HOST_CLAIM;
        }

        @Override
        public OwnerMark on(HostDriver driver, Call call) {
            return driver.claim(this, call);
        }
    }

    /**
     * Asks to take the owner mark off.
     *
     * @param mark what the host must carry
     */
    record Release(OwnerMark mark) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.HOST_RELEASE;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.release(this, call);
        }
    }

    /**
     * Whose a host is, and which: an identity of our own, as hardware and daemons tell ones that are copied with a
     * disk, shared by a whole series, or made anew at each start.
     *
     * @param owner the control plane
     * @param host what that control plane knows the machine by
     */
    record OwnerMark(UUID owner, UUID host) {}

    /**
     * What a host is.
     *
     * @param machineKey stable identity of the machine as the driver can best tell it; two URIs of one machine give the
     *     same
     * @param bootId changes with every boot of the machine; empty where it cannot be read
     * @param hostName its own name
     * @param driver the driver's id
     * @param hypervisor name and version, such as {@code QEMU 7.2.22}
     * @param library name and version of what the driver talks to, such as {@code libvirt 9.0.0}
     * @param architectures what guests can be, best first, such as {@code x86_64}
     * @param cpuModel the CPU's model
     * @param cpus logical CPUs
     * @param memory physical memory
     * @param acceleration what guests run under, such as {@code kvm} or {@code tcg}
     * @param owner whose it is, where it carries a mark
     * @param capabilities what it can do
     */
    record HostFacts(
            String machineKey,
            String bootId,
            String hostName,
            String driver,
            String hypervisor,
            String library,
            List<String> architectures,
            String cpuModel,
            int cpus,
            ByteSize memory,
            String acceleration,
            Optional<OwnerMark> owner,
            Set<Capability> capabilities) {
        /** Keeps immutable copies. */
        public HostFacts {
            architectures = List.copyOf(architectures);
            capabilities = Set.copyOf(capabilities);
        }
    }

    /**
     * The load of a host.
     *
     * @param cpuTime CPU time used by everything since boot
     * @param idleTime CPU time idle since boot
     * @param memoryFree memory that is free or can be freed at once
     */
    record HostLoad(Duration cpuTime, Duration idleTime, ByteSize memoryFree) {}

    /**
     * What is on a host. A part that was not asked for is empty.
     *
     * @param at when it was looked at, by the caller's clock
     * @param load the load, if asked for
     * @param vms all VMs
     * @param pools all pools
     * @param volumes all volumes of active pools
     * @param networks all networks
     * @param leases all DHCP leases
     * @param snapshots all snapshots
     */
    record Observation(
            Instant at,
            Optional<HostLoad> load,
            List<Compute.VmFound> vms,
            List<Storage.PoolFound> pools,
            List<Storage.VolumeFound> volumes,
            List<Networking.NetworkFound> networks,
            List<Networking.Lease> leases,
            List<SnapshotFound> snapshots) {
        /** Keeps immutable copies. */
        public Observation {
            vms = List.copyOf(vms);
            pools = List.copyOf(pools);
            volumes = List.copyOf(volumes);
            networks = List.copyOf(networks);
            leases = List.copyOf(leases);
            snapshots = List.copyOf(snapshots);
        }
    }

    /**
     * A snapshot, seen.
     *
     * @param vm the VM's UUID
     * @param name its name
     * @param createdAt when it was made
     * @param current whether the VM goes on from it
     */
    record SnapshotFound(UUID vm, String name, Instant createdAt, boolean current) {}

    /** Takes what a host tells by itself. Methods are called one at a time, in order. */
    interface HostListener {
        /**
         * Something about a VM changed: observe it.
         *
         * @param id the VM's UUID on the host
         */
        void vmChanged(UUID id);

        /** Something else changed, or events may have been lost: observe everything. */
        void resync();

        /** The connection was lost; the driver goes on trying, and tells {@link #resync()} when it is back. */
        void lost();
    }

    /** Ends a watch when closed. */
    interface Watch extends AutoCloseable {
        /** Ends it; no call to the listener begins afterwards. Repeatable. */
        @Override
        void close();
    }
}
