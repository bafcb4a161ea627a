package io.dosvm.testkit;

import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Verb;
import java.util.List;

/** The network verbs of a fake host. */
final class FakeNetworking implements Networking {
    private final FakeLink link;

    FakeNetworking(FakeLink link) {
        this.link = link;
    }

    @Override
    public NetworkFound ensureNetwork(EnsureNetwork request, Call call) {
        FakeMachine host = link.host();
        NetworkDefinition definition = request.definition();
        return link.verb(Verb.NETWORK_ENSURE, call, definition.mark().madeName(), () -> host.nets()
                .ensure(definition)
                .found());
    }

    @Override
    public Done removeNetwork(RemoveNetwork request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.NETWORK_REMOVE, call, request.network(), () -> {
            host.nets().remove(request.network());
            return Done.DONE;
        });
    }

    @Override
    public List<Lease> listLeases(ListLeases request, Call call) {
        link.need(Capability.LEASES);
        FakeMachine host = link.host();
        return link.verb(Verb.NETWORK_LEASES, call, request.network(), () -> {
            FakeNet net = host.nets()
                    .find(request.network())
                    .orElseThrow(() -> Refusal.notFound("network", request.network()));
            return host.nets().leases(net);
        });
    }

    static List<NetworkFound> all(FakeMachine host) {
        return host.nets().all().stream().map(FakeNet::found).toList();
    }

    static List<Lease> leases(FakeMachine host) {
        return host.nets().all().stream()
                .filter(n -> n.active)
                .flatMap(n -> host.nets().leases(n).stream())
                .toList();
    }
}
