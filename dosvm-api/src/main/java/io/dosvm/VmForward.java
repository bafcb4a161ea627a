package io.dosvm;

import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;

/**
 * A port of a host that leads to a port of a guest there, as it was read.
 *
 * @since 0.1
 */
public interface VmForward {
    /**
     * The NIC by which it goes.
     *
     * @return one of {@link VmStatus#macs}
     */
    MacAddress mac();

    /**
     * What it carries.
     *
     * @return the protocol
     */
    Protocol protocol();

    /**
     * Where the host listens.
     *
     * @return an address of the host: {@code 127.0.0.1} is reached on that host alone
     */
    IpAddress address();

    /**
     * The port of the host.
     *
     * @return 1–65535
     */
    int hostPort();

    /**
     * The port of the guest.
     *
     * @return 1–65535
     */
    int guestPort();
}
