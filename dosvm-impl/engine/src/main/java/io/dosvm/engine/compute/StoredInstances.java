package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.Instance;
import io.dosvm.InstanceSpec;
import io.dosvm.InstanceStatus;
import io.dosvm.Instances;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The instances of a project, in the store. */
final class StoredInstances extends StoredCatalog<Instance, InstanceStatus, InstanceDraft, Instance>
        implements Instances {
    private final ComputeRoom room;
    private final Caller caller;
    private final UUID project;

    StoredInstances(ComputeRoom room, Caller caller, UUID project) {
        super(new Catalogs(room.kernel(), InstanceStore.TABLE, caller, project));
        this.room = room;
        this.caller = caller;
        this.project = project;
    }

    @Override
    public Instance create(String name, Consumer<InstanceSpec> spec) {
        return make(name, InstanceDraft.of(spec));
    }

    @Override
    public Instance ensure(String name, Consumer<InstanceSpec> spec) {
        InstanceDraft draft = InstanceDraft.of(spec);
        return ensured(name, draft);
    }

    @Override
    protected Instance verified(UUID id, InstanceDraft draft) {
        room.kernel().read("instance.ensure", tx -> {
            InstanceRow row = room.instances().require(tx, id);
            draft.differences(row.definition(), row.description()).refuse(row.ref());
            return row;
        });
        return handle(id);
    }

    @Override
    protected Instance make(String name, InstanceDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.INSTANCE, id, name);
        ResourceRef where = new ResourceRef(ResourceKind.PROJECT, project, "");
        kernel.authorize(caller, "instance.create", where, Optional.of(project));
        UUID made = kernel.write(caller, "instance.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "instance " + project + " " + name, id);
            if (before.isPresent()) {
                return before.get();
            }
            insert(tx, ref, draft);
            kernel.audit(tx, caller, "instance.create", ref, "made");
            tx.event("instance.created", ref, project, "instance " + name + " was made");
            return id;
        });
        return handle(made);
    }

    private void insert(Tx tx, ResourceRef ref, InstanceDraft draft) {
        ResourceRef owner = ProjectLock.lock(tx, project);
        Violations violations = new Violations();
        Names.check(violations, ref.name());
        String description = draft.description().orElse("");
        Names.checkDescription(violations, description);
        InstanceDefinition definition = draft.over(InstanceDefinition.EMPTY, violations);
        InstanceReferences.Bound bound = room.checked(tx, violations, project, definition);
        violations.refuse();
        InstanceRow row = new InstanceRow(ref.id(), project, ref.name(), description, new Version(1), definition);
        room.instances().insert(tx, owner, row, bound.needs());
    }

    @Override
    protected Page<InstanceStatus> page(Tx tx, ListQuery query) {
        Page<InstanceStore.Counted> rows = room.instances().page(tx, project, query);
        return new Page<>(
                rows.items().stream().map(row -> room.view(caller, row)).toList(), rows.next());
    }

    @Override
    protected Instance handle(UUID id) {
        return new InstanceHandle(room, caller, Id.of(id), project);
    }
}
