package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.Domain;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute.AddressSource;
import io.dosvm.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every source that a host has for a guest's addresses. */
final class GuestAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(GuestAddresses.class);

    private final LibvirtHost host;

    GuestAddresses(LibvirtHost host) {
        this.host = host;
    }

    List<AddressSource> of(Domain domain, Call call) {
        if (host.isTest()) {
            return List.of(ask(domain, "DHCP lease", Domain.FROM_LEASE, call));
        }
        List<AddressSource> result = new ArrayList<>();
        result.add(ask(domain, "DHCP lease", Domain.FROM_LEASE, call));
        result.add(
                VmDocument.parse(domain.xml(0, call)).hasAgent()
                        ? ask(domain, "guest agent", Domain.FROM_AGENT, call)
                        : new AddressSource("guest agent", List.of()));
        result.add(ask(domain, "ARP table", Domain.FROM_ARP, call));
        return result;
    }

    /** A source that cannot say anything has nothing to say: the others are asked all the same. */
    private static AddressSource ask(Domain domain, String name, int source, Call call) {
        List<IpAddress> found = new ArrayList<>();
        try {
            for (Domain.Interface nic : domain.addresses(source, call)) {
                if (!nic.name().equals("lo")) {
                    nic.addresses().stream()
                            .map(GuestAddresses::parse)
                            .flatMap(Optional::stream)
                            .forEach(found::add);
                }
            }
        } catch (LibvirtException e) {
            if (e.reason() != LibvirtException.Reason.FAULT) {
                throw e;
            }
            LOG.debug("no addresses from this source [source={}]", name, e);
        }
        return new AddressSource(name, found);
    }

    private static Optional<IpAddress> parse(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            LOG.debug("not an address [text={}]", text, e);
            return Optional.empty();
        }
    }
}
