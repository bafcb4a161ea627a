package io.dosvm.engine.project;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Project;
import io.dosvm.ProjectSpec;
import io.dosvm.ProjectStatus;
import io.dosvm.Projects;
import io.dosvm.Subscription;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.ConflictException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The projects in the store, for one caller. */
final class StoredProjects implements Projects {
    private final ProjectRoom room;
    private final Caller caller;
    private final Catalogs catalog;

    StoredProjects(ProjectRoom room, Caller caller) {
        this.room = room;
        this.caller = caller;
        this.catalog = new Catalogs(room.kernel(), ProjectStore.TABLE, caller, null);
    }

    @Override
    public Project get(Id<Project> id) {
        return new ProjectHandle(room, caller, id);
    }

    @Override
    public Optional<Project> find(String name) {
        return catalog.find(name).map(this::handle);
    }

    @Override
    public Project require(String name) {
        return handle(catalog.require(name));
    }

    @Override
    public Subscription watch(EventListener listener) {
        return catalog.watch(listener);
    }

    @Override
    public Page<ProjectStatus> list(Consumer<ListQuery> query) {
        return catalog.list(query, this::page);
    }

    @Override
    public Stream<ProjectStatus> stream(Consumer<ListQuery> query) {
        return catalog.stream(query, this::page);
    }

    @Override
    public Project create(String name, Consumer<ProjectSpec> spec) {
        return create(name, ProjectDraft.of(spec));
    }

    @Override
    public Project ensure(String name, Consumer<ProjectSpec> spec) {
        ProjectDraft draft = ProjectDraft.of(spec);
        Optional<Project> known = verified(name, draft);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return create(name, draft);
        } catch (ConflictException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            // Somebody else made it in between.
            return verified(name, draft).orElseThrow(() -> e);
        }
    }

    private Project create(String name, ProjectDraft draft) {
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

    private Optional<Project> verified(String name, ProjectDraft draft) {
        Optional<UUID> found = catalog.find(name);
        found.ifPresent(id -> {
            ProjectRules.create(name, draft).refuse();
            ProjectRow row =
                    room.kernel().read("project.ensure", tx -> room.store().read(tx, id));
            ProjectStore.refuseDeleting(row);
            ProjectRules.differences(row, draft).refuse(row.ref());
        });
        return found.map(this::handle);
    }

    private Page<ProjectStatus> page(Tx tx, ListQuery query) {
        return ProjectStore.TABLE.page(tx, null, query, ProjectStore.COLUMNS, "", (row, context) -> {
            ProjectRow read = ProjectStore.ROW.map(row, context);
            return ProjectSnapshot.of(handle(read.id()), read);
        });
    }

    private Project handle(UUID id) {
        return get(Id.of(id));
    }
}
