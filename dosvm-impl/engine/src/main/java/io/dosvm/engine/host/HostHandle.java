package io.dosvm.engine.host;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.HostObject;
import io.dosvm.HostSpec;
import io.dosvm.HostStatus;
import io.dosvm.Operation;
import io.dosvm.VersionCondition;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host by its identity. */
final class HostHandle implements Host {
    private static final Set<Part> EVERYTHING = Set.of(Part.VMS, Part.POOLS, Part.VOLUMES, Part.NETWORKS);

    private final HostRoom room;
    private final Caller caller;
    private final Id<Host> id;

    HostHandle(HostRoom room, Caller caller, Id<Host> id) {
        this.room = room;
        this.caller = caller;
        this.id = id;
    }

    @Override
    public Id<Host> id() {
        return id;
    }

    @Override
    public HostStatus status() {
        authorize("host.read");
        return room.kernel().read("host.read", this::read);
    }

    @Override
    public HostStatus edit(Consumer<HostSpec> change) {
        return edit(change, Optional.empty());
    }

    @Override
    public HostStatus edit(Consumer<HostSpec> change, VersionCondition condition) {
        return edit(change, Optional.of(condition));
    }

    private HostStatus edit(Consumer<HostSpec> change, Optional<VersionCondition> condition) {
        authorize("host.edit");
        HostDraft draft = HostDraft.of(change);
        HostRow before = room.kernel().read("host.read", tx -> room.lookup().requireActive(tx, id.value()));
        HostRules.edit(before, draft).refuse();
        Optional<HostUri> moved = draft.uri().map(HostUri::parse).filter(uri -> !uri.equals(before.uri()));
        moved.ifPresent(uri -> requireSame(before, uri));
        return room.kernel().write(caller, "host.edit", tx -> {
            Version version = HostLookup.TABLE.lock(tx, id.value(), condition);
            HostRow row = room.lookup().requireActive(tx, id.value());
            HostRules.edit(row, draft).refuse();
            write(tx, row, version, draft);
            // Every node hears of it, this one too, and connects to the new address.
            moved.ifPresent(uri -> tx.event("host.moved", row.ref(), null, "host " + row.name() + " is at " + uri));
            return read(tx);
        });
    }

    private void write(Tx tx, HostRow row, Version version, HostDraft draft) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("uri", draft.uri().orElse(row.uri().toString()));
        values.put("description", draft.description().orElse(row.description()));
        values.put("vm_memory", draft.maxVmMemory().or(row::setVmMemory).map(ByteSize::bytes));
        values.put("vcpus", draft.maxVcpus().or(row::setVcpus));
        HostLookup.TABLE.update(
                tx,
                row.id(),
                version,
                "uri = :uri, description = :description, max_vm_memory = :vm_memory, max_vcpus = :vcpus",
                values);
        room.kernel().audit(tx, caller, "host.edit", row.ref(), "edited");
        tx.event("host.edited", row.ref(), null, "host " + row.name() + " was edited");
        tx.afterCommit(() -> room.view().changed(row.id()));
    }

    /** Another address must lead to the machine that the record is about. */
    private void requireSame(HostRow row, HostUri uri) {
        HostDriver.HostFacts there = room.connections()
                .probe(uri, Call.within(room.kernel().runtime(), room.kernel().deadline()));
        new Violations()
                .check(
                        MachineIdentity.same(room.kernel().owner(), row.id(), row.facts(), there),
                        "uri",
                        uri,
                        "an address of the same machine; " + there.hostName() + " is another one")
                .refuse();
    }

    @Override
    public HostStatus cordon() {
        return cordoned("host.cordon", true);
    }

    @Override
    public HostStatus uncordon() {
        return cordoned("host.uncordon", false);
    }

    private HostStatus cordoned(String action, boolean cordoned) {
        authorize(action);
        return room.kernel().write(caller, action, tx -> {
            Version version = HostLookup.TABLE.lock(tx, id.value(), Optional.empty());
            HostRow row = room.lookup().requireActive(tx, id.value());
            if (row.cordoned() != cordoned) {
                HostLookup.TABLE.update(tx, row.id(), version, "cordoned = :cordoned", Map.of("cordoned", cordoned));
                String text = cordoned ? "takes no new VMs" : "takes new VMs again";
                room.kernel().audit(tx, caller, action, row.ref(), text);
                tx.event(action + "ed", row.ref(), null, "host " + row.name() + " " + text);
                tx.afterCommit(() -> room.view().changed(row.id()));
            }
            return read(tx);
        });
    }

    @Override
    public HostStatus confirmDead(String reason) {
        authorize("host.confirmDead");
        HostRules.reason(reason).refuse();
        return room.kernel().write(caller, "host.confirmDead", tx -> {
            HostRow before = room.lookup().require(tx, id.value());
            if (before.state() == HostRow.State.DEAD) {
                return read(tx);
            }
            requireDown(before);
            // Projects are locked before the host, and VMs after it.
            room.vms().ifPresent(vms -> vms.dead(tx, id.value(), room.store().reserved(tx, id.value())));
            HostLookup.TABLE.lock(tx, id.value(), Optional.empty());
            requireDown(room.lookup().require(tx, id.value()));
            room.store().reserved(tx, id.value()).forEach(vm -> room.placement().release(tx, vm));
            room.store().dead(tx, id.value(), reason.strip());
            room.kernel().audit(tx, caller, "host.confirmDead", before.ref(), reason.strip());
            String text = "host " + before.name() + " was confirmed dead: " + reason.strip();
            tx.event("host.dead", before.ref(), null, text);
            room.kernel().hostAnswers(tx, id.value());
            tx.afterCommit(() -> room.gone(id.value()));
            return read(tx);
        });
    }

    private static void requireDown(HostRow row) {
        HostLookup.refuseInactive(row);
        if (row.connection() != HostStatus.Connection.DOWN) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "it is not down: it is " + row.connection())
                    .resource(row.ref())
                    .with("connection", row.connection())
                    .hint("a machine that answers is not dead: switch it off, and wait until it counts as down")
                    .build();
        }
    }

    @Override
    public List<HostObject> objects() {
        authorize("host.objects");
        Call call = Call.within(room.kernel().runtime(), room.kernel().deadline());
        HostDriver.Observe everything = new HostDriver.Observe(EVERYTHING);
        HostRow row = room.kernel().read("host.read", tx -> room.lookup().require(tx, id.value()));
        if (row.state() == HostRow.State.DEAD) {
            HostDriver.Observation all = room.connections().aside(row.uri(), everything, call);
            return room.kernel().read("host.objects", tx -> room.objects().classify(tx, all)).stream()
                    .map(HostHandle::stray)
                    .toList();
        }
        HostDriver.Observation all = room.connections().perform(id.value(), everything, call);
        return room.kernel().read("host.objects", tx -> room.objects().classify(tx, all));
    }

    /** What is ours goes on without a machine that was confirmed dead. */
    private static HostObject stray(HostObject object) {
        return object.ownership() == HostObject.Ownership.OURS
                ? new HostObject(object.kind(), object.id(), object.name(), HostObject.Ownership.STRAY)
                : object;
    }

    @Override
    public Operation<Host> delete() {
        authorize(HostLeave.KIND);
        UUID operation = room.kernel().write(caller, HostLeave.KIND, tx -> {
            HostLookup.TABLE.lock(tx, id.value(), Optional.empty());
            HostRow row = room.lookup().require(tx, id.value());
            boolean dead = row.state() == HostRow.State.DEAD;
            if (!dead) {
                HostLookup.refuseInactive(row);
            }
            room.kernel().requireUnused(tx, row.ref());
            room.store().requireNothingReserved(tx, row.ref());
            room.store().state(tx, row.id(), HostRow.State.LEAVING);
            room.kernel().audit(tx, caller, HostLeave.KIND, row.ref(), "asked for");
            tx.event("host.deleting", row.ref(), null, "host " + row.name() + " is being deleted");
            tx.afterCommit(() -> room.view().changed(row.id()));
            return room.kernel().start(tx, caller, HostLeave.KIND, row.ref(), null, new HostLeave.Arguments(dead));
        });
        return room.kernel().operation(caller, operation, this);
    }

    private HostStatus read(Tx tx) {
        return HostSnapshot.of(this, room.lookup().require(tx, id.value()), room.seen(id.value()));
    }

    private void authorize(String action) {
        room.kernel().authorize(caller, action, new ResourceRef(ResourceKind.HOST, id.value(), ""));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostHandle that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "host " + id;
    }
}
