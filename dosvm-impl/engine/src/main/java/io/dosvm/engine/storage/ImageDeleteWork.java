package io.dosvm.engine.storage;

import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.Storage;
import java.util.Optional;
import java.util.UUID;

/** Deletes an image's file and record. Undone, the image is as it was, or gone if its file is. */
final class ImageDeleteWork implements Work {
    static final String KIND = "image.delete";

    private final StorageRoom room;

    ImageDeleteWork(StorageRoom room) {
        this.room = room;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        UUID id = context.target().id();
        room.removeImage(context, id);
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        UUID id = context.target().id();
        record Found(ImageRow image, PoolRow pool, boolean dead) {}
        Optional<Found> found =
                context.write("image.look", tx -> room.images().find(tx, id).map(row -> {
                    PoolRow pool = room.pools().require(tx, row.pool());
                    return new Found(row, pool, HostLookup.dead(tx, pool.host()));
                }));
        if (found.isEmpty()) {
            return;
        }
        ImageRow image = found.get().image();
        // On a host that is dead nothing can be looked at: it is as it was.
        boolean there = found.get().dead() || lies(context, found.get().pool(), image);
        context.finish("image.kept", tx -> {
            if (there) {
                // Without a sum, its bytes have never all arrived.
                boolean whole = !image.sha256().isEmpty();
                room.images().setState(tx, id, whole ? ImageRow.State.READY : ImageRow.State.UPLOADING);
            } else {
                room.images().forget(tx, image);
            }
        });
    }

    private boolean lies(WorkContext context, PoolRow pool, ImageRow image) {
        room.volumeWork().activate(context, pool);
        return context.host(pool.host(), new Storage.DescribeVolume(image.key(context.owner())), VolumeWork.QUICK)
                .isPresent();
    }
}
