package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.Instance;
import io.dosvm.InstanceSpec;
import io.dosvm.InstanceStatus;
import io.dosvm.Instances;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Subscription;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The instances of a project, in the store. */
final class StoredInstances implements Instances {
    private final ComputeRoom room;
    private final Caller caller;
    private final UUID project;
    private final Catalogs catalog;

    StoredInstances(ComputeRoom room, Caller caller, UUID project) {
        this.room = room;
        this.caller = caller;
        this.project = project;
        this.catalog = new Catalogs(room.kernel(), InstanceStore.TABLE, caller, project);
    }

    @Override
    public Instance get(Id<Instance> id) {
        return new InstanceHandle(room, caller, id, project);
    }

    @Override
    public Optional<Instance> find(String name) {
        return catalog.find(name).map(this::handle);
    }

    @Override
    public Instance require(String name) {
        return handle(catalog.require(name));
    }

    @Override
    public Page<InstanceStatus> list(Consumer<ListQuery> query) {
        return catalog.list(query, this::page);
    }

    @Override
    public Stream<InstanceStatus> stream(Consumer<ListQuery> query) {
        return catalog.stream(query, this::page);
    }

    @Override
    public Subscription watch(EventListener listener) {
        return catalog.watch(listener);
    }

    @Override
    public Instance create(String name, Consumer<InstanceSpec> spec) {
        return create(name, InstanceDraft.of(spec));
    }

    @Override
    public Instance ensure(String name, Consumer<InstanceSpec> spec) {
        InstanceDraft draft = InstanceDraft.of(spec);
        Optional<UUID> found = catalog.find(name);
        if (found.isEmpty()) {
            return create(name, draft);
        }
        room.kernel().read("instance.ensure", tx -> {
            InstanceRow row = room.instances().require(tx, found.get());
            draft.differences(row.definition(), row.description()).refuse(row.ref());
            return row;
        });
        return handle(found.get());
    }

    private Instance create(String name, InstanceDraft draft) {
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
        InstanceRow row = new InstanceRow(ref.id(), project, ref.name(), description, new Version(1), definition, 0);
        room.instances().insert(tx, owner, row, bound.needs());
    }

    private Page<InstanceStatus> page(Tx tx, ListQuery query) {
        Page<InstanceRow> rows = room.instances().page(tx, project, query);
        return new Page<>(
                rows.items().stream().map(row -> room.view(caller, row)).toList(), rows.next());
    }

    private Instance handle(UUID id) {
        return get(Id.of(id));
    }
}
