package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.Instance;
import io.dosvm.InstanceSpec;
import io.dosvm.InstanceStatus;
import io.dosvm.VersionCondition;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Owned;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Id;
import io.dosvm.value.Version;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One instance in the store. */
final class InstanceHandle implements Instance {
    private final ComputeRoom room;
    private final Caller caller;
    private final Id<Instance> id;
    private final Owned self;

    /**
     * A handle.
     *
     * @param project whose it must be; null for anybody's
     */
    InstanceHandle(ComputeRoom room, Caller caller, Id<Instance> id, @Nullable UUID project) {
        this.room = room;
        this.caller = caller;
        this.id = id;
        this.self = new Owned(room.kernel(), InstanceStore.TABLE, caller, id.value(), project);
    }

    @Override
    public Id<Instance> id() {
        return id;
    }

    @Override
    public InstanceStatus status() {
        return room.kernel().read("instance.read", tx -> {
            self.authorize(tx, "instance.read");
            return room.view(caller, room.instances().counted(tx, id.value()));
        });
    }

    @Override
    public InstanceStatus edit(Consumer<InstanceSpec> change) {
        return edit(change, Optional.empty());
    }

    @Override
    public InstanceStatus edit(Consumer<InstanceSpec> change, VersionCondition condition) {
        return edit(change, Optional.of(condition));
    }

    /** VMs that run keep what they were started with; what they are made of cannot change under them. */
    private InstanceStatus edit(Consumer<InstanceSpec> change, Optional<VersionCondition> condition) {
        InstanceDraft draft = InstanceDraft.of(change);
        Kernel kernel = room.kernel();
        return kernel.write(caller, "instance.edit", tx -> {
            self.authorize(tx, "instance.edit");
            InstanceRow row = edited(tx, draft, condition);
            kernel.audit(tx, caller, "instance.edit", row.ref(), "edited");
            tx.event("instance.edited", row.ref(), row.project(), "instance " + row.name() + " was edited");
            return room.view(caller, room.instances().counted(tx, row.id()));
        });
    }

    private InstanceRow edited(Tx tx, InstanceDraft draft, Optional<VersionCondition> condition) {
        UUID project = room.instances().require(tx, id.value()).project();
        ProjectLock.lock(tx, project);
        Version version = InstanceStore.TABLE.lock(tx, id.value(), condition);
        InstanceStore.Counted counted = room.instances().counted(tx, id.value());
        InstanceRow row = counted.row();
        if (draft.changesDevices() && counted.vms() > 0) {
            throw DosvmException.of(
                            ErrorCode.WRONG_STATE,
                            "it has " + counted.vms()
                                    + " VMs: its disks, NICs, host and architecture are fixed until they"
                                    + " are deleted")
                    .resource(row.ref())
                    .with("vms", counted.vms())
                    .hint("make another instance; CPUs, memory, machine, boot order and display can be changed")
                    .build();
        }
        Violations violations = new Violations();
        String description = draft.description().orElse(row.description());
        Names.checkDescription(violations, description);
        InstanceDefinition definition = draft.over(row.definition(), violations);
        InstanceReferences.Bound bound = room.checked(tx, violations, project, definition);
        violations.refuse();
        room.instances()
                .update(
                        tx,
                        new InstanceRow(row.id(), project, row.name(), description, version, definition),
                        bound.needs());
        return row;
    }

    @Override
    public void delete() {
        Kernel kernel = room.kernel();
        kernel.write(caller, "instance.delete", tx -> {
            self.authorize(tx, "instance.delete");
            ProjectLock.lock(tx, room.instances().require(tx, id.value()).project());
            InstanceStore.TABLE.lock(tx, id.value(), Optional.empty());
            InstanceRow row = room.instances().require(tx, id.value());
            kernel.requireUnused(tx, row.ref());
            room.instances().delete(tx, row);
            kernel.audit(tx, caller, "instance.delete", row.ref(), "deleted");
            return row.id();
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Instance that && id.equals(that.id());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "instance " + id;
    }
}
