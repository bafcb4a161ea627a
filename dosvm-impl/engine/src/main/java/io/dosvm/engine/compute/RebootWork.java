package io.dosvm.engine.compute;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Request;
import java.util.UUID;
import java.util.function.Function;

/** Reboots a guest, or presses its reset button: never twice, as nobody could tell one from two. */
final class RebootWork implements Work {
    static final String REBOOT = "vm.reboot";
    static final String RESET = "vm.reset";

    private final String kind;
    private final Function<UUID, Request<Done>> verb;
    private final VmSteps steps;

    private RebootWork(ComputeRoom room, String kind, Function<UUID, Request<Done>> verb) {
        this.kind = kind;
        this.verb = verb;
        this.steps = room.steps();
    }

    static RebootWork reboot(ComputeRoom room) {
        return new RebootWork(room, REBOOT, Compute.Reboot::new);
    }

    static RebootWork reset(ComputeRoom room) {
        return new RebootWork(room, RESET, Compute.Reset::new);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public void forward(WorkContext context) {
        UUID host = steps.hostOf(context);
        context.host(host, verb.apply(context.target().id()), VmSteps.QUICK);
        // Nothing between the answer and the end: what failed here would leave the outcome unknown.
        context.finish(kind + ".done", tx -> {});
    }

    /** A button cannot be un-pressed. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        context.finish(kind + ".failed", tx -> {});
    }
}
