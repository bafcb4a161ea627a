package io.dosvm.engine.storage;

import io.dosvm.VolumeStatus;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.Quotas;
import io.dosvm.error.DosvmException;
import java.util.Optional;
import java.util.UUID;

/** Makes the file of a recorded volume. */
final class VolumeCreateWork implements Work {
    static final String KIND = "volume.create";

    private final StorageRoom room;

    VolumeCreateWork(StorageRoom room) {
        this.room = room;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        room.volumeWork().ensure(context, context.target().id());
    }

    /** What something uses already stays: its file is made, if it is not yet, when that first needs it. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        UUID id = context.target().id();
        boolean used = context.write("volume.unmake", tx -> {
            room.volumes().find(tx, id).ifPresent(row -> Quotas.lock(tx, row.project()));
            Optional<VolumeRow> row = room.volumes().lock(tx, id);
            boolean needed = row.isPresent() && !room.kernel().users(tx, id).isEmpty();
            if (row.isPresent() && !needed) {
                room.volumes().setState(tx, id, VolumeStatus.State.DELETING);
            }
            return needed;
        });
        if (!used) {
            room.volumeWork().remove(context, id, tx -> {});
        }
    }
}
