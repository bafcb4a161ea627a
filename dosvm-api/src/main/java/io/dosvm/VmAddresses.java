package io.dosvm;

import io.dosvm.value.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * The addresses of a guest, asked from its host. A NIC in user networking adds none: such a guest is reached at its
 * {@linkplain Vm#forwards forwards}.
 *
 * @since 0.1
 */
public interface VmAddresses {
    /**
     * What is known now.
     *
     * @return IPv4 first; empty if nothing is known
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} if the VM does not run, or that the host cannot be
     *     asked
     */
    List<IpAddress> now();

    /**
     * Waits for the first.
     *
     * @param atMost how long
     * @return the address
     * @throws io.dosvm.error.DosvmException {@code TIMEOUT} naming every source that was tried, and as {@link #now()}
     */
    IpAddress first(Duration atMost);
}
