package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Handles;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import io.dosvm.libvirt.binding.Network;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Networking;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NAT networks by libvirt. */
final class LibvirtNetworking implements Networking {
    private final LibvirtHost host;
    private final FactsReader facts;

    LibvirtNetworking(LibvirtHost host, FactsReader facts) {
        this.host = host;
        this.facts = facts;
    }

    @Override
    public NetworkFound ensureNetwork(EnsureNetwork request, Call call) {
        return host.verb(call, () -> {
            NetworkDefinition wanted = request.definition();
            Checks.network(wanted);
            Connection connection = host.control(call);
            Optional<Network> there = LibvirtHost.find(
                    () -> connection.networks().byUuid(wanted.mark().id(), call));
            try (Network network = there.isPresent()
                    ? changed(connection, there.get(), wanted, call)
                    : define(connection, wanted, call)) {
                if (!network.active(call)) {
                    activate(network, there.isEmpty(), call);
                }
                return NetworkDocuments.found(network.xml(0, call), true);
            }
        });
    }

    /** The network that is there, brought to what is asked where that cuts nobody off. */
    private Network changed(Connection connection, Network there, NetworkDefinition wanted, Call call) {
        boolean kept = false;
        try {
            if (NetworkDocuments.same(wanted, there.xml(host.isTest() ? 0 : Network.XML_INACTIVE, call))) {
                kept = true;
                return there;
            }
            boolean active = there.active(call);
            if (active && NetworkDocuments.inUse(there.xml(0, call))) {
                throw inUse(
                        "the network " + wanted.mark().madeName() + " cannot change while VMs are plugged into it",
                        null);
            }
            Network fresh = define(connection, wanted, call);
            if (active) {
                there.destroy(call);
            }
            return fresh;
        } finally {
            if (!kept) {
                there.close();
            }
        }
    }

    private Network define(Connection connection, NetworkDefinition wanted, Call call) {
        refuseClash(connection, wanted, call);
        boolean quickDhcp = !host.isTest() && facts.libraryAtLeast(5, 6, call);
        try {
            return connection.networks().define(NetworkDocuments.of(wanted, quickDhcp), call);
        } catch (LibvirtException e) {
            throw taken(e);
        }
    }

    private static void refuseClash(Connection connection, NetworkDefinition wanted, Call call) {
        try (Handles<Network> all = connection.networks().open(0, call)) {
            for (Network other : all) {
                if (!other.ref().uuid().equals(wanted.mark().id())) {
                    xml(other, call)
                            .flatMap(x -> NetworkDocuments.clash(wanted, x))
                            .ifPresent(what -> {
                                throw inUse(what, null);
                            });
                }
            }
        }
    }

    private static Optional<String> xml(Network network, Call call) {
        try {
            return Optional.of(network.xml(0, call));
        } catch (LibvirtException e) {
            if (e.is(LibvirtFault.NO_NETWORK)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void activate(Network network, boolean fresh, Call call) {
        try {
            network.create(call);
            network.autostart(true, call);
        } catch (LibvirtException e) {
            if (e.is(LibvirtFault.OPERATION_INVALID)) {
                // somebody else started it at the same moment
                return;
            }
            if (fresh && e.reason() == LibvirtException.Reason.FAULT) {
                network.undefine(call);
            }
            throw taken(e);
        }
    }

    /** libvirt tells by text alone that a bridge or an address range of the host is taken. */
    private static RuntimeException taken(LibvirtException e) {
        String said = e.fault().map(LibvirtFault::message).orElse("");
        return e.reason() == LibvirtException.Reason.FAULT && said.contains("already in use") ? inUse(said, e) : e;
    }

    private static DosvmException inUse(String what, @org.jspecify.annotations.Nullable LibvirtException cause) {
        DosvmException.Report report = DosvmException.of(ErrorCode.IN_USE, what);
        return (cause == null ? report : report.cause(cause)).build();
    }

    @Override
    public Done removeNetwork(RemoveNetwork request, Call call) {
        return host.verb(call, () -> {
            LibvirtHost.find(() -> host.control(call).networks().byName(request.network(), call))
                    .ifPresent(network -> {
                        try (network) {
                            if (network.active(call)) {
                                network.destroy(call);
                            }
                            network.undefine(call);
                        } catch (LibvirtException e) {
                            if (!e.is(LibvirtFault.NO_NETWORK)) {
                                throw e;
                            }
                        }
                    });
            return Done.DONE;
        });
    }

    @Override
    public List<Lease> listLeases(ListLeases request, Call call) {
        host.require(Capability.LEASES);
        return host.read(call, () -> {
            Network network = LibvirtHost.find(
                            () -> host.control(call).networks().byName(request.network(), call))
                    .orElseThrow(() -> LibvirtHost.notFound("the network " + request.network()));
            try (network) {
                return network.active(call) ? leases(network, call) : List.of();
            }
        });
    }

    /** The leases of a network that is active. */
    static List<Lease> leases(Network network, Call call) {
        String name = network.ref().name();
        List<Lease> result = new ArrayList<>();
        for (Network.Lease lease : network.leases(call)) {
            // DHCPv6 tells no hardware address: such a lease cannot be given to a VM
            lease.mac()
                    .ifPresent(mac -> result.add(new Lease(
                            name,
                            MacAddress.parse(mac),
                            IpAddress.parse(lease.address()),
                            lease.hostName().filter(h -> !h.isBlank()),
                            lease.until() <= 0
                                    ? Instant.ofEpochSecond(253_402_300_799L)
                                    : Instant.ofEpochSecond(lease.until()))));
        }
        return result;
    }
}
