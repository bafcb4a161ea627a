package io.dosvm.spi;

import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import java.util.List;
import java.util.UUID;

/**
 * NICs in {@linkplain NicLink.User user networking}. Their forwards are there when {@link Compute.Start} returns, and
 * stay until the VM is off.
 *
 * @since 0.1
 */
public interface UserNetworking {
    /**
     * Reads where the forwards of a VM are now.
     *
     * @param request which VM
     * @param call what surrounds it
     * @return of every NIC in turn; empty while the VM is off
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND} if the host does not know the VM
     */
    List<ForwardFound> listForwards(ListForwards request, Call call);

    /**
     * Asks for the forwards of a VM.
     *
     * @param vm the VM's UUID
     */
    record ListForwards(UUID vm) implements Request<List<ForwardFound>> {
        @Override
        public Verb verb() {
            return Verb.VM_FORWARDS;
        }

        @Override
        public List<ForwardFound> on(HostDriver driver, Call call) {
            return driver.userNetworking().listForwards(this, call);
        }
    }

    /**
     * A forward that is there.
     *
     * @param mac whose: the NIC's hardware address
     * @param protocol what it carries
     * @param address the address of the host
     * @param hostPort the port of the host
     * @param guestPort the port of the guest that it leads to
     */
    record ForwardFound(MacAddress mac, Protocol protocol, IpAddress address, int hostPort, int guestPort) {}
}
