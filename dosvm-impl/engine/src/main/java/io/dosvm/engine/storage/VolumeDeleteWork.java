package io.dosvm.engine.storage;

import io.dosvm.VolumeStatus;
import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.Storage;
import java.util.Optional;
import java.util.UUID;

/** Deletes a volume's file and record. Undone, the volume is as it was, or gone if its file is. */
final class VolumeDeleteWork implements Work {
    static final String KIND = "volume.delete";

    private final StorageRoom room;

    VolumeDeleteWork(StorageRoom room) {
        this.room = room;
    }

    /**
     * What the work was asked for.
     *
     * @param was the state before
     */
    record Arguments(VolumeStatus.State was) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        room.volumeWork().remove(context, context.target().id(), tx -> {});
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        UUID id = context.target().id();
        VolumeStatus.State was = context.arguments(Arguments.class).was();
        record Found(VolumeRow volume, PoolRow pool, boolean dead) {}
        Optional<Found> found =
                context.write("volume.look", tx -> room.volumes().find(tx, id).map(row -> {
                    PoolRow pool = room.pools().require(tx, row.pool());
                    return new Found(row, pool, HostLookup.dead(tx, pool.host()));
                }));
        if (found.isEmpty()) {
            return;
        }
        if (was != VolumeStatus.State.READY || found.get().dead()) {
            // Its file may be half made, or half gone, or on a host that cannot be asked: it is made anew when it is
            // needed, or deleted again.
            context.finish("volume.kept", tx -> room.volumes().setState(tx, id, was));
            return;
        }
        room.volumeWork().activate(context, found.get().pool());
        boolean there = context.host(
                        found.get().pool().host(),
                        new Storage.DescribeVolume(found.get().volume().key(context.owner())),
                        VolumeWork.QUICK)
                .isPresent();
        context.finish("volume.kept", tx -> {
            if (there) {
                room.volumes().setState(tx, id, VolumeStatus.State.READY);
            } else {
                room.volumes().forget(tx, found.get().volume());
            }
        });
    }
}
