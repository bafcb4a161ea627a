package io.dosvm.engine.compute;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Request;
import java.util.UUID;
import java.util.function.Function;

/** Pauses a guest, or lets it go on. "Already so" is success, so it may be asked again. */
final class PauseWork implements Work {
    static final String SUSPEND = "vm.suspend";
    static final String RESUME = "vm.resume";

    private final String kind;
    private final Function<UUID, Request<Done>> verb;
    private final VmSteps steps;

    private PauseWork(ComputeRoom room, String kind, Function<UUID, Request<Done>> verb) {
        this.kind = kind;
        this.verb = verb;
        this.steps = room.steps();
    }

    static PauseWork suspend(ComputeRoom room) {
        return new PauseWork(room, SUSPEND, Compute.Suspend::new);
    }

    static PauseWork resume(ComputeRoom room) {
        return new PauseWork(room, RESUME, Compute.Resume::new);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public void forward(WorkContext context) {
        UUID host = steps.hostOf(context);
        context.host(host, verb.apply(context.target().id()), VmSteps.QUICK);
        VmSteps.Look seen = steps.look(context, host);
        context.finish(kind + ".done", tx -> steps.save(context, tx, state -> state.seen(seen.run(), seen.at())));
    }

    /** Whether it came to it is seen by the next observation; nothing else hangs on it. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        context.finish(kind + ".failed", tx -> {});
    }
}
