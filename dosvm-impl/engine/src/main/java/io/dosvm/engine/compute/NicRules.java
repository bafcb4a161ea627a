package io.dosvm.engine.compute;

import io.dosvm.engine.compute.InstanceDefinition.Forward;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.User;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.value.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the NICs of an instance must be like, as far as it can be told without looking at anything else. Pure. */
final class NicRules {
    private static final int MAX_NICS = 64;
    private static final int MAX_FORWARDS = 64;
    private static final int MAX_PORT = 65_535;
    private static final Set<String> MODELS = Set.of("virtio", "e1000", "e1000e", "rtl8139");

    private final Violations violations;
    private final Set<List<Object>> ofTheHost = new HashSet<>();

    private NicRules(Violations violations) {
        this.violations = violations;
    }

    static void shape(Violations violations, List<Nic> nics) {
        NicRules rules = new NicRules(violations);
        violations.check(nics.size() <= MAX_NICS, "nics", nics.size(), "up to " + MAX_NICS);
        for (int i = 0; i < nics.size(); i++) {
            Nic nic = nics.get(i);
            violations.check(
                    MODELS.contains(nic.shownModel()),
                    "nics[" + i + "].model",
                    nic.shownModel(),
                    "virtio, e1000, e1000e or rtl8139");
            User user = nic.user();
            if (user != null) {
                rules.user("nics[" + i + "]", user);
            }
        }
    }

    private void user(String field, User user) {
        violations
                .parse(field + ".listen", user.shownListen(), IpAddress::parse)
                .ifPresent(address -> violations.check(address.isV4(), field + ".listen", address, "an IPv4 address"));
        List<Forward> forwards = user.forwards();
        violations.check(
                forwards.size() <= MAX_FORWARDS, field + ".forwards", forwards.size(), "up to " + MAX_FORWARDS);
        Set<List<Object>> ofTheGuest = new HashSet<>();
        for (int i = 0; i < forwards.size(); i++) {
            Forward forward = forwards.get(i);
            String path = field + ".forwards[" + i + "]";
            port(path + ".guestPort", forward.guestPort());
            violations.check(
                    ofTheGuest.add(List.of(forward.protocol(), forward.guestPort())),
                    path + ".guestPort",
                    forward.protocol().text() + " " + forward.guestPort(),
                    "each port of the guest at most once");
            Integer hostPort = forward.hostPort();
            if (hostPort != null) {
                port(path + ".hostPort", hostPort);
                violations.check(
                        ofTheHost.add(List.of(forward.protocol(), user.shownListen(), hostPort)),
                        path + ".hostPort",
                        forward.protocol().text() + " " + hostPort,
                        "each port of the host at most once");
            }
        }
    }

    private void port(String field, int port) {
        violations.check(port >= 1 && port <= MAX_PORT, field, port, "1–" + MAX_PORT);
    }
}
