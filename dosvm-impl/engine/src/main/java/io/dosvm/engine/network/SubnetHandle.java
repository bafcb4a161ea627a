package io.dosvm.engine.network;

import io.dosvm.Caller;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.SubnetSpec;
import io.dosvm.SubnetStatus;
import io.dosvm.VersionCondition;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Networking;
import io.dosvm.value.Cidr;
import io.dosvm.value.Id;
import io.dosvm.value.IpAddress;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** One IP plan in the store. */
final class SubnetHandle implements Subnet {
    private final NetworkRoom room;
    private final Caller caller;
    private final Id<Subnet> id;

    SubnetHandle(NetworkRoom room, Caller caller, Id<Subnet> id) {
        this.room = room;
        this.caller = caller;
        this.id = id;
    }

    @Override
    public Id<Subnet> id() {
        return id;
    }

    @Override
    public SubnetStatus status() {
        room.kernel().authorize(caller, "subnet.read", ref());
        return room.kernel().read("subnet.read", this::read);
    }

    @Override
    public SubnetStatus edit(Consumer<SubnetSpec> change) {
        return edit(change, Optional.empty());
    }

    @Override
    public SubnetStatus edit(Consumer<SubnetSpec> change, VersionCondition condition) {
        return edit(change, Optional.of(condition));
    }

    private SubnetStatus edit(Consumer<SubnetSpec> change, Optional<VersionCondition> condition) {
        SubnetDraft draft = new SubnetDraft();
        change.accept(draft);
        Kernel kernel = room.kernel();
        kernel.authorize(caller, "subnet.edit", ref());
        return kernel.write(caller, "subnet.edit", tx -> {
            room.lockAllowed(tx, draft.projects());
            Version version = NetworkStore.SUBNETS.lock(tx, id.value(), condition);
            SubnetRow row = room.store().requireSubnet(tx, id.value());
            Violations violations = new Violations();
            Optional<SubnetDefinition> now = NetworkRules.subnet(violations, draft, Optional.of(row.definition()));
            violations.refuse();
            SubnetDefinition definition = now.orElseThrow();
            boolean moves = !definition.cidr().equals(row.definition().cidr())
                    || !definition.gateway().equals(row.definition().gateway());
            if (moves) {
                kernel.requireUnused(tx, row.ref());
            }
            NetworkStore.SUBNETS.update(
                    tx,
                    row.id(),
                    version,
                    "definition = :definition, description = :description",
                    Map.of(
                            "definition", kernel.json(definition.stored()),
                            "description", draft.description().orElse(row.description())));
            room.store().allow(tx, row.id(), draft.projects());
            kernel.audit(tx, caller, "subnet.edit", row.ref(), "edited");
            tx.event("subnet.edited", row.ref(), null, "subnet " + row.name() + " was edited");
            return read(tx);
        });
    }

    @Override
    public void delete() {
        Kernel kernel = room.kernel();
        kernel.authorize(caller, "subnet.delete", ref());
        kernel.write(caller, "subnet.delete", tx -> {
            NetworkStore.SUBNETS.lock(tx, id.value(), Optional.empty());
            SubnetRow row = room.store().requireSubnet(tx, id.value());
            kernel.requireUnused(tx, row.ref());
            room.store().deleteSubnet(tx, row.id());
            kernel.audit(tx, caller, "subnet.delete", row.ref(), "deleted");
            tx.event("subnet.deleted", row.ref(), null, "subnet " + row.name() + " is gone");
            return row;
        });
    }

    private SubnetStatus read(Tx tx) {
        SubnetRow row = room.store().requireSubnet(tx, id.value());
        return view(room, caller, row, room.store().projects(tx, row.id()));
    }

    static SubnetStatus view(NetworkRoom room, Caller caller, SubnetRow row, List<UUID> allowed) {
        List<Project> projects =
                allowed.stream().map(p -> room.handles().project(caller, p)).toList();
        return new View(
                new SubnetHandle(room, caller, Id.of(row.id())),
                row.name(),
                row.description(),
                row.version(),
                row.definition().cidr(),
                row.definition().gateway(),
                row.definition().dhcp(),
                row.definition().domain(),
                projects);
    }

    private record View(
            Subnet subnet,
            String name,
            String description,
            Version version,
            Cidr cidr,
            IpAddress gateway,
            List<Networking.DhcpRange> dhcp,
            String domain,
            List<Project> projects)
            implements SubnetStatus {}

    private ResourceRef ref() {
        return new ResourceRef(ResourceKind.SUBNET, id.value(), "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subnet that && id.equals(that.id());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "subnet " + id;
    }
}
