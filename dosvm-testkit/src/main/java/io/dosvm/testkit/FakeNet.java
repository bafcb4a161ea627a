package io.dosvm.testkit;

import io.dosvm.spi.Networking.DhcpRange;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.value.Cidr;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A network on a fake host. Guarded by the host's lock. */
final class FakeNet {
    final UUID id;
    final String name;
    final String forward;
    final Map<MacAddress, IpAddress> given = new LinkedHashMap<>();
    final Map<MacAddress, Instant> until = new LinkedHashMap<>();
    Optional<String> bridge;
    Optional<Cidr> addresses;
    Optional<IpAddress> gateway;
    List<DhcpRange> dhcp;
    boolean active = true;

    FakeNet(
            UUID id,
            String name,
            String forward,
            Optional<String> bridge,
            Optional<Cidr> addresses,
            Optional<IpAddress> gateway,
            List<DhcpRange> dhcp) {
        this.id = id;
        this.name = name;
        this.forward = forward;
        this.bridge = bridge;
        this.addresses = addresses;
        this.gateway = gateway;
        this.dhcp = dhcp;
    }

    NetworkFound found() {
        return new NetworkFound(id, name, forward, bridge, active);
    }

    /** Gives an address, the same as before if there was one; none if all are taken. */
    void lease(MacAddress mac, Instant end) {
        IpAddress known = given.get(mac);
        if (known == null || !inRange(known)) {
            Optional<IpAddress> free = free();
            if (free.isEmpty()) {
                return;
            }
            given.put(mac, free.get());
        }
        until.put(mac, end);
    }

    private boolean inRange(IpAddress address) {
        return dhcp.stream().anyMatch(r -> r.first().compareTo(address) <= 0 && address.compareTo(r.last()) <= 0);
    }

    private Optional<IpAddress> free() {
        for (DhcpRange range : dhcp) {
            for (IpAddress now = range.first(); now.compareTo(range.last()) <= 0; now = now.plus(1)) {
                if (!given.containsValue(now) && !gateway.equals(Optional.of(now))) {
                    return Optional.of(now);
                }
            }
        }
        return Optional.empty();
    }
}
