package io.dosvm.engine.host;

import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.OwnerMark;
import java.util.Optional;
import java.util.UUID;

/**
 * Which machine it is that answers: the one that carries our mark with our own id of it. What hardware and daemons tell
 * of themselves is shared by copies, and some make it anew at each start; it counts only where there is no mark.
 */
final class MachineIdentity {
    private MachineIdentity() {}

    /** By what a host's machine is told from all others: by our own id where it bears our mark, or else by its own. */
    static String key(UUID host, boolean marked, HostFacts facts) {
        return marked || facts.machineKey().isEmpty() ? host.toString() : facts.machineKey();
    }

    /** The host that a machine is to us by its mark; empty if it carries none, or another control plane's. */
    static Optional<UUID> marked(UUID owner, HostFacts facts) {
        return facts.owner().filter(mark -> mark.owner().equals(owner)).map(OwnerMark::host);
    }

    /**
     * Whether it is still the same machine.
     *
     * @param last what it told when it was last seen
     * @param now what the machine tells that answers now
     */
    static boolean same(UUID owner, UUID host, HostFacts last, HostFacts now) {
        return marked(owner, now)
                .map(host::equals)
                .orElseGet(() -> last.machineKey().isEmpty()
                        || now.machineKey().isEmpty()
                        || last.machineKey().equals(now.machineKey()));
    }
}
