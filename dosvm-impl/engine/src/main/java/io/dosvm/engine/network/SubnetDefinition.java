package io.dosvm.engine.network;

import io.dosvm.spi.Networking.DhcpRange;
import io.dosvm.value.Cidr;
import io.dosvm.value.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * An IP plan, right by {@link NetworkRules}.
 *
 * @param cidr the IP network
 * @param gateway the host's own address in it
 * @param dhcp what DHCP gives out
 * @param domain the DNS domain, or empty
 */
record SubnetDefinition(Cidr cidr, IpAddress gateway, List<DhcpRange> dhcp, String domain) {
    SubnetDefinition {
        dhcp = List.copyOf(dhcp);
    }

    /** What is stored: plain text, so that the form of the values may change. */
    record Stored(String cidr, String gateway, List<String> dhcp, String domain) {
        SubnetDefinition definition() {
            List<DhcpRange> ranges = new ArrayList<>();
            for (String range : dhcp) {
                String[] ends = range.split("-", 2);
                ranges.add(new DhcpRange(IpAddress.parse(ends[0]), IpAddress.parse(ends[1])));
            }
            return new SubnetDefinition(Cidr.parse(cidr), IpAddress.parse(gateway), ranges, domain);
        }
    }

    Stored stored() {
        return new Stored(
                cidr.toString(),
                gateway.toString(),
                dhcp.stream().map(r -> r.first() + "-" + r.last()).toList(),
                domain);
    }
}
