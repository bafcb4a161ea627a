package io.dosvm.engine.host;

import io.dosvm.Host;
import io.dosvm.HostStatus;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.Version;
import java.time.Instant;
import java.util.Optional;

/** A host as it was read. */
record HostSnapshot(
        Host host,
        String name,
        String description,
        Version version,
        HostUri uri,
        Connection connection,
        Optional<String> confirmedDead,
        Optional<Instant> observedAt,
        boolean cordoned,
        HostDriver.HostFacts facts,
        Optional<HostDriver.HostLoad> load,
        ByteSize reservedMemory,
        int reservedVcpus,
        ByteSize maxVmMemory,
        int maxVcpus)
        implements HostStatus {
    /** From the row, and from what this node saw since if it is the one that watches. */
    static HostSnapshot of(Host handle, HostRow row, Optional<Seen> seen) {
        return new HostSnapshot(
                handle,
                row.name(),
                row.description(),
                row.version(),
                row.uri(),
                row.connection(),
                row.confirmedDead(),
                seen.map(Seen::at).or(row::observedAt),
                row.cordoned(),
                row.facts(),
                seen.flatMap(Seen::load),
                ByteSize.bytes(row.reserved().memory()),
                Math.toIntExact(row.reserved().vcpus()),
                row.maxVmMemory(),
                row.maxVcpus());
    }

    /** What was last seen of a host, in the memory of the node that watches it. */
    record Seen(Instant at, Optional<HostDriver.HostLoad> load) {}
}
