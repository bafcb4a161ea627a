package io.dosvm.engine.network;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.Network;
import io.dosvm.NetworkSpec;
import io.dosvm.NetworkStatus;
import io.dosvm.Operation;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.VersionCondition;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Owned;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.Version;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One network in the store. */
final class NetworkHandle implements Network {
    private final NetworkRoom room;
    private final Caller caller;
    private final Id<Network> id;
    private final Owned self;

    /**
     * A handle.
     *
     * @param project whose it must be; null for anybody's
     */
    NetworkHandle(NetworkRoom room, Caller caller, Id<Network> id, @Nullable UUID project) {
        this.room = room;
        this.caller = caller;
        this.id = id;
        this.self = new Owned(room.kernel(), NetworkStore.NETWORKS, caller, id.value(), project);
    }

    @Override
    public Id<Network> id() {
        return id;
    }

    @Override
    public NetworkStatus status() {
        return room.kernel().read("network.read", tx -> {
            self.authorize(tx, "network.read");
            return read(tx);
        });
    }

    @Override
    public NetworkStatus edit(Consumer<NetworkSpec> change) {
        return edit(change, Optional.empty());
    }

    @Override
    public NetworkStatus edit(Consumer<NetworkSpec> change, VersionCondition condition) {
        return edit(change, Optional.of(condition));
    }

    private NetworkStatus edit(Consumer<NetworkSpec> change, Optional<VersionCondition> condition) {
        NetworkDraft draft = new NetworkDraft();
        change.accept(draft);
        Kernel kernel = room.kernel();
        return kernel.write(caller, "network.edit", tx -> {
            self.authorize(tx, "network.edit");
            Violations violations = new Violations();
            violations.check(draft.host().isEmpty(), "nat", draft.host(), "fixed once made");
            violations.check(draft.subnet().isEmpty(), "subnet", draft.subnet(), "fixed once made");
            NetworkRules.network(violations, draft);
            violations.refuse();
            Version version = NetworkStore.NETWORKS.lock(tx, id.value(), condition);
            NetworkRow row = room.store().require(tx, id.value());
            Map<String, @Nullable Object> values = new HashMap<>();
            values.put("description", draft.description().orElse(row.description()));
            values.put(
                    "interface",
                    draft.forwardInterface().or(row::forwardInterface).orElse(null));
            NetworkStore.NETWORKS.update(
                    tx, row.id(), version, "description = :description, forward_interface = :interface", values);
            kernel.audit(tx, caller, "network.edit", row.ref(), "edited");
            tx.event("network.edited", row.ref(), row.project(), "network " + row.name() + " was edited");
            return read(tx);
        });
    }

    @Override
    public Operation<Network> delete() {
        Kernel kernel = room.kernel();
        UUID operation = kernel.write(caller, "network.delete", tx -> {
            self.authorize(tx, "network.delete");
            new ProjectStore()
                    .requireActive(tx, room.store().require(tx, id.value()).project());
            NetworkStore.NETWORKS.lock(tx, id.value(), Optional.empty());
            NetworkRow row = room.store().require(tx, id.value());
            kernel.requireUnused(tx, row.ref());
            room.store().setDeleting(tx, row.id(), true);
            kernel.audit(tx, caller, "network.delete", row.ref(), "deleted");
            return kernel.start(tx, caller, NetworkDeleteWork.KIND, row.ref(), row.project(), Map.of());
        });
        return kernel.operation(caller, operation, this);
    }

    private NetworkStatus read(Tx tx) {
        return view(room, caller, room.store().require(tx, id.value()));
    }

    static NetworkStatus view(NetworkRoom room, Caller caller, NetworkRow row) {
        return new View(
                new NetworkHandle(room, caller, Id.of(row.id()), row.project()),
                row.name(),
                row.description(),
                row.version(),
                room.handles().project(caller, row.project()),
                room.handles().host(caller, row.host()),
                room.handles().subnet(caller, row.subnet()),
                row.bridge(),
                row.forwardInterface());
    }

    private record View(
            Network network,
            String name,
            String description,
            Version version,
            Project project,
            Host host,
            Subnet subnet,
            String bridge,
            Optional<String> forwardInterface)
            implements NetworkStatus {}

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && id.equals(that.id());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "network " + id;
    }
}
