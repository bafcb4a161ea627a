package io.dosvm.spi;

import io.dosvm.value.IpAddress;
import io.dosvm.value.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * What a NIC is connected to.
 *
 * @since 0.1
 */
public sealed interface NicLink permits NicLink.ToNetwork, NicLink.User {
    /**
     * A network.
     *
     * @param network its name on the host
     */
    record ToNetwork(String network) implements NicLink {}

    /**
     * User networking: the guest reaches out through the process that runs it, and is reached by forwards only. It asks
     * for no network and no rights on the host; the host has {@link Capability#USER_NICS}.
     *
     * @param listen the IPv4 address of the host on which it listens for the forwards
     * @param forwards each leads to another port of the guest
     */
    record User(IpAddress listen, List<Forward> forwards) implements NicLink {
        /** Keeps an immutable copy. */
        public User {
            forwards = List.copyOf(forwards);
        }
    }

    /**
     * A port of the host that leads to one of the guest.
     *
     * @param protocol what it carries
     * @param hostPort 1–65535; where empty, the host chooses a free one at each start
     * @param guestPort 1–65535
     */
    record Forward(Protocol protocol, Optional<Integer> hostPort, int guestPort) {}
}
