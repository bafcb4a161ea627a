package io.dosvm.engine.compute;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;

/** Deletes a VM with all that is its own: from its host, its disks, its record. */
final class VmDeleteWork implements Work {
    static final String KIND = "vm.delete";

    private final VmEnd end;

    VmDeleteWork(ComputeRoom room) {
        this.end = new VmEnd(room);
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
        end.empty(context, context.target().id());
        context.finish("vm.deleted", tx -> end.forget(tx, context.target().id()));
    }

    /** If disks are gone already, it cannot be used any more, and is there only to be deleted again. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        end.restore(context, context.target().id());
        context.finish("vm.notDeleted", tx -> end.keep(tx, context.target().id()));
    }
}
