package io.dosvm.engine.storage;

import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.Storage;
import java.util.Optional;
import java.util.UUID;

/** Has the host forget a pool, then forgets it here. Its directory and files stay. */
final class PoolDeleteWork implements Work {
    static final String KIND = "pool.delete";

    private final StorageRoom room;

    PoolDeleteWork(StorageRoom room) {
        this.room = room;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        UUID id = context.target().id();
        record Going(PoolRow row, boolean dead) {}
        Optional<Going> going = context.write(
                "pool.deleting",
                tx -> room.pools().find(tx, id).map(row -> new Going(row, HostLookup.dead(tx, row.host()))));
        Optional<PoolRow> pool = going.map(Going::row);
        going.filter(it -> !it.dead())
                .ifPresent(it -> context.host(
                        it.row().host(),
                        new Storage.RemovePool(StorageNames.pool(context.owner(), id)),
                        VolumeWork.QUICK));
        context.finish(
                "pool.deleted",
                tx -> pool.ifPresent(row -> {
                    // Who read it before it was being deleted may have come to need it since.
                    room.kernel().requireUnused(tx, row.ref());
                    room.kernel().unuse(tx, id);
                    room.pools().delete(tx, id);
                    tx.event("pool.deleted", row.ref(), null, "pool " + row.name() + " is gone");
                }));
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        context.finish(
                "pool.kept", tx -> room.pools().setDeleting(tx, context.target().id(), false));
    }
}
