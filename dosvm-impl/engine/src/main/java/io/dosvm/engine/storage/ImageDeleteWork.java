package io.dosvm.engine.storage;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
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
    public boolean lasts() {
        return true;
    }

    @Override
    public void forward(WorkContext context) {
        UUID id = context.target().id();
        room.removeImage(context, id);
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        room.restoreImage(context, context.target().id());
    }
}
