package io.dosvm.testkit;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.UserNetworking.ForwardFound;
import io.dosvm.value.IpAddress;
import io.dosvm.value.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ports of a fake host that lead to its guests. Guarded by the host's lock. */
final class FakeForwards {
    private static final int FIRST_CHOSEN = 32_768;
    private static final int LAST = 65_535;

    private final List<ForwardFound> taken = new ArrayList<>();
    private final List<ForwardFound> opened = new ArrayList<>();

    private FakeForwards(Collection<FakeVm> vms) {
        vms.forEach(vm -> taken.addAll(vm.forwards));
    }

    /** What a VM that starts gets, beside those that run: all of it, or a refusal. */
    static List<ForwardFound> open(VmDefinition definition, Collection<FakeVm> vms) {
        FakeForwards forwards = new FakeForwards(vms);
        for (NicDefinition nic : definition.nics()) {
            if (nic.link() instanceof NicLink.User user) {
                user.forwards().forEach(f -> forwards.open(nic, user.listen(), f));
            }
        }
        return List.copyOf(forwards.opened);
    }

    /** Refuses what no host can take. */
    static void check(NicDefinition nic) {
        if (nic.link() instanceof NicLink.User user) {
            if (!user.listen().isV4()) {
                throw Refusal.invalid("listen", user.listen(), "an IPv4 address");
            }
            Set<List<Object>> once = new HashSet<>();
            for (NicLink.Forward forward : user.forwards()) {
                port("guestPort", forward.guestPort());
                forward.hostPort().ifPresent(port -> port("hostPort", port));
                if (!once.add(List.of(forward.protocol(), forward.guestPort()))) {
                    throw Refusal.invalid("guestPort", forward.guestPort(), "each port of the guest at most once");
                }
            }
        }
    }

    private static void port(String field, int port) {
        if (port < 1 || port > LAST) {
            throw Refusal.invalid(field, port, "1–65535");
        }
    }

    private void open(NicDefinition nic, IpAddress listen, NicLink.Forward forward) {
        int port = forward.hostPort().orElseGet(() -> free(forward.protocol(), listen));
        if (!free(forward.protocol(), listen, port)) {
            throw Refusal.of(
                    ErrorCode.IN_USE,
                    "the host cannot listen on " + forward.protocol().text() + " " + listen + ":" + port);
        }
        ForwardFound found = new ForwardFound(nic.mac(), forward.protocol(), listen, port, forward.guestPort());
        taken.add(found);
        opened.add(found);
    }

    private int free(Protocol protocol, IpAddress listen) {
        int port = FIRST_CHOSEN;
        while (port < LAST && !free(protocol, listen, port)) {
            port++;
        }
        return port;
    }

    private boolean free(Protocol protocol, IpAddress listen, int port) {
        return taken.stream()
                .noneMatch(f -> f.protocol() == protocol
                        && f.hostPort() == port
                        && (f.address().equals(listen) || everywhere(f.address()) || everywhere(listen)));
    }

    private static boolean everywhere(IpAddress address) {
        return address.equals(IpAddress.parse("0.0.0.0"));
    }
}
