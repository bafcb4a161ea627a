package io.dosvm.engine.network;

import io.dosvm.Caller;
import io.dosvm.ListQuery;
import io.dosvm.Network;
import io.dosvm.NetworkSpec;
import io.dosvm.NetworkStatus;
import io.dosvm.Networks;
import io.dosvm.Page;
import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.kernel.Tables;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The networks of a project in the store. */
final class StoredNetworks extends StoredCatalog<Network, NetworkStatus, NetworkDraft, Network> implements Networks {
    private final NetworkRoom room;
    private final Caller caller;
    private final UUID project;

    StoredNetworks(NetworkRoom room, Caller caller, UUID project) {
        super(new Catalogs(room.kernel(), NetworkStore.NETWORKS, caller, project));
        this.room = room;
        this.caller = caller;
        this.project = project;
    }

    @Override
    public Network create(String name, Consumer<NetworkSpec> spec) {
        NetworkDraft draft = new NetworkDraft();
        spec.accept(draft);
        return make(name, draft);
    }

    @Override
    public Network ensure(String name, Consumer<NetworkSpec> spec) {
        NetworkDraft draft = new NetworkDraft();
        spec.accept(draft);
        return ensured(name, draft);
    }

    @Override
    protected Network verified(UUID id, NetworkDraft draft) {
        NetworkRow row = room.kernel().read("network.ensure", tx -> room.store().require(tx, id));
        NetworkStore.refuseDeleting(row);
        new Differences()
                .compare("nat", draft.host(), row.host())
                .compare("subnet", draft.subnet(), row.subnet())
                .compare(
                        "forwardInterface",
                        draft.forwardInterface(),
                        row.forwardInterface().orElse("(any)"))
                .compare("description", draft.description(), row.description())
                .refuse(row.ref());
        return handle(id);
    }

    @Override
    protected Network make(String name, NetworkDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.NETWORK, id, name);
        ResourceRef where = new ResourceRef(ResourceKind.PROJECT, project, "");
        kernel.authorize(caller, "network.create", where, Optional.of(project));
        Violations violations = new Violations();
        NetworkRules.newNetwork(violations, name, draft);
        violations.refuse();
        UUID made = kernel.write(caller, "network.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "network " + project + " " + name, id);
            if (before.isPresent()) {
                return before.get();
            }
            insert(tx, ref, draft);
            kernel.audit(tx, caller, "network.create", ref, "made");
            tx.event("network.created", ref, project, "network " + name + " was recorded");
            return id;
        });
        return handle(made);
    }

    private void insert(Tx tx, ResourceRef ref, NetworkDraft draft) {
        UUID host = draft.host().orElseThrow();
        UUID subnet = draft.subnet().orElseThrow();
        new ProjectStore().requireActive(tx, project);
        Violations violations = new Violations();
        boolean hostThere = HostLookup.usable(tx, host);
        violations.check(hostThere, "nat", host, "a host that has joined this control plane");
        Optional<SubnetRow> plan = room.store()
                .lockSubnet(tx, subnet)
                .filter(s -> room.store().projects(tx, s.id()).contains(project));
        violations.check(plan.isPresent(), "subnet", subnet, "a subnet that the project may use");
        violations.refuse();
        // The host's row is locked so that two networks with clashing addresses cannot pass side by side.
        Tables.HOST.lock(tx, host, Optional.empty());
        for (NetworkRow other : room.store().onHost(tx, host)) {
            SubnetRow theirs = room.store().requireSubnet(tx, other.subnet());
            violations.check(
                    !theirs.definition()
                            .cidr()
                            .overlaps(plan.orElseThrow().definition().cidr()),
                    "subnet",
                    plan.orElseThrow().definition().cidr(),
                    "apart from " + theirs.definition().cidr() + " of network '" + other.name() + "' on the same host");
        }
        violations.refuse();
        NetworkStore.NETWORKS.requireFree(tx, project, ref.name());
        room.store()
                .insert(
                        tx,
                        new NetworkRow(
                                ref.id(),
                                project,
                                ref.name(),
                                draft.description().orElse(""),
                                new Version(1),
                                host,
                                subnet,
                                NetworkRow.bridgeOf(ref.id()),
                                draft.forwardInterface(),
                                false));
        room.kernel().use(tx, Tables.HOST.require(tx, host), ref, "network");
        room.kernel().use(tx, plan.orElseThrow().ref(), ref, "network");
    }

    @Override
    protected Page<NetworkStatus> page(Tx tx, ListQuery query) {
        return NetworkStore.NETWORKS.page(
                tx,
                project,
                query,
                "t.*",
                "",
                (row, context) -> NetworkHandle.view(room, caller, NetworkRow.read(row)));
    }

    @Override
    protected Network handle(UUID id) {
        return new NetworkHandle(room, caller, Id.of(id), project);
    }
}
