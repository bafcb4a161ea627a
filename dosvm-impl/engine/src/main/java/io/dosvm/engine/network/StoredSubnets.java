package io.dosvm.engine.network;

import io.dosvm.Caller;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Subnet;
import io.dosvm.SubnetSpec;
import io.dosvm.SubnetStatus;
import io.dosvm.Subnets;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Pages;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The IP plans in the store. */
final class StoredSubnets extends StoredCatalog<Subnet, SubnetStatus, SubnetDraft, Subnet> implements Subnets {
    private final NetworkRoom room;
    private final Caller caller;

    StoredSubnets(NetworkRoom room, Caller caller) {
        super(new Catalogs(room.kernel(), NetworkStore.SUBNETS, caller, null));
        this.room = room;
        this.caller = caller;
    }

    @Override
    public Subnet create(String name, Consumer<SubnetSpec> spec) {
        SubnetDraft draft = new SubnetDraft();
        spec.accept(draft);
        return make(name, draft);
    }

    @Override
    public Subnet ensure(String name, Consumer<SubnetSpec> spec) {
        SubnetDraft draft = new SubnetDraft();
        spec.accept(draft);
        return ensured(name, draft);
    }

    @Override
    protected Subnet verified(UUID id, SubnetDraft draft) {
        room.kernel().read("subnet.ensure", tx -> {
            SubnetRow row = room.store().requireSubnet(tx, id);
            SubnetDefinition.Stored is = row.definition().stored();
            new Differences()
                    .compare("cidr", draft.cidr(), is.cidr())
                    .compare("gateway", draft.gateway(), is.gateway())
                    .compare("dhcp", draft.rangeTexts(), is.dhcp())
                    .compare("domain", draft.domain(), is.domain())
                    .compare("description", draft.description(), row.description())
                    .note(
                            !room.store().projects(tx, row.id()).containsAll(draft.projects()),
                            "allow: not all projects asked for may use it")
                    .refuse(row.ref());
            return row;
        });
        return handle(id);
    }

    @Override
    protected Subnet make(String name, SubnetDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.SUBNET, id, name);
        kernel.authorize(caller, "subnet.create", ref);
        Violations violations = new Violations();
        Names.check(violations, name);
        Optional<SubnetDefinition> definition = NetworkRules.subnet(violations, draft, Optional.empty());
        violations.refuse();
        UUID made = kernel.write(caller, "subnet.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "subnet " + name, id);
            if (before.isPresent()) {
                return before.get();
            }
            room.lockAllowed(tx, draft.projects());
            NetworkStore.SUBNETS.requireFree(tx, null, name);
            room.store()
                    .insertSubnet(
                            tx,
                            new SubnetRow(
                                    id,
                                    name,
                                    draft.description().orElse(""),
                                    new Version(1),
                                    definition.orElseThrow()));
            room.store().allow(tx, id, draft.projects());
            kernel.audit(
                    tx,
                    caller,
                    "subnet.create",
                    ref,
                    definition.orElseThrow().cidr().toString());
            tx.event("subnet.created", ref, null, "subnet " + name + " was made");
            return id;
        });
        return handle(made);
    }

    @Override
    protected Page<SubnetStatus> page(Tx tx, ListQuery query) {
        Page<SubnetRow> rows = NetworkStore.SUBNETS.page(
                tx, null, query, "t.*", "", (row, context) -> room.store().readSubnet(row));
        Map<UUID, List<UUID>> allowed = room.store()
                .projects(tx, rows.items().stream().map(SubnetRow::id).toList());
        return Pages.shown(
                rows, row -> SubnetHandle.view(room, caller, row, allowed.getOrDefault(row.id(), List.of())));
    }

    @Override
    protected Subnet handle(UUID id) {
        return new SubnetHandle(room, caller, Id.of(id));
    }
}
