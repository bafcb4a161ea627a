package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.Image;
import io.dosvm.Operation;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Volume;
import io.dosvm.VolumeStatus;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Owned;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One volume in the store. */
final class VolumeHandle implements Volume {
    private final StorageRoom room;
    private final Caller caller;
    private final Id<Volume> id;
    private final Owned self;

    /**
     * A handle.
     *
     * @param project whose it must be; null for anybody's
     */
    VolumeHandle(StorageRoom room, Caller caller, Id<Volume> id, @Nullable UUID project) {
        this.room = room;
        this.caller = caller;
        this.id = id;
        this.self = new Owned(room.kernel(), VolumeStore.TABLE, caller, id.value(), project);
    }

    @Override
    public Id<Volume> id() {
        return id;
    }

    @Override
    public VolumeStatus status() {
        return room.kernel().read("volume.read", tx -> {
            self.authorize(tx, "volume.read");
            VolumeRow row = room.volumes().require(tx, id.value());
            return view(room, caller, row, room.kernel().users(tx, row.id()));
        });
    }

    @Override
    public Operation<Volume> delete() {
        Kernel kernel = room.kernel();
        UUID operation = kernel.write(caller, "volume.delete", tx -> {
            self.authorize(tx, "volume.delete");
            new ProjectStore()
                    .requireActive(tx, room.volumes().require(tx, id.value()).project());
            VolumeStore.TABLE.lock(tx, id.value(), Optional.empty());
            VolumeRow row = room.volumes().require(tx, id.value());
            kernel.requireUnused(tx, row.ref());
            room.volumes().setState(tx, row.id(), VolumeStatus.State.DELETING);
            kernel.audit(tx, caller, "volume.delete", row.ref(), "deleted");
            VolumeDeleteWork.Arguments arguments = new VolumeDeleteWork.Arguments(row.state());
            return kernel.start(tx, caller, VolumeDeleteWork.KIND, row.ref(), row.project(), arguments);
        });
        return kernel.operation(caller, operation, this);
    }

    static VolumeStatus view(StorageRoom room, Caller caller, VolumeRow row, List<ResourceRef> users) {
        return new View(
                new VolumeHandle(room, caller, Id.of(row.id()), row.project()),
                row.name(),
                row.description(),
                row.version(),
                room.handles().project(caller, row.project()),
                room.handles().pool(caller, row.pool()),
                row.capacity(),
                row.format(),
                row.state(),
                row.image().map(i -> room.handles().image(caller, i)),
                users);
    }

    private record View(
            Volume volume,
            String name,
            String description,
            Version version,
            Project project,
            Pool pool,
            ByteSize capacity,
            Storage.Format format,
            State state,
            Optional<Image> backing,
            List<ResourceRef> users)
            implements VolumeStatus {}

    @Override
    public boolean equals(Object other) {
        return other instanceof Volume that && id.equals(that.id());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "volume " + id;
    }
}
