package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.ListQuery;
import io.dosvm.Operation;
import io.dosvm.Page;
import io.dosvm.Volume;
import io.dosvm.VolumeSpec;
import io.dosvm.VolumeStatus;
import io.dosvm.Volumes;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Pages;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.kernel.Tables;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The volumes of a project in the store. */
final class StoredVolumes extends StoredCatalog<Volume, VolumeStatus, VolumeDraft, Operation<Volume>>
        implements Volumes {
    private final StorageRoom room;
    private final Caller caller;
    private final UUID project;

    StoredVolumes(StorageRoom room, Caller caller, UUID project) {
        super(new Catalogs(room.kernel(), VolumeStore.TABLE, caller, project));
        this.room = room;
        this.caller = caller;
        this.project = project;
    }

    @Override
    public Operation<Volume> create(String name, Consumer<VolumeSpec> spec) {
        VolumeDraft draft = new VolumeDraft();
        spec.accept(draft);
        return make(name, draft);
    }

    @Override
    public Operation<Volume> ensure(String name, Consumer<VolumeSpec> spec) {
        VolumeDraft draft = new VolumeDraft();
        spec.accept(draft);
        return ensured(name, draft);
    }

    @Override
    protected Operation<Volume> verified(UUID id, VolumeDraft draft) {
        Kernel kernel = room.kernel();
        record Known(Optional<UUID> work, VolumeRow row) {}
        // The work first: whatever works on it after the row was read is not taken for the work that makes it.
        Known known = kernel.read(
                "volume.ensure",
                tx -> new Known(
                        kernel.underWay(tx, id, VolumeCreateWork.KIND),
                        room.volumes().require(tx, id)));
        VolumeRow row = known.row();
        VolumeStore.refuseDeleting(row);
        new Differences()
                .compare("size", draft.size(), row.capacity())
                .compare("in", draft.pool(), row.pool())
                .compare("format", draft.givenFormat(), row.format())
                .compare("description", draft.description(), row.description())
                .refuse(row.ref());
        if (row.state() == VolumeStatus.State.READY) {
            return kernel.done(caller, VolumeCreateWork.KIND, row.ref(), project, handle(id));
        }
        if (known.work().isPresent()) {
            return kernel.operation(caller, known.work().get(), handle(id));
        }
        authorizeCreate();
        return operation(row.ref(), kernel.write(caller, "volume.ensure", tx -> making(tx, id)));
    }

    /** The work after which a volume is ready; none if it is. Begun here, where nothing works on it. */
    private Optional<UUID> making(Tx tx, UUID id) {
        new ProjectStore().requireActive(tx, project);
        VolumeRow row = room.volumes().lockUsable(tx, id);
        if (row.state() == VolumeStatus.State.READY) {
            return Optional.empty();
        }
        Kernel kernel = room.kernel();
        return kernel.underWay(tx, id, VolumeCreateWork.KIND).or(() -> {
            kernel.audit(tx, caller, "volume.create", row.ref(), "made, as it had been left unmade");
            return Optional.of(kernel.start(tx, caller, VolumeCreateWork.KIND, row.ref(), project, Map.of()));
        });
    }

    private Operation<Volume> operation(ResourceRef volume, Optional<UUID> work) {
        Volume handle = handle(volume.id());
        return work.map(operation -> room.kernel().operation(caller, operation, handle))
                .orElseGet(() -> room.kernel().done(caller, VolumeCreateWork.KIND, volume, project, handle));
    }

    private void authorizeCreate() {
        ResourceRef where = new ResourceRef(ResourceKind.PROJECT, project, "");
        room.kernel().authorize(caller, "volume.create", where, Optional.of(project));
    }

    @Override
    protected Operation<Volume> make(String name, VolumeDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.VOLUME, id, name);
        authorizeCreate();
        Violations violations = new Violations();
        StorageRules.volume(violations, name, draft);
        violations.refuse();
        record Made(UUID volume, Optional<UUID> operation) {}
        Made made = kernel.write(caller, "volume.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "volume " + project + " " + name, id);
            if (before.isPresent()) {
                // What was asked for and then taken back is not there: a repetition must not look like success.
                return new Made(before.get(), making(tx, before.get()));
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
        return operation(new ResourceRef(ResourceKind.VOLUME, made.volume(), name), made.operation());
    }

    @Override
    protected Page<VolumeStatus> page(Tx tx, ListQuery query) {
        Page<VolumeRow> rows =
                VolumeStore.TABLE.page(tx, project, query, "t.*", "", (row, context) -> VolumeRow.read(row));
        Map<UUID, List<ResourceRef>> users =
                room.kernel().users(tx, rows.items().stream().map(VolumeRow::id).toList());
        return Pages.shown(rows, row -> VolumeHandle.view(room, caller, row, users.getOrDefault(row.id(), List.of())));
    }

    @Override
    protected Volume handle(UUID id) {
        return new VolumeHandle(room, caller, Id.of(id), project);
    }
}
