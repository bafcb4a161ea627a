package io.dosvm.engine.storage;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;

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

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        room.volumeWork().remove(context, context.target().id(), tx -> {});
    }
}
