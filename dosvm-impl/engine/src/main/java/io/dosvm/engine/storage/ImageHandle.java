package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.Image;
import io.dosvm.ImageStatus;
import io.dosvm.Operation;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Owned;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.Version;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One image in the store. */
final class ImageHandle implements Image {
    private final StorageRoom room;
    private final Caller caller;
    private final Id<Image> id;
    private final Owned self;

    /**
     * A handle.
     *
     * @param project whose it must be; null for anybody's
     */
    ImageHandle(StorageRoom room, Caller caller, Id<Image> id, @Nullable UUID project) {
        this.room = room;
        this.caller = caller;
        this.id = id;
        this.self = new Owned(room.kernel(), ImageStore.TABLE, caller, id.value(), project);
    }

    @Override
    public Id<Image> id() {
        return id;
    }

    @Override
    public ImageStatus status() {
        return room.kernel().read("image.read", tx -> {
            self.authorize(tx, "image.read");
            return view(room, caller, room.images().require(tx, id.value()));
        });
    }

    @Override
    public Operation<Image> delete() {
        Kernel kernel = room.kernel();
        UUID operation = kernel.write(caller, "image.delete", tx -> {
            self.authorize(tx, "image.delete");
            new ProjectStore()
                    .requireActive(tx, room.images().require(tx, id.value()).project());
            ImageStore.TABLE.lock(tx, id.value(), Optional.empty());
            ImageRow row = room.images().require(tx, id.value());
            kernel.requireUnused(tx, row.ref());
            room.images().setState(tx, row.id(), ImageRow.State.DELETING);
            kernel.audit(tx, caller, "image.delete", row.ref(), "deleted");
            return kernel.start(tx, caller, ImageDeleteWork.KIND, row.ref(), row.project(), Map.of());
        });
        return kernel.operation(caller, operation, this);
    }

    static ImageStatus view(StorageRoom room, Caller caller, ImageRow row) {
        return new View(
                new ImageHandle(room, caller, Id.of(row.id()), row.project()),
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
