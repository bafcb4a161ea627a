package io.dosvm.engine.host;

import io.dosvm.HostStatus.Connection;
import io.dosvm.spi.Capability;
import java.util.Set;
import java.util.UUID;

/**
 * A host as placement sees it: what was last known, never the truth. The row decides.
 *
 * @param problem why it is not up, in words
 * @param freeMemory bytes that can still be promised
 * @param freeVcpus virtual CPUs that can still be promised
 * @param capacity what all VMs together may take
 */
record Candidate(
        UUID id,
        String name,
        HostRow.State state,
        Connection connection,
        String problem,
        boolean cordoned,
        Set<String> architectures,
        Set<Capability> capabilities,
        long maxVmMemory,
        int maxVcpus,
        long freeMemory,
        long freeVcpus,
        HostRow.Room capacity) {
    Candidate {
        architectures = Set.copyOf(architectures);
        capabilities = Set.copyOf(capabilities);
    }

    static Candidate of(HostRow row) {
        HostRow.Room capacity = row.capacity();
        return new Candidate(
                row.id(),
                row.name(),
                row.state(),
                row.connection(),
                row.problem(),
                row.cordoned(),
                Set.copyOf(row.facts().architectures()),
                row.facts().capabilities(),
                row.maxVmMemory().bytes(),
                row.maxVcpus(),
                capacity.memory() - row.foreign().memory() - row.reserved().memory(),
                capacity.vcpus() - row.foreign().vcpus() - row.reserved().vcpus(),
                capacity);
    }

    /** The same with so much more free, or less. */
    Candidate freed(long memory, long vcpus) {
        return new Candidate(
                id,
                name,
                state,
                connection,
                problem,
                cordoned,
                architectures,
                capabilities,
                maxVmMemory,
                maxVcpus,
                freeMemory + memory,
                freeVcpus + vcpus,
                capacity);
    }

    /** How full it is, by what it has least of: 0 empty, 1 full. */
    double load() {
        return Math.max(full(freeMemory, capacity.memory()), full(freeVcpus, capacity.vcpus()));
    }

    private static double full(long free, long capacity) {
        return capacity <= 0 ? 1 : 1 - (double) free / capacity;
    }
}
