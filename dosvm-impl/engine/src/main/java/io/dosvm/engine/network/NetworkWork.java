package io.dosvm.engine.network;

import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Networking;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The steps by which a network comes to be on its host, and goes. Each may be run again from the start. */
public final class NetworkWork {
    static final Duration QUICK = Duration.ofSeconds(30);

    private final NetworkStore store;

    NetworkWork(NetworkStore store) {
        this.store = store;
    }

    private record Plan(NetworkRow network, SubnetRow subnet) {}

    /**
     * Makes the network active on its host, as its subnet is now.
     *
     * @return its name there
     */
    public String ensure(WorkContext context, UUID network) {
        Plan plan = context.write("network.look", tx -> {
            NetworkRow row = store.lockUsable(tx, network);
            return new Plan(row, store.requireSubnet(tx, row.subnet()));
        });
        context.host(
                plan.network().host(),
                new Networking.EnsureNetwork(
                        plan.network().definition(context.owner(), plan.subnet().definition())),
                QUICK);
        return plan.network().hostName(context.owner());
    }

    /** Ends the network on its host, unless that is dead, then its record together with what else ends with it. */
    void remove(WorkContext context, UUID network, Consumer<Tx> end) {
        record Going(NetworkRow row, boolean dead) {}
        Optional<Going> going = context.write("network.deleting", tx -> {
            store.setDeleting(tx, network, true);
            return store.find(tx, network).map(row -> new Going(row, HostLookup.dead(tx, row.host())));
        });
        Optional<NetworkRow> found = going.map(Going::row);
        going.filter(it -> !it.dead())
                .map(Going::row)
                .ifPresent(row ->
                        context.host(row.host(), new Networking.RemoveNetwork(row.hostName(context.owner())), QUICK));
        context.write("network.deleted", tx -> {
            found.ifPresent(row -> store.forget(tx, row));
            end.accept(tx);
            return network;
        });
    }
}
