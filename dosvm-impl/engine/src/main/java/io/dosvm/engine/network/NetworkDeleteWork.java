package io.dosvm.engine.network;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import java.util.UUID;

/** Ends a network on its host and forgets it. Undone, it may be used again, and comes back when a VM needs it. */
final class NetworkDeleteWork implements Work {
    static final String KIND = "network.delete";

    private final NetworkRoom room;

    NetworkDeleteWork(NetworkRoom room) {
        this.room = room;
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
        room.work().remove(context, context.target().id(), tx -> {});
    }

    @Override
    public void undo(WorkContext context, DosvmException cause) {
        UUID id = context.target().id();
        context.finish("network.kept", tx -> room.store().setDeleting(tx, id, false));
    }
}
