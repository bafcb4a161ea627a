package io.dosvm.spi;

import io.dosvm.spi.HostDriver.Done;
import io.dosvm.value.Cidr;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Networks on a host.
 *
 * @since 0.1
 */
public interface Networking {
    /**
     * Makes the network known and active on the host, or brings it to what is asked.
     *
     * @param request the network
     * @param call what surrounds it
     * @return the active network
     * @throws io.dosvm.error.DosvmException {@code IN_USE} if the bridge name or the addresses are another's,
     *     {@code INVALID} if the bridge's name cannot be one, or the gateway or a range lies outside of the addresses
     */
    NetworkFound ensureNetwork(EnsureNetwork request, Call call);

    /**
     * Ends a network and makes the host forget it.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; not known is success
     */
    Done removeNetwork(RemoveNetwork request, Call call);

    /**
     * Reads a network's DHCP leases.
     *
     * @param request which
     * @param call what surrounds it
     * @return all that have not run out
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND} if the host does not know the network
     */
    List<Lease> listLeases(ListLeases request, Call call);

    /**
     * Asks for an active network.
     *
     * @param definition all of it
     */
    record EnsureNetwork(NetworkDefinition definition) implements Request<NetworkFound> {
        @Override
        public Verb verb() {
            return Verb.NETWORK_ENSURE;
        }

        @Override
        public NetworkFound on(HostDriver driver, Call call) {
            return driver.networking().ensureNetwork(this, call);
        }
    }

    /**
     * Asks to end a network.
     *
     * @param network its name on the host
     */
    record RemoveNetwork(String network) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.NETWORK_REMOVE;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.networking().removeNetwork(this, call);
        }
    }

    /**
     * Asks for leases.
     *
     * @param network its name on the host
     */
    record ListLeases(String network) implements Request<List<Lease>> {
        @Override
        public Verb verb() {
            return Verb.NETWORK_LEASES;
        }

        @Override
        public List<Lease> on(HostDriver driver, Call call) {
            return driver.networking().listLeases(this, call);
        }
    }

    /**
     * A network to be active: a bridge of its own behind NAT, with DHCP and DNS.
     *
     * @param mark whose it is; its made name becomes the network's name, its id the network's UUID
     * @param bridge the bridge's name on the host: 1–15 characters
     * @param addresses the IP network; guests of it reach each other
     * @param gateway the host's own address in it
     * @param forwardInterface the interface that NAT goes out by; any where empty
     * @param dhcp ranges that are given out; no DHCP where empty
     * @param domain the DNS domain, if there is one
     */
    record NetworkDefinition(
            Mark mark,
            String bridge,
            Cidr addresses,
            IpAddress gateway,
            Optional<String> forwardInterface,
            List<DhcpRange> dhcp,
            Optional<String> domain) {
        /** Keeps an immutable copy. */
        public NetworkDefinition {
            dhcp = List.copyOf(dhcp);
        }
    }

    /**
     * Addresses that DHCP gives out.
     *
     * @param first the first
     * @param last the last
     */
    record DhcpRange(IpAddress first, IpAddress last) {}

    /**
     * A network, seen.
     *
     * @param id its UUID
     * @param name its name on the host
     * @param forward the word of the driver, such as {@code nat}; empty for an isolated one
     * @param bridge its bridge, if it has one
     * @param active whether it can be used now
     */
    record NetworkFound(UUID id, String name, String forward, Optional<String> bridge, boolean active) {}

    /**
     * A DHCP lease.
     *
     * @param network the network's name on the host
     * @param mac whose
     * @param address what was given
     * @param hostName the name that the guest told, if it did
     * @param until when it runs out, by the host's clock
     */
    record Lease(String network, MacAddress mac, IpAddress address, Optional<String> hostName, Instant until) {}
}
