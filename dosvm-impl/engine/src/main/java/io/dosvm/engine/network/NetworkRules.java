package io.dosvm.engine.network;

import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.spi.Networking.DhcpRange;
import io.dosvm.value.Cidr;
import io.dosvm.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What subnets and networks must be like. Pure. */
final class NetworkRules {
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");
    private static final int WIDEST = 8;
    private static final int NARROWEST = 30;

    private NetworkRules() {}

    /**
     * The plan that a draft describes.
     *
     * @param before what is there, for an edit; empty for a new plan
     * @return the plan, or empty if a violation was added
     */
    static Optional<SubnetDefinition> subnet(
            Violations violations, SubnetDraft draft, Optional<SubnetDefinition> before) {
        draft.description().ifPresent(d -> Names.checkDescription(violations, d));
        String domain =
                draft.domain().orElse(before.map(SubnetDefinition::domain).orElse(""));
        violations.check(
                domain.isEmpty() || DOMAIN.matcher(domain).matches(),
                "domain",
                domain,
                "a lower-case DNS name, such as lab.internal");
        Optional<Cidr> cidr = cidr(violations, draft, before);
        Optional<IpAddress> gateway = draft.gateway().isPresent()
                ? violations.parse("gateway", draft.gateway().get(), IpAddress::parse)
                : before.map(SubnetDefinition::gateway)
                        .or(() -> cidr.map(c -> c.network().plus(1)));
        if (cidr.isEmpty() || gateway.isEmpty()) {
            return Optional.empty();
        }
        violations.check(
                usable(cidr.get(), gateway.get()),
                "gateway",
                gateway.get(),
                "an address for a machine inside " + cidr.get());
        List<DhcpRange> ranges = draft.ranges().isEmpty() && before.isPresent()
                ? before.get().dhcp()
                : ranges(violations, draft, cidr.get());
        for (int i = 0; i < ranges.size(); i++) {
            DhcpRange range = ranges.get(i);
            violations.check(
                    !draft.ranges().isEmpty() || usable(cidr.get(), range.first()) && usable(cidr.get(), range.last()),
                    "dhcp[" + i + "]",
                    shown(range),
                    "addresses for machines inside " + cidr.get() + "; the range stays unless another is set");
            violations.check(
                    !contains(range, gateway.get()),
                    "dhcp[" + i + "]",
                    shown(range),
                    "without the gateway " + gateway.get());
            for (int j = 0; j < i; j++) {
                violations.check(
                        !contains(range, ranges.get(j).first()) && !contains(ranges.get(j), range.first()),
                        "dhcp[" + i + "]",
                        shown(range),
                        "apart from dhcp[" + j + "] " + shown(ranges.get(j)));
            }
        }
        return violations.none()
                ? Optional.of(new SubnetDefinition(cidr.get(), gateway.get(), ranges, domain))
                : Optional.empty();
    }

    static void network(Violations violations, NetworkDraft draft) {
        draft.description().ifPresent(d -> Names.checkDescription(violations, d));
        draft.forwardInterface()
                .ifPresent(name -> violations.check(
                        INTERFACE.matcher(name).matches(),
                        "forwardInterface",
                        name,
                        "1–15 letters, digits, '.', '_' or '-', the first a letter or digit"));
    }

    static void newNetwork(Violations violations, String name, NetworkDraft draft) {
        Names.check(violations, name);
        violations.check(draft.host().isPresent(), "nat", "(not set)", "a network needs a host");
        violations.check(draft.subnet().isPresent(), "subnet", "(not set)", "a NAT network needs a subnet");
        network(violations, draft);
    }

    private static Optional<Cidr> cidr(Violations violations, SubnetDraft draft, Optional<SubnetDefinition> before) {
        if (draft.cidr().isEmpty()) {
            violations.check(before.isPresent(), "cidr", "(not set)", "a subnet needs an IP network");
            return before.map(SubnetDefinition::cidr);
        }
        Optional<Cidr> cidr = violations.parse("cidr", draft.cidr().get(), Cidr::parse);
        cidr.ifPresent(c -> violations.check(
                c.network().isV4() && c.prefix() >= WIDEST && c.prefix() <= NARROWEST,
                "cidr",
                c,
                "an IPv4 network of prefix " + WIDEST + "–" + NARROWEST));
        return cidr.filter(c -> c.network().isV4() && c.prefix() <= NARROWEST);
    }

    private static List<DhcpRange> ranges(Violations violations, SubnetDraft draft, Cidr cidr) {
        List<DhcpRange> ranges = new ArrayList<>();
        for (int i = 0; i < draft.ranges().size(); i++) {
            String field = "dhcp[" + i + "]";
            SubnetDraft.Range range = draft.ranges().get(i);
            Optional<IpAddress> first = violations.parse(field + ".first", range.first(), IpAddress::parse);
            Optional<IpAddress> last = violations.parse(field + ".last", range.last(), IpAddress::parse);
            if (first.isPresent() && last.isPresent()) {
                violations.check(
                        usable(cidr, first.get()),
                        field + ".first",
                        first.get(),
                        "an address for a machine inside " + cidr);
                violations.check(
                        usable(cidr, last.get()),
                        field + ".last",
                        last.get(),
                        "an address for a machine inside " + cidr);
                violations.check(
                        first.get().compareTo(last.get()) <= 0,
                        field + ".last",
                        last.get(),
                        "not before " + first.get());
                ranges.add(new DhcpRange(first.get(), last.get()));
            }
        }
        return ranges;
    }

    private static boolean usable(Cidr cidr, IpAddress address) {
        return cidr.contains(address) && !address.equals(cidr.network()) && !address.equals(cidr.last());
    }

    private static boolean contains(DhcpRange range, IpAddress address) {
        return range.first().compareTo(address) <= 0 && address.compareTo(range.last()) <= 0;
    }

    private static String shown(DhcpRange range) {
        return range.first() + "–" + range.last();
    }
}
