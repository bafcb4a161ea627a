package io.dosvm.engine.host;

import io.dosvm.HostStatus.Connection;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A host as its row says.
 *
 * @param claimed whether our mark may be on the machine
 * @param previousMark what our mark has replaced
 * @param problem why it is not up, in words; empty if it is
 * @param setVmMemory the owner's limit for a single VM, if set
 * @param setVcpus the owner's limit for a single VM, if set
 * @param capacity what all VMs together may take
 * @param foreign what VMs take that are not ours
 * @param reserved what is promised to ours
 */
public record HostRow(
        UUID id,
        String name,
        String description,
        Version version,
        HostUri uri,
        State state,
        boolean claimed,
        Optional<HostDriver.OwnerMark> previousMark,
        HostDriver.HostFacts facts,
        Connection connection,
        String problem,
        Optional<Instant> observedAt,
        boolean cordoned,
        Optional<ByteSize> setVmMemory,
        Optional<Integer> setVcpus,
        Room capacity,
        Room foreign,
        Room reserved) {
    /** How a host stands. */
    public enum State {
        /** It is being made ours. */
        JOINING,
        /** It may be used. */
        ACTIVE,
        /** It is being let go. */
        LEAVING,
        /** A person has confirmed that it is dead: it is asked for nothing any more. The problem says why. */
        DEAD
    }

    /** So much memory in bytes, and so many virtual CPUs. */
    public record Room(long memory, long vcpus) {
        /** Nothing. */
        public static final Room NONE = new Room(0, 0);
    }

    /** Why a person is sure that it is dead, if one is. */
    Optional<String> confirmedDead() {
        return state == State.DEAD ? Optional.of(problem) : Optional.empty();
    }

    /** What it is called in messages. */
    public ResourceRef ref() {
        return new ResourceRef(ResourceKind.HOST, id, name);
    }

    /** The most memory that a single VM may have. */
    public ByteSize maxVmMemory() {
        return HostCapacity.maxVmMemory(facts.memory(), setVmMemory);
    }

    /** The most virtual CPUs that a single VM may have. */
    public int maxVcpus() {
        return setVcpus.orElse(HostCapacity.MAX_VCPUS);
    }
}
