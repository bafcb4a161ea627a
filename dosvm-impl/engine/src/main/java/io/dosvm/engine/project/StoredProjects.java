package io.dosvm.engine.project;

import io.dosvm.Caller;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Project;
import io.dosvm.ProjectSpec;
import io.dosvm.ProjectStatus;
import io.dosvm.Projects;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The projects in the store, for one caller. */
final class StoredProjects extends StoredCatalog<Project, ProjectStatus, ProjectDraft, Project> implements Projects {
    private final ProjectRoom room;
    private final Caller caller;

    StoredProjects(ProjectRoom room, Caller caller) {
        super(new Catalogs(room.kernel(), ProjectStore.TABLE, caller, null));
        this.room = room;
        this.caller = caller;
    }

    @Override
    public Project create(String name, Consumer<ProjectSpec> spec) {
        return make(name, ProjectDraft.of(spec));
    }

    @Override
    public Project ensure(String name, Consumer<ProjectSpec> spec) {
        ProjectDraft draft = ProjectDraft.of(spec);
        return ensured(name, draft);
    }

    @Override
    protected Project make(String name, ProjectDraft draft) {
        Kernel kernel = room.kernel();
        UUID created = kernel.runtime().newId();
        ResourceRef project = new ResourceRef(ResourceKind.PROJECT, created, name);
        kernel.authorize(caller, "project.create", project);
        ProjectRules.create(name, draft).refuse();
        return handle(kernel.write(caller, "project.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "project " + name, created);
            if (before.isPresent()) {
                return before.get();
            }
            ProjectStore.TABLE.requireFree(tx, null, name);
            Limits limits = new Limits(draft.quota());
            room.store().insert(tx, project, draft.description().orElse(""), limits);
            kernel.audit(tx, caller, "project.create", project, "quota: " + limits);
            tx.event("project.created", project, created, "project " + name + " was made");
            return created;
        }));
    }

    @Override
    protected Project verified(UUID id, ProjectDraft draft) {
        ProjectRow row = room.kernel().read("project.ensure", tx -> room.store().read(tx, id));
        ProjectRules.create(row.name(), draft).refuse();
        ProjectStore.refuseDeleting(row);
        ProjectRules.differences(row, draft).refuse(row.ref());
        return handle(id);
    }

    @Override
    protected Page<ProjectStatus> page(Tx tx, ListQuery query) {
        return ProjectStore.TABLE.page(tx, null, query, ProjectStore.COLUMNS, "", (row, context) -> {
            ProjectRow read = ProjectStore.ROW.map(row, context);
            return ProjectSnapshot.of(handle(read.id()), read);
        });
    }

    @Override
    protected Project handle(UUID id) {
        return new ProjectHandle(room, caller, Id.of(id));
    }
}
