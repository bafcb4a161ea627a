package io.dosvm.engine.storage;

import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.ProjectContent;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.HostUnreachableException;
import io.dosvm.error.TimeoutException;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The volumes and images of a project, as the project's end sees them. */
final class ProjectStorage implements ProjectContent {
    private final StorageRoom room;

    ProjectStorage(StorageRoom room) {
        this.room = room;
    }

    /** What an operation works on would be deleted under it. */
    @Override
    public List<ResourceRef> running(Tx tx, UUID project) {
        return Stream.concat(
                        room.volumes().ofProject(tx, project).stream().map(VolumeRow::ref),
                        room.images().ofProject(tx, project).stream().map(ImageRow::ref))
                .filter(ref -> room.kernel().working(tx, ref.id()).isPresent())
                .toList();
    }

    @Override
    public void delete(WorkContext context, UUID project) {
        List<UUID> volumes = context.write("project.volumes", tx -> room.volumes().ofProject(tx, project).stream()
                .map(VolumeRow::id)
                .toList());
        for (UUID volume : volumes) {
            context.check();
            room.volumeWork().remove(context, volume, tx -> {});
        }
        List<UUID> images = context.write("project.images", tx -> room.images().ofProject(tx, project).stream()
                .map(ImageRow::id)
                .toList());
        for (UUID image : images) {
            context.check();
            room.removeImage(context, image);
        }
    }

    @Override
    public void keep(WorkContext context, UUID project) {
        context.write("project.volumes", tx -> room.volumes().ofProject(tx, project))
                .forEach(volume -> room.volumeWork().restore(context, volume.id()));
        context.write("project.images", tx -> room.images().ofProject(tx, project)).stream()
                .filter(image -> image.state() == ImageRow.State.DELETING)
                .forEach(image -> keepImage(context, image.id()));
    }

    /** If the host does not answer, it can only be deleted again. */
    private void keepImage(WorkContext context, UUID image) {
        try {
            room.restoreImage(context, image);
        } catch (HostUnreachableException | TimeoutException e) {
            return;
        }
    }

    @Override
    public void forget(Tx tx, UUID project) {
        tx.update("DELETE FROM pool_project WHERE project_id = :project", Map.of("project", project));
    }
}
