package io.dosvm.engine.compute;

import io.dosvm.engine.compute.VmPower.OffArguments;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Compute;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Brings a VM down: asks the guest as long as it has time, then does not ask. */
final class PowerOffWork implements Work {
    static final String KIND = "vm.powerOff";

    private static final Duration LOOK_FIRST = Duration.ofMillis(200);
    private static final Duration LOOK_LATER = Duration.ofSeconds(1);
    /** A guest that is still booting has not heard the first time. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private final VmSteps steps;

    PowerOffWork(ComputeRoom room) {
        this.steps = room.steps();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        down(context, steps, context.arguments(OffArguments.class).until());
    }

    /** Brings it down, then ends the operation. */
    static void down(WorkContext context, VmSteps steps, Instant until) {
        Optional<UUID> host = steps.row(context).flatMap(row -> row.state().host());
        if (host.isEmpty()) {
            context.finish(
                    "vm.off",
                    tx -> steps.released(
                            context,
                            tx,
                            state -> state.seen(RunState.OFF, context.runtime().now())));
            return;
        }
        VmSteps.Look seen = asked(context, steps, host.get(), until);
        if (!seen.down()) {
            seen = steps.stop(context, host.get());
        }
        end(context, steps, seen);
    }

    private static void end(WorkContext context, VmSteps steps, VmSteps.Look seen) {
        if (!seen.down()) {
            throw DosvmException.of(
                            ErrorCode.OPERATION_FAILED, "the host was told to stop it, and shows it " + seen.run())
                    .resource(context.target())
                    .with("run", seen.run())
                    .build();
        }
        context.finish("vm.off", tx -> steps.released(context, tx, state -> state.seen(seen.run(), seen.at())));
    }

    /** Lets the guest go down by itself. */
    private static VmSteps.Look asked(WorkContext context, VmSteps steps, UUID host, Instant until) {
        VmSteps.Look seen = steps.look(context, host);
        Duration pause = LOOK_FIRST;
        Instant askedAt = Instant.MIN;
        while (guestAwake(seen) && context.runtime().now().isBefore(until)) {
            if (askedAt.equals(Instant.MIN) || !context.runtime().now().isBefore(askedAt.plus(ASK_AGAIN))) {
                context.host(host, new Compute.Shutdown(context.target().id()), VmSteps.QUICK);
                askedAt = context.runtime().now();
            }
            Duration left = Duration.between(context.runtime().now(), until);
            context.sleep(left.compareTo(pause) < 0 ? left : pause);
            pause = pause.multipliedBy(2).compareTo(LOOK_LATER) < 0 ? pause.multipliedBy(2) : LOOK_LATER;
            seen = steps.look(context, host);
        }
        return seen;
    }

    /** A paused guest cannot hear. */
    private static boolean guestAwake(VmSteps.Look seen) {
        return seen.run() == RunState.RUNNING || seen.run() == RunState.STOPPING;
    }

    /** Cancelled, it is wanted on again. Otherwise it stays wanted off, and is brought down once its host answers. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        boolean on = cause.code() == ErrorCode.CANCELLED;
        context.finish(
                "vm.notOff",
                tx -> steps.save(context, tx, state -> on && state.charged() ? state.wanted(PowerState.ON) : state));
    }
}
