package io.dosvm.engine.host;

import io.dosvm.value.ByteSize;
import java.util.Optional;

/** How much of a host may be promised to VMs. Pure. */
final class HostCapacity {
    /** What a host keeps for itself, whatever its owner sets. */
    static final ByteSize KEPT = ByteSize.mib(512);

    static final int MAX_VCPUS = 255;

    private static final ByteSize USUALLY_KEPT = ByteSize.gib(2);
    private static final ByteSize PROCESS = ByteSize.mib(80);
    private static final ByteSize PER_VCPU = ByteSize.mib(8);
    private static final long PAGE_TABLES = 512;

    private HostCapacity() {}

    /** The most that the owner may allow a single VM. */
    static ByteSize highestVmMemory(ByteSize physical) {
        return ByteSize.bytes(Math.max(0, physical.bytes() - KEPT.bytes()));
    }

    /** The most that a single VM may have: as set, or all but 2 GiB, or half of a machine too small for that. */
    static ByteSize maxVmMemory(ByteSize physical, Optional<ByteSize> set) {
        long usual = Math.max(physical.bytes() - USUALLY_KEPT.bytes(), physical.bytes() / 2);
        long asked = set.map(ByteSize::bytes).orElse(usual);
        return ByteSize.bytes(Math.min(asked, highestVmMemory(physical).bytes()));
    }

    /** What all VMs together may have. */
    static ByteSize memory(ByteSize physical) {
        return highestVmMemory(physical);
    }

    /** What a VM takes on its host: guest memory, the process around it, and page tables. */
    static ByteSize taken(int vcpus, ByteSize memory) {
        return memory.plus(PROCESS)
                .plus(ByteSize.bytes(PER_VCPU.bytes() * vcpus))
                .plus(ByteSize.bytes(memory.bytes() / PAGE_TABLES));
    }
}
