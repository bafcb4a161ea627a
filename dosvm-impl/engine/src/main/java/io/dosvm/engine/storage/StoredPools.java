package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Pool;
import io.dosvm.PoolSpec;
import io.dosvm.PoolStatus;
import io.dosvm.Pools;
import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Pages;
import io.dosvm.engine.kernel.StoredCatalog;
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
import java.util.UUID;
import java.util.function.Consumer;

/** The pools in the store. */
final class StoredPools extends StoredCatalog<Pool, PoolStatus, PoolDraft, Pool> implements Pools {
    private final StorageRoom room;
    private final Caller caller;

    StoredPools(StorageRoom room, Caller caller) {
        super(new Catalogs(room.kernel(), PoolStore.TABLE, caller, null));
        this.room = room;
        this.caller = caller;
    }

    @Override
    public Pool create(String name, Consumer<PoolSpec> spec) {
        PoolDraft draft = new PoolDraft();
        spec.accept(draft);
        return make(name, draft);
    }

    @Override
    public Pool ensure(String name, Consumer<PoolSpec> spec) {
        PoolDraft draft = new PoolDraft();
        spec.accept(draft);
        return ensured(name, draft);
    }

    @Override
    protected Pool verified(UUID id, PoolDraft draft) {
        room.kernel().read("pool.ensure", tx -> {
            PoolRow row = room.pools().require(tx, id);
            if (row.deleting()) {
                throw DosvmException.of(ErrorCode.WRONG_STATE, "the pool is being deleted")
                        .resource(row.ref())
                        .build();
            }
            new Differences()
                    .compare("host", draft.host(), row.host())
                    .compare("directory", draft.directory(), row.directory())
                    .compare("capacity", draft.capacity(), row.capacity())
                    .compare("description", draft.description(), row.description())
                    .note(
                            !room.pools().projects(tx, row.id()).containsAll(draft.projects()),
                            "allow: not all projects asked for may use it")
                    .refuse(row.ref());
            return row;
        });
        return handle(id);
    }

    @Override
    protected Pool make(String name, PoolDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.POOL, id, name);
        kernel.authorize(caller, "pool.create", ref);
        Violations violations = new Violations();
        StorageRules.pool(violations, name, draft);
        violations.refuse();
        UUID made = kernel.write(caller, "pool.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "pool " + name, id);
            if (before.isPresent()) {
                return before.get();
            }
            insert(tx, ref, draft);
            kernel.audit(
                    tx,
                    caller,
                    "pool.create",
                    ref,
                    "directory " + draft.directory().orElseThrow());
            tx.event("pool.created", ref, null, "pool " + name + " was made");
            return id;
        });
        return handle(made);
    }

    private void insert(Tx tx, ResourceRef ref, PoolDraft draft) {
        UUID host = draft.host().orElseThrow();
        String directory = draft.directory().orElseThrow();
        Violations violations = new Violations();
        StorageRules.allowed(violations, draft.projects(), Tables.PROJECT.lockAll(tx, draft.projects()));
        boolean known = HostLookup.usable(tx, host);
        PoolStore.TABLE.requireFree(tx, null, ref.name());
        violations.check(known, "hostDirectory", host, "a host that has joined this control plane");
        if (known) {
            room.pools()
                    .overlapping(tx, host, directory)
                    .ifPresent(other -> violations.check(
                            false,
                            "directory",
                            directory,
                            "apart from the directory of pool '" + other.name() + "': " + other.directory()));
        }
        violations.refuse();
        room.pools()
                .insert(
                        tx,
                        new PoolRow(
                                ref.id(),
                                ref.name(),
                                draft.description().orElse(""),
                                new Version(1),
                                host,
                                directory,
                                draft.capacity().orElseThrow(),
                                ByteSize.ZERO,
                                false));
        room.pools().allow(tx, ref.id(), draft.projects());
        room.kernel().use(tx, Tables.HOST.require(tx, host), ref, "pool");
    }

    @Override
    protected Page<PoolStatus> page(Tx tx, ListQuery query) {
        Page<PoolRow> rows = PoolStore.TABLE.page(tx, null, query, "t.*", "", (row, context) -> PoolRow.read(row));
        Map<UUID, List<UUID>> allowed =
                room.pools().projects(tx, rows.items().stream().map(PoolRow::id).toList());
        return Pages.shown(rows, row -> PoolHandle.view(room, caller, row, allowed.getOrDefault(row.id(), List.of())));
    }

    @Override
    protected Pool handle(UUID id) {
        return new PoolHandle(room, caller, Id.of(id));
    }
}
