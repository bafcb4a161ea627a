package io.dosvm.engine.network;

import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.ProjectContent;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The networks of a project, as the project's end sees them. */
final class ProjectNetworks implements ProjectContent {
    private final NetworkRoom room;

    ProjectNetworks(NetworkRoom room) {
        this.room = room;
    }

    /** What an operation works on would be deleted under it. */
    @Override
    public List<ResourceRef> running(Tx tx, UUID project) {
        return room.store().ofProject(tx, project).stream()
                .map(NetworkRow::ref)
                .filter(ref -> room.kernel().working(tx, ref.id()).isPresent())
                .toList();
    }

    @Override
    public void delete(WorkContext context, UUID project) {
        List<UUID> networks = context.write("project.networks", tx -> room.store().ofProject(tx, project).stream()
                .map(NetworkRow::id)
                .toList());
        for (UUID network : networks) {
            context.check();
            room.work().remove(context, network, tx -> {});
        }
    }

    /** They come back on their hosts when VMs need them. */
    @Override
    public void keep(WorkContext context, UUID project) {
        context.write("network.kept", tx -> {
            room.store().ofProject(tx, project).forEach(row -> room.store().setDeleting(tx, row.id(), false));
            return project;
        });
    }

    @Override
    public void forget(Tx tx, UUID project) {
        tx.update("DELETE FROM subnet_project WHERE project_id = :project", Map.of("project", project));
    }
}
