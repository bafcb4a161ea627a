package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.Operation;
import io.dosvm.Pool;
import io.dosvm.PoolSpec;
import io.dosvm.PoolStatus;
import io.dosvm.Project;
import io.dosvm.VersionCondition;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Tables;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** One pool in the store. */
final class PoolHandle implements Pool {
    private final StorageRoom room;
    private final Caller caller;
    private final Id<Pool> id;

    PoolHandle(StorageRoom room, Caller caller, Id<Pool> id) {
        this.room = room;
        this.caller = caller;
        this.id = id;
    }

    @Override
    public Id<Pool> id() {
        return id;
    }

    @Override
    public PoolStatus status() {
        room.kernel().authorize(caller, "pool.read", ref());
        return room.kernel().read("pool.read", this::read);
    }

    @Override
    public PoolStatus edit(Consumer<PoolSpec> change) {
        return edit(change, Optional.empty());
    }

    @Override
    public PoolStatus edit(Consumer<PoolSpec> change, VersionCondition condition) {
        return edit(change, Optional.of(condition));
    }

    private PoolStatus edit(Consumer<PoolSpec> change, Optional<VersionCondition> condition) {
        PoolDraft draft = new PoolDraft();
        change.accept(draft);
        Kernel kernel = room.kernel();
        kernel.authorize(caller, "pool.edit", ref());
        Violations fixed = new Violations();
        fixed.check(draft.host().isEmpty(), "hostDirectory", draft.directory().orElse(""), "fixed once made");
        StorageRules.poolChange(fixed, draft);
        fixed.refuse();
        return kernel.write(caller, "pool.edit", tx -> {
            Set<UUID> projects = Tables.PROJECT.lockAll(tx, draft.projects());
            Version version = PoolStore.TABLE.lock(tx, id.value(), condition);
            PoolRow row = room.pools().require(tx, id.value());
            Violations violations = new Violations();
            StorageRules.allowed(violations, draft.projects(), projects);
            violations
                    .check(
                            draft.capacity().orElse(row.capacity()).compareTo(row.used()) >= 0,
                            "capacity",
                            draft.capacity().orElse(row.capacity()),
                            "at least " + row.used() + ", which is promised already")
                    .refuse();
            PoolStore.TABLE.update(
                    tx,
                    row.id(),
                    version,
                    "capacity = :capacity, description = :description",
                    Map.of(
                            "capacity", draft.capacity().orElse(row.capacity()).bytes(),
                            "description", draft.description().orElse(row.description())));
            room.pools().allow(tx, row.id(), draft.projects());
            kernel.audit(tx, caller, "pool.edit", row.ref(), "edited");
            tx.event("pool.edited", row.ref(), null, "pool " + row.name() + " was edited");
            return read(tx);
        });
    }

    @Override
    public Operation<Pool> delete() {
        Kernel kernel = room.kernel();
        kernel.authorize(caller, "pool.delete", ref());
        UUID operation = kernel.write(caller, "pool.delete", tx -> {
            PoolStore.TABLE.lock(tx, id.value(), Optional.empty());
            PoolRow row = room.pools().require(tx, id.value());
            kernel.requireUnused(tx, row.ref());
            if (!room.pools().isEmpty(tx, row.id())) {
                throw DosvmException.of(ErrorCode.IN_USE, "volumes or images lie in it")
                        .resource(row.ref())
                        .hint("delete them first")
                        .build();
            }
            room.pools().setDeleting(tx, row.id(), true);
            kernel.audit(tx, caller, "pool.delete", row.ref(), "deleted");
            return kernel.start(tx, caller, PoolDeleteWork.KIND, row.ref(), null, Map.of());
        });
        return kernel.operation(caller, operation, this);
    }

    private PoolStatus read(Tx tx) {
        PoolRow row = room.pools().require(tx, id.value());
        return view(room, caller, row, room.pools().projects(tx, row.id()));
    }

    static PoolStatus view(StorageRoom room, Caller caller, PoolRow row, List<UUID> allowed) {
        List<Project> projects =
                allowed.stream().map(p -> room.handles().project(caller, p)).toList();
        return new View(
                new PoolHandle(room, caller, Id.of(row.id())),
                row.name(),
                row.description(),
                row.version(),
                room.handles().host(caller, row.host()),
                row.directory(),
                row.capacity(),
                row.used(),
                projects);
    }

    private record View(
            Pool pool,
            String name,
            String description,
            Version version,
            Host host,
            String directory,
            ByteSize capacity,
            ByteSize used,
            List<Project> projects)
            implements PoolStatus {}

    private ResourceRef ref() {
        return new ResourceRef(ResourceKind.POOL, id.value(), "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pool that && id.equals(that.id());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "pool " + id;
    }
}
