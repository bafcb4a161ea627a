package io.dosvm.engine.project;

import io.dosvm.Caller;
import io.dosvm.Images;
import io.dosvm.Instances;
import io.dosvm.Networks;
import io.dosvm.Operation;
import io.dosvm.Project;
import io.dosvm.ProjectSpec;
import io.dosvm.ProjectStatus;
import io.dosvm.VersionCondition;
import io.dosvm.Vms;
import io.dosvm.Volumes;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A project by its identity. */
final class ProjectHandle implements Project {
    private final ProjectRoom room;
    private final Caller caller;
    private final Id<Project> id;

    ProjectHandle(ProjectRoom room, Caller caller, Id<Project> id) {
        this.room = room;
        this.caller = caller;
        this.id = id;
    }

    @Override
    public Id<Project> id() {
        return id;
    }

    @Override
    public ProjectStatus status() {
        authorize("project.read");
        return ProjectSnapshot.of(
                this, room.kernel().read("project.read", tx -> room.store().read(tx, id.value())));
    }

    @Override
    public ProjectStatus edit(Consumer<ProjectSpec> change) {
        return edit(change, Optional.empty());
    }

    @Override
    public ProjectStatus edit(Consumer<ProjectSpec> change, VersionCondition condition) {
        return edit(change, Optional.of(condition));
    }

    private ProjectStatus edit(Consumer<ProjectSpec> change, Optional<VersionCondition> condition) {
        authorize("project.edit");
        ProjectDraft draft = ProjectDraft.of(change);
        return room.kernel().write(caller, "project.edit", tx -> {
            ProjectStore.TABLE.lock(tx, id.value(), condition);
            ProjectRow row = room.store().read(tx, id.value());
            ProjectStore.refuseDeleting(row);
            ProjectRules.edit(row, draft).refuse();
            return ProjectSnapshot.of(this, write(tx, row, draft));
        });
    }

    private ProjectRow write(Tx tx, ProjectRow row, ProjectDraft draft) {
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        limits.putAll(row.limits().values());
        limits.putAll(draft.quota());
        Limits asked = new Limits(limits);
        String description = draft.description().orElse(row.description());
        if (asked.equals(row.limits()) && description.equals(row.description())) {
            return row;
        }
        room.store().update(tx, row, description, asked);
        String text = asked.equals(row.limits()) ? "description" : "quota: " + asked;
        room.kernel().audit(tx, caller, "project.edit", row.ref(), text);
        tx.event("project.edited", row.ref(), row.id(), text);
        return room.store().read(tx, row.id());
    }

    @Override
    public Volumes volumes() {
        return room.parts().volumes(caller, id);
    }

    @Override
    public Images images() {
        return room.parts().images(caller, id);
    }

    @Override
    public Networks networks() {
        return room.parts().networks(caller, id);
    }

    @Override
    public Instances instances() {
        return room.parts().instances(caller, id);
    }

    @Override
    public Vms vms() {
        return room.parts().vms(caller, id);
    }

    @Override
    public Operation<Project> delete() {
        authorize(ProjectDelete.KIND);
        UUID operation = room.kernel().write(caller, ProjectDelete.KIND, tx -> {
            ProjectRow row = room.store().lock(tx, id.value());
            ProjectStore.refuseDeleting(row);
            refuseRunning(tx, row);
            room.store().state(tx, row.id(), ProjectRow.State.DELETING);
            room.kernel().audit(tx, caller, ProjectDelete.KIND, row.ref(), "asked for");
            tx.event("project.deleting", row.ref(), row.id(), "is being deleted");
            return room.kernel()
                    .start(tx, caller, ProjectDelete.KIND, row.ref(), row.id(), new ProjectDelete.Arguments());
        });
        return room.kernel().operation(caller, operation, this);
    }

    /** The charge decides: it is under the row's lock. The list is for people. */
    private void refuseRunning(Tx tx, ProjectRow row) {
        List<String> running = room.content().stream()
                .flatMap(part -> part.running(tx, row.id()).stream())
                .map(ResourceRef::toString)
                .limit(20)
                .toList();
        if (row.use().of(Limit.VCPUS) > 0 || !running.isEmpty()) {
            throw DosvmException.of(
                            ErrorCode.WRONG_STATE,
                            running.isEmpty()
                                    ? "a VM runs, or has not been seen off yet"
                                    : "runs, or is being worked on: " + running)
                    .resource(row.ref())
                    .with("running", running)
                    .hint("power its VMs off, and wait for what works on its volumes, images and networks")
                    .build();
        }
    }

    private void authorize(String action) {
        ResourceRef project = new ResourceRef(ResourceKind.PROJECT, id.value(), "");
        room.kernel().authorize(caller, action, project, Optional.of(id.value()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProjectHandle that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "project " + id;
    }
}
