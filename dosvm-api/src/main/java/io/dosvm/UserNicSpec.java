package io.dosvm;

import io.dosvm.value.Protocol;

/**
 * The user networking of a NIC. Given to a lambda, and good within it only.
 *
 * <p>Each port of the guest is forwarded at most once.
 *
 * @since 0.1
 */
public interface UserNicSpec {
    /**
     * Forwards a port of the host to the guest. Which one, the host chooses at each start of each VM;
     * {@link Vm#forwards} tells it.
     *
     * @param protocol what it carries
     * @param guestPort 1–65535
     * @return this
     */
    UserNicSpec forward(Protocol protocol, int guestPort);

    /**
     * Forwards a given port of the host to the guest: one VM at a time can have it. A start where it is taken, or
     * closed to the user that QEMU runs as, fails with {@code IN_USE}.
     *
     * @param protocol what it carries
     * @param hostPort 1–65535
     * @param guestPort 1–65535
     * @return this
     */
    UserNicSpec forward(Protocol protocol, int hostPort, int guestPort);

    /**
     * Listens on an address of the host for all of them; {@code 127.0.0.1} unless set.
     *
     * @param address an IPv4 address
     * @return this
     */
    UserNicSpec listen(String address);
}
