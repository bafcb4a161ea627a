package io.dosvm.testkit;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Networking.Lease;
import io.dosvm.spi.Networking.NetworkDefinition;
import io.dosvm.spi.NicLink;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The networks of a fake host. Guarded by the host's lock. */
final class FakeNets {
    private static final Duration LEASE_TIME = Duration.ofHours(1);
    private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

    private final FakeMachine host;
    private final Map<String, FakeNet> nets = new LinkedHashMap<>();

    FakeNets(FakeMachine host) {
        this.host = host;
    }

    List<FakeNet> all() {
        return List.copyOf(nets.values());
    }

    Optional<FakeNet> find(String name) {
        return Optional.ofNullable(nets.get(name));
    }

    /** The network that a NIC is on. */
    Optional<FakeNet> of(NicDefinition nic) {
        return nic.link() instanceof NicLink.ToNetwork to ? find(to.network()) : Optional.empty();
    }

    void plant(FakeNet net) {
        nets.put(net.name, net);
    }

    FakeNet ensure(NetworkDefinition wanted) {
        check(wanted);
        String name = wanted.mark().madeName();
        for (FakeNet other : nets.values()) {
            if (other.name.equals(name)) {
                continue;
            }
            if (other.bridge.equals(Optional.of(wanted.bridge()))) {
                throw Refusal.of(ErrorCode.IN_USE, "network " + other.name + " has the bridge " + wanted.bridge());
            }
            if (other.addresses.filter(wanted.addresses()::overlaps).isPresent()) {
                throw Refusal.of(ErrorCode.IN_USE, "network " + other.name + " has addresses of " + wanted.addresses());
            }
        }
        FakeNet net = nets.get(name);
        if (net == null) {
            net = new FakeNet(
                    wanted.mark().id(),
                    name,
                    "nat",
                    Optional.of(wanted.bridge()),
                    Optional.of(wanted.addresses()),
                    Optional.of(wanted.gateway()),
                    wanted.dhcp());
            nets.put(name, net);
        }
        net.bridge = Optional.of(wanted.bridge());
        net.addresses = Optional.of(wanted.addresses());
        net.gateway = Optional.of(wanted.gateway());
        net.dhcp = wanted.dhcp();
        net.active = true;
        return net;
    }

    void remove(String name) {
        nets.remove(name);
    }

    void lease(FakeVm vm) {
        for (NicDefinition nic : vm.live.nics()) {
            of(nic).filter(n -> n.active)
                    .ifPresent(n -> n.lease(nic.mac(), host.now().plus(LEASE_TIME)));
        }
    }

    /** Leases that have not run out; a guest that runs goes on renewing its own. */
    List<Lease> leases(FakeNet net) {
        Instant now = host.now();
        for (FakeVm vm : host.vms().all()) {
            if (vm.inMemory() && vm.booted) {
                for (NicDefinition nic : vm.live.nics()) {
                    if (of(nic).filter(net::equals).isPresent() && net.until.containsKey(nic.mac())) {
                        net.until.put(nic.mac(), now.plus(LEASE_TIME));
                    }
                }
            }
        }
        List<Lease> leases = new ArrayList<>();
        for (Map.Entry<MacAddress, Instant> entry : net.until.entrySet()) {
            if (entry.getValue().isAfter(now)) {
                IpAddress address = net.given.get(entry.getKey());
                if (address != null) {
                    leases.add(new Lease(net.name, entry.getKey(), address, Optional.empty(), entry.getValue()));
                }
            }
        }
        return leases;
    }

    private static void check(NetworkDefinition wanted) {
        if (!BRIDGE.matcher(wanted.bridge()).matches()) {
            throw Refusal.invalid("bridge", wanted.bridge(), "1–15 letters, digits, '_', '.' or '-'");
        }
        if (!wanted.addresses().contains(wanted.gateway())) {
            throw Refusal.invalid("gateway", wanted.gateway(), "an address of " + wanted.addresses());
        }
        wanted.dhcp().forEach(range -> {
            boolean inside = wanted.addresses().contains(range.first())
                    && wanted.addresses().contains(range.last());
            if (!inside || range.first().compareTo(range.last()) > 0) {
                throw Refusal.invalid("dhcp", range.first() + "–" + range.last(), "a range of " + wanted.addresses());
            }
        });
    }
}
