package io.dosvm.engine.host;

import io.dosvm.HostStatus.Connection;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.value.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Which hosts a VM may go to, and in which order. Pure.
 *
 * <p>The least loaded of a random few: as even as looking at all of them, and hosts that look best at the same moment
 * are not all chosen by everybody.
 */
final class PlacementRules {
    private static final int FEW = 4;
    private static final int LOOKS = 24;
    private static final int NAMED = 20;

    private PlacementRules() {}

    /** Why a host cannot be. */
    enum Reason {
        NOT_BOUND("not the host that the VM is bound to"),
        NOT_READY("not ready"),
        NO_ANSWER("without an answer"),
        CORDONED("cordoned"),
        ARCHITECTURE("of another architecture"),
        CAPABILITY("without a capability"),
        VM_LIMIT("with a lower limit for a single VM"),
        MEMORY("without the memory"),
        VCPUS("without the virtual CPUs");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** A host that cannot be, and why. */
    record Rejection(Candidate host, Reason reason, String text) {}

    /** Why this host cannot take it, if it cannot. */
    static Optional<Rejection> rejection(Candidate host, Need need) {
        if (need.bound().filter(id -> !id.equals(host.id())).isPresent()) {
            return rejected(host, Reason.NOT_BOUND, "the VM is bound to another host");
        }
        if (host.state() != HostRow.State.ACTIVE) {
            return rejected(host, Reason.NOT_READY, "it is " + lower(host.state()));
        }
        if (host.connection() != Connection.UP) {
            return rejected(host, Reason.NO_ANSWER, "it is " + lower(host.connection()) + ": " + host.problem());
        }
        if (host.cordoned()) {
            return rejected(host, Reason.CORDONED, "it is cordoned");
        }
        return unable(host, need).or(() -> full(host, need));
    }

    private static Optional<Rejection> unable(Candidate host, Need need) {
        if (!host.architectures().contains(need.architecture())) {
            return rejected(
                    host,
                    Reason.ARCHITECTURE,
                    "it runs " + new TreeSet<>(host.architectures()) + ", not " + need.architecture());
        }
        Set<Capability> lacking = new TreeSet<>(need.capabilities());
        lacking.removeAll(host.capabilities());
        if (!lacking.isEmpty()) {
            return rejected(host, Reason.CAPABILITY, "it lacks " + lacking);
        }
        return Optional.empty();
    }

    private static Optional<Rejection> full(Candidate host, Need need) {
        if (need.memory().bytes() > host.maxVmMemory()) {
            return rejected(
                    host,
                    Reason.VM_LIMIT,
                    "a VM there may have " + ByteSize.bytes(host.maxVmMemory()) + ", not " + need.memory());
        }
        if (need.vcpus() > host.maxVcpus()) {
            return rejected(
                    host, Reason.VM_LIMIT, "a VM there may have " + host.maxVcpus() + " vCPUs, not " + need.vcpus());
        }
        HostRow.Room taken = need.taken();
        if (taken.memory() > host.freeMemory()) {
            return rejected(
                    host,
                    Reason.MEMORY,
                    "it has " + ByteSize.bytes(Math.max(0, host.freeMemory())) + " free, and "
                            + ByteSize.bytes(taken.memory()) + " are needed with overhead");
        }
        if (taken.vcpus() > host.freeVcpus()) {
            return rejected(
                    host,
                    Reason.VCPUS,
                    "it has " + Math.max(0, host.freeVcpus()) + " vCPUs free, and " + taken.vcpus() + " are needed");
        }
        return Optional.empty();
    }

    /** Hosts that can take it, to be tried in this order; empty if none can. */
    static List<Candidate> choose(List<Candidate> hosts, Need need, RandomGenerator random) {
        if (need.bound().isPresent()) {
            UUID bound = need.bound().get();
            return hosts.stream()
                    .filter(h -> h.id().equals(bound) && rejection(h, need).isEmpty())
                    .toList();
        }
        List<Candidate> few = new ArrayList<>(FEW);
        for (int look = 0; look < LOOKS && few.size() < FEW && !hosts.isEmpty(); look++) {
            Candidate host = hosts.get(random.nextInt(hosts.size()));
            if (!few.contains(host) && rejection(host, need).isEmpty()) {
                few.add(host);
            }
        }
        if (few.isEmpty()) {
            hosts.stream().filter(h -> rejection(h, need).isEmpty()).forEach(few::add);
        }
        few.sort(Comparator.comparingDouble(Candidate::load).thenComparing(Candidate::name));
        return few.subList(0, Math.min(FEW, few.size()));
    }

    /** The refusal: the reason of each host by name, up to twenty, and counts of the others. */
    static DosvmException refusal(List<Candidate> hosts, Need need) {
        List<Rejection> rejections = hosts.stream()
                .filter(h -> need.bound().isEmpty() || need.bound().get().equals(h.id()))
                .map(h -> rejection(h, need)
                        .orElseGet(() -> new Rejection(h, Reason.MEMORY, "others took what was free at that moment")))
                .sorted(Comparator.comparing(r -> r.host().name()))
                .toList();
        List<Rejection> named = rejections.subList(0, Math.min(NAMED, rejections.size()));
        String each = named.stream()
                .map(r -> "'" + r.host().name() + "': " + r.text())
                .collect(Collectors.joining("; "));
        String message =
                switch (rejections.size()) {
                    case 0 -> need.bound().isPresent() ? "the host that it is bound to is gone" : "there is no host";
                    case 1 -> each;
                    default -> "none of " + rejections.size() + " hosts: " + each + others(rejections);
                };
        DosvmException.Report report = DosvmException.of(ErrorCode.NO_HOST, "no host can take it: " + message)
                .resource(need.vm())
                .with("hosts", rejections.size());
        named.forEach(r -> report.with("host." + r.host().name(), r.text()));
        return report.build();
    }

    private static String others(List<Rejection> rejections) {
        if (rejections.size() <= NAMED) {
            return "";
        }
        Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
        rejections.stream().skip(NAMED).forEach(r -> counts.merge(r.reason(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(c -> c.getValue() + " " + c.getKey().text)
                .collect(Collectors.joining(", ", "; and of the others ", ""));
    }

    private static Optional<Rejection> rejected(Candidate host, Reason reason, String text) {
        return Optional.of(new Rejection(host, reason, text));
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
