package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.Image;
import io.dosvm.ImageStatus;
import io.dosvm.Operation;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One image in the store. */
final class ImageHandle implements Image {
    private final StorageRoom room;
    private final Caller caller;
    private final Id<Image> id;

    ImageHandle(StorageRoom room, Caller caller, Id<Image> id) {
        this.room = room;
        this.caller = caller;
        this.id = id;
    }

    @Override
    public Id<Image> id() {
        return id;
    }

    @Override
    public ImageStatus status() {
        room.kernel().authorize(caller, "image.read", ref());
        return room.kernel()
                .read("image.read", tx -> view(room, caller, room.images().require(tx, id.value())));
    }

    @Override
    public Operation<Image> delete() {
        Kernel kernel = room.kernel();
        kernel.authorize(caller, "image.delete", ref());
        UUID operation = kernel.write(caller, "image.delete", tx -> {
            new ProjectStore()
                    .requireActive(tx, room.images().require(tx, id.value()).project());
            ImageStore.TABLE.lock(tx, id.value(), Optional.empty());
            ImageRow row = room.images().require(tx, id.value());
            kernel.requireUnused(tx, row.ref());
            room.images().setState(tx, row.id(), ImageRow.State.DELETING);
            kernel.audit(tx, caller, "image.delete", row.ref(), "deleted");
            return kernel.start(tx, caller, ImageDeleteWork.KIND, row.ref(), row.project(), Map.of());
        });
        return kernel.operation(operation, this);
    }

    static ImageStatus view(StorageRoom room, Caller caller, ImageRow row) {
        return new View(
                new ImageHandle(room, caller, Id.of(row.id())),
                row.name(),
                row.description(),
                row.version(),
                room.handles().project(caller, row.project()),
                room.handles().pool(caller, row.pool()),
                row.format(),
                row.capacity(),
                row.size(),
                row.sha256(),
                row.ready());
    }

    private record View(
            Image image,
            String name,
            String description,
            Version version,
            Project project,
            Pool pool,
            Storage.Format format,
            ByteSize capacity,
            ByteSize size,
            String sha256,
            boolean ready)
            implements ImageStatus {}

    private ResourceRef ref() {
        return new ResourceRef(ResourceKind.IMAGE, id.value(), "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image that && id.equals(that.id());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "image " + id;
    }
}
