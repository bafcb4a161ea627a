package io.dosvm.engine.host;

import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.ByteSize;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A host's facts as they stand in its row: plain, so that an older version can read what a newer one wrote. */
record StoredFacts(
        String machineKey,
        String bootId,
        String hostName,
        String driver,
        String hypervisor,
        String library,
        List<String> architectures,
        String cpuModel,
        int cpus,
        long memory,
        String acceleration,
        String owner,
        @Nullable String markedAs,
        List<String> capabilities) {
    /** Nothing is known yet. */
    static final StoredFacts NONE =
            new StoredFacts("", "", "", "", "", "", List.of(), "", 0, 0, "", "", null, List.of());

    static StoredFacts of(HostDriver.HostFacts facts) {
        return new StoredFacts(
                facts.machineKey(),
                facts.bootId(),
                facts.hostName(),
                facts.driver(),
                facts.hypervisor(),
                facts.library(),
                facts.architectures(),
                facts.cpuModel(),
                facts.cpus(),
                facts.memory().bytes(),
                facts.acceleration(),
                facts.owner().map(mark -> mark.owner().toString()).orElse(""),
                facts.owner().map(mark -> mark.host().toString()).orElse(null),
                facts.capabilities().stream().map(Capability::name).sorted().toList());
    }

    HostDriver.HostFacts facts() {
        return new HostDriver.HostFacts(
                machineKey,
                bootId,
                hostName,
                driver,
                hypervisor,
                library,
                architectures,
                cpuModel,
                cpus,
                ByteSize.bytes(memory),
                acceleration,
                Optional.ofNullable(markedAs)
                        .map(host -> new HostDriver.OwnerMark(UUID.fromString(owner), UUID.fromString(host))),
                capabilities.stream().map(StoredFacts::capability).collect(Collectors.toUnmodifiableSet()));
    }

    private static Capability capability(String name) {
        return Arrays.stream(Capability.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(Capability.UNKNOWN);
    }
}
