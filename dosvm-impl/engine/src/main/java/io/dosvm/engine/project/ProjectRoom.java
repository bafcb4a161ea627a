package io.dosvm.engine.project;

import io.dosvm.Caller;
import io.dosvm.Project;
import io.dosvm.Projects;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.operation.Work;
import io.dosvm.value.Id;
import java.util.List;
import java.util.UUID;

/** The noun put together: what the other rooms may use of it. */
public final class ProjectRoom {
    private final Kernel kernel;
    private final ProjectParts parts;
    private final List<ProjectContent> content;
    private final ProjectStore store = new ProjectStore();

    /**
     * The noun on a kernel.
     *
     * @param parts what a project has
     * @param content what goes with a project, in this order
     */
    public ProjectRoom(Kernel kernel, ProjectParts parts, List<ProjectContent> content) {
        this.kernel = kernel;
        this.parts = parts;
        this.content = List.copyOf(content);
    }

    /** All projects. */
    public Projects projects(Caller caller) {
        return new StoredProjects(this, caller);
    }

    /** One project. Without I/O. */
    public Project project(Caller caller, UUID id) {
        return new ProjectHandle(this, caller, Id.of(id));
    }

    /** The SQL of projects. */
    public ProjectStore store() {
        return store;
    }

    /** All kinds of work of this noun. */
    public List<Work> works() {
        return List.of(new ProjectDelete(kernel, content));
    }

    Kernel kernel() {
        return kernel;
    }

    ProjectParts parts() {
        return parts;
    }

    List<ProjectContent> content() {
        return content;
    }
}
