package io.dosvm.testkit.contract;

import static io.dosvm.testkit.contract.Lies.lie;
import static io.dosvm.testkit.contract.Lies.tolerate;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Request;
import io.dosvm.spi.UserNetworking.ForwardFound;
import io.dosvm.spi.UserNetworking.ListForwards;
import io.dosvm.value.IpAddress;
import io.dosvm.value.RunState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Lies about user networking. */
final class UserNicLies {
    private UserNicLies() {}

    static List<Lies.Planted> lies() {
        return List.of(
                lie("USER-01", "a port that is not known", told(f -> moved(f, f.address(), 0))),
                lie("USER-01", "an open door", told(f -> moved(f, IpAddress.parse("0.0.0.0"), f.hostPort()))),
                lie("USER-01", "one port for all", told(f -> moved(f, f.address(), 4000))),
                lie("USER-01", "only the first", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    return request instanceof ListForwards && answer instanceof List<?> all && all.size() > 1
                            ? all.subList(0, 1)
                            : answer;
                }),
                lie("USER-02", "new ports at each start", restart(Compute.Start.class)),
                lie("USER-03", "forwards that end with a pause", (truth, request, call) -> {
                    boolean paused =
                            request instanceof ListForwards f && state(truth, f.vm(), call) == RunState.SUSPENDED;
                    return paused ? List.of() : truth.perform(request, call);
                }),
                lie("USER-03", "a reset that is a start", restart(Compute.Reset.class)),
                kept(),
                lie("USER-05", "a port for two", (truth, request, call) -> {
                    if (request instanceof Compute.Start s) {
                        Compute.VmDetails known = truth.perform(new Compute.Describe(s.id()), call)
                                .orElseThrow();
                        return tolerate(truth, request, call, ErrorCode.IN_USE, known);
                    }
                    return truth.perform(request, call);
                }),
                lie("USER-07", "a port of anybody's", (truth, request, call) -> {
                    if (request instanceof Compute.Define d) {
                        Compute.VmDetails nothing = new Compute.VmDetails(
                                d.definition().mark().id(),
                                "",
                                RunState.OFF,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty());
                        return tolerate(truth, request, call, ErrorCode.INVALID, nothing);
                    }
                    return truth.perform(request, call);
                }),
                lie(
                        "USER-06",
                        "no forwards of nobody",
                        (truth, request, call) -> request instanceof ListForwards
                                ? tolerate(truth, request, call, ErrorCode.NOT_FOUND, List.of())
                                : truth.perform(request, call)));
    }

    private static Liar.Lie told(UnaryOperator<ForwardFound> change) {
        return (truth, request, call) -> request instanceof ListForwards f
                ? truth.perform(f, call).stream().map(change).toList()
                : truth.perform(request, call);
    }

    private static ForwardFound moved(ForwardFound f, IpAddress address, int hostPort) {
        return new ForwardFound(f.mac(), f.protocol(), address, hostPort, f.guestPort());
    }

    /** Every verb of this kind but the first moves the ports. */
    private static Liar.Lie restart(Class<? extends Request<?>> verb) {
        int[] asked = new int[1];
        boolean first = verb == Compute.Start.class;
        return (truth, request, call) -> {
            if (verb.isInstance(request)) {
                asked[0]++;
            }
            int by = first ? Math.max(0, asked[0] - 1) : asked[0];
            return told(f -> moved(f, f.address(), f.hostPort() + by)).answer(truth, request, call);
        };
    }

    /** What was told once is told for ever. */
    private static Lies.Planted kept() {
        Map<UUID, List<ForwardFound>> told = new HashMap<>();
        return lie("USER-04", "forwards of a VM that is off", (truth, request, call) -> {
            Object answer = truth.perform(request, call);
            if (request instanceof ListForwards f) {
                List<ForwardFound> now = truth.perform(f, call);
                return now.isEmpty() ? told.getOrDefault(f.vm(), now) : told.merge(f.vm(), now, (a, b) -> b);
            }
            return answer;
        });
    }

    private static RunState state(HostDriver truth, UUID vm, Call call) {
        Optional<Compute.VmDetails> details = truth.perform(new Compute.Describe(vm), call);
        return details.map(Compute.VmDetails::state).orElse(RunState.UNKNOWN);
    }
}
