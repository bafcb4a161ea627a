package io.dosvm.engine.host;

import io.dosvm.spi.Capability;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a VM needs of a host.
 *
 * @param vm which
 * @param architecture such as {@code x86_64}
 * @param vcpus virtual CPUs
 * @param memory guest memory
 * @param capabilities what the host must be able to do
 * @param bound the only host that it may be, if there is one
 */
public record Need(
        ResourceRef vm,
        String architecture,
        int vcpus,
        ByteSize memory,
        Set<Capability> capabilities,
        Optional<UUID> bound) {
    /** Keeps an immutable copy. */
    public Need {
        capabilities = Set.copyOf(capabilities);
    }

    /** What it takes on the host: guest memory and what surrounds it. */
    HostRow.Room taken() {
        return new HostRow.Room(HostCapacity.taken(vcpus, memory).bytes(), vcpus);
    }
}
