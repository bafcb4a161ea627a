package io.dosvm.engine.compute;

import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.Quotas;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Mark;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The steps that the works on VMs share. Each may be run again. */
final class VmSteps {
    static final Duration QUICK = Duration.ofSeconds(30);
    static final Duration START = Duration.ofSeconds(60);

    private static final int LONGEST_ERROR = 2000;

    private final ComputeRoom room;

    VmSteps(ComputeRoom room) {
        this.room = room;
    }

    /**
     * A VM as one look at its host showed it.
     *
     * @param details empty if the host does not know it
     */
    record Look(Optional<Compute.VmDetails> details, Instant at) {
        RunState run() {
            return details.map(Compute.VmDetails::state).orElse(RunState.OFF);
        }

        boolean up() {
            return VmState.up(run());
        }

        boolean down() {
            return VmState.down(run());
        }

        long generation() {
            return details.flatMap(Compute.VmDetails::mark)
                    .map(Mark::generation)
                    .orElse(0L);
        }
    }

    /** The VM as it is in the store now, read under the operation's lease. */
    Optional<VmRow> row(WorkContext context) {
        UUID id = context.target().id();
        return context.write("vm.look", tx -> room.vms().find(tx, id));
    }

    /** Where it is. */
    UUID hostOf(WorkContext context) {
        return row(context).flatMap(row -> row.state().host()).orElseThrow(() -> DosvmException.of(
                        ErrorCode.WRONG_STATE, "it is on no host")
                .resource(context.target())
                .build());
    }

    /** Looks at the host. */
    Look look(WorkContext context, UUID host) {
        Optional<Compute.VmDetails> details =
                context.host(host, new Compute.Describe(context.target().id()), QUICK);
        return new Look(details, context.runtime().now());
    }

    /** Powers off without asking the guest, and looks what came of it. */
    Look stop(WorkContext context, UUID host) {
        context.host(host, new Compute.Stop(context.target().id()), QUICK);
        return look(context, host);
    }

    /** Has the host forget it; it is off. */
    void undefine(WorkContext context, UUID host) {
        context.host(host, new Compute.Undefine(context.target().id()), QUICK);
    }

    /** Writes what is so now, and that an operation had a hand in it; gone is fine. */
    void save(WorkContext context, Tx tx, UnaryOperator<VmState> change) {
        Instant now = context.runtime().now();
        room.vms().lock(tx, context.target().id()).ifPresent(row -> room.vms()
                .save(tx, row, change.apply(row.state()).acted(now)));
    }

    /** It was seen off: nobody pays for it any more, and its place is free. */
    void released(WorkContext context, Tx tx, UnaryOperator<VmState> change) {
        UUID id = context.target().id();
        room.vms().find(tx, id).ifPresent(found -> {
            ProjectLock.lock(tx, found.project());
            VmState state = room.vms().require(tx, id).state();
            if (state.charged()) {
                Quotas.release(tx, found.project(), state.charge());
            }
            room.placement().release(tx, id);
            save(context, tx, now -> change.apply(now.released()));
        });
    }

    /** How an error is kept: bounded. */
    static String kept(DosvmException cause) {
        String text = String.valueOf(cause.getMessage());
        return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR - 1) + "…";
    }
}
