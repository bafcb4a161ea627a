package io.dosvm.engine.project;

import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import java.util.List;

/** Deletes a project with all that belongs to it. */
public final class ProjectDelete implements Work {
    static final String KIND = "project.delete";

    private final Kernel kernel;
    private final List<ProjectContent> content;
    private final ProjectStore store = new ProjectStore();

    /** The content's order is that of deletion. */
    public ProjectDelete(Kernel kernel, List<ProjectContent> content) {
        this.kernel = kernel;
        this.content = List.copyOf(content);
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
        var project = context.target();
        for (ProjectContent part : content) {
            context.check();
            part.delete(context, project.id());
        }
        context.finish("project.deleted", tx -> {
            Quotas.lock(tx, project.id());
            content.forEach(part -> part.forget(tx, project.id()));
            kernel.unuse(tx, project.id());
            store.delete(tx, project.id());
            kernel.audit(tx, context.caller(), "project.deleted", project, "with all that belonged to it");
            tx.event("project.deleted", project, project.id(), "deleted");
        });
    }

    /** What is deleted stays so; the rest may be used again. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        var project = context.target();
        content.forEach(part -> part.keep(context, project.id()));
        context.finish("project.kept", tx -> {
            store.state(tx, project.id(), ProjectRow.State.ACTIVE);
            tx.event(
                    "project.kept",
                    project,
                    project.id(),
                    "not deleted: " + cause.code().id());
        });
    }

    /** There is nothing to say: the target says it all. */
    record Arguments() {}
}
