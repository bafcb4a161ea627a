package io.dosvm.engine.compute;

import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.error.DosvmException;
import io.dosvm.value.PowerState;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends a difference between what is wanted of a VM and what was observed, after a second look.
 *
 * <p>A guest that went down by itself is wanted off from then on, and paid for no more. A guest that runs though it is
 * wanted off is asked to go down, and then stopped.
 */
final class SettleWork implements Work {
    static final String KIND = "vm.settle";

    /** Nobody knows any more what was asked for: a guest that can go down in order shall. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final VmSteps steps;

    SettleWork(ComputeRoom room) {
        this.steps = room.steps();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        Optional<VmRow> row = steps.row(context);
        Optional<UUID> host = row.flatMap(r -> r.state().host());
        if (row.isEmpty() || host.isEmpty()) {
            context.finish("vm.settled", tx -> {});
            return;
        }
        boolean wantedOn = row.get().state().power() == PowerState.ON;
        VmSteps.Look seen = steps.look(context, host.get());
        if (!wantedOn && seen.up()) {
            PowerOffWork.down(context, steps, context.runtime().now().plus(GRACE));
            return;
        }
        context.finish("vm.settled", tx -> {
            if (seen.down()) {
                steps.released(context, tx, state -> state.seen(seen.run(), seen.at()));
            } else {
                steps.save(context, tx, state -> state.seen(seen.run(), seen.at()));
            }
        });
    }

    /** Nothing was promised to anybody: the next observation shows the difference again. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        context.finish("vm.unsettled", tx -> {});
    }
}
