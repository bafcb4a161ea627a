package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.ListQuery;
import io.dosvm.Operation;
import io.dosvm.Page;
import io.dosvm.Subscription;
import io.dosvm.Volume;
import io.dosvm.VolumeSpec;
import io.dosvm.VolumeStatus;
import io.dosvm.Volumes;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Tables;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The volumes of a project in the store. */
final class StoredVolumes implements Volumes {
    private final StorageRoom room;
    private final Caller caller;
    private final UUID project;
    private final Catalogs catalog;

    StoredVolumes(StorageRoom room, Caller caller, UUID project) {
        this.room = room;
        this.caller = caller;
        this.project = project;
        this.catalog = new Catalogs(room.kernel(), VolumeStore.TABLE, caller, project);
    }

    @Override
    public Volume get(Id<Volume> id) {
        return new VolumeHandle(room, caller, id, project);
    }

    @Override
    public Optional<Volume> find(String name) {
        return catalog.find(name).map(this::handle);
    }

    @Override
    public Volume require(String name) {
        return handle(catalog.require(name));
    }

    @Override
    public Page<VolumeStatus> list(Consumer<ListQuery> query) {
        return catalog.list(query, this::page);
    }

    @Override
    public Stream<VolumeStatus> stream(Consumer<ListQuery> query) {
        return catalog.stream(query, this::page);
    }

    @Override
    public Subscription watch(EventListener listener) {
        return catalog.watch(listener);
    }

    @Override
    public Operation<Volume> create(String name, Consumer<VolumeSpec> spec) {
        VolumeDraft draft = new VolumeDraft();
        spec.accept(draft);
        return create(name, draft);
    }

    @Override
    public Operation<Volume> ensure(String name, Consumer<VolumeSpec> spec) {
        VolumeDraft draft = new VolumeDraft();
        spec.accept(draft);
        Optional<UUID> found = catalog.find(name);
        if (found.isEmpty()) {
            return create(name, draft);
        }
        VolumeRow row = room.kernel().read("volume.ensure", tx -> room.volumes().require(tx, found.get()));
        VolumeStore.refuseDeleting(row);
        new Differences()
                .compare("size", draft.size(), row.capacity())
                .compare("in", draft.pool(), row.pool())
                .compare("format", draft.givenFormat(), row.format())
                .compare("description", draft.description(), row.description())
                .refuse(row.ref());
        return room.working(caller, VolumeCreateWork.KIND, row.ref(), project, handle(found.get()));
    }

    private Operation<Volume> create(String name, VolumeDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.VOLUME, id, name);
        ResourceRef where = new ResourceRef(ResourceKind.PROJECT, project, "");
        kernel.authorize(caller, "volume.create", where, Optional.of(project));
        Violations violations = new Violations();
        StorageRules.volume(violations, name, draft);
        violations.refuse();
        record Made(UUID volume, Optional<UUID> operation) {}
        Made made = kernel.write(caller, "volume.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "volume " + project + " " + name, id);
            if (before.isPresent()) {
                // What was asked for and then taken back is not there: a repetition must not look like success.
                VolumeStore.refuseDeleting(room.volumes().require(tx, before.get()));
                return new Made(before.get(), kernel.working(tx, before.get()));
            }
            room.volumes()
                    .plan(
                            tx,
                            new VolumeStore.Planned(
                                    id,
                                    Tables.PROJECT.require(tx, project),
                                    room.poolFor(tx, project, "in", draft.pool()),
                                    name,
                                    draft.description().orElse(""),
                                    draft.format(),
                                    draft.size().orElseThrow(),
                                    Optional.empty(),
                                    Optional.empty()));
            kernel.audit(
                    tx, caller, "volume.create", ref, draft.size().orElseThrow().toString());
            tx.event("volume.created", ref, project, "volume " + name + " was recorded");
            return new Made(id, Optional.of(kernel.start(tx, caller, VolumeCreateWork.KIND, ref, project, Map.of())));
        });
        Volume handle = handle(made.volume());
        return made.operation()
                .map(operation -> kernel.operation(caller, operation, handle))
                .orElseGet(() -> kernel.done(
                        caller,
                        VolumeCreateWork.KIND,
                        new ResourceRef(ResourceKind.VOLUME, made.volume(), name),
                        project,
                        handle));
    }

    private Page<VolumeStatus> page(Tx tx, ListQuery query) {
        return VolumeStore.TABLE.page(
                tx,
                project,
                query,
                "t.*",
                "",
                (row, context) -> VolumeHandle.view(room, caller, tx, VolumeRow.read(row)));
    }

    private Volume handle(UUID id) {
        return get(Id.of(id));
    }
}
