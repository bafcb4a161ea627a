package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.engine.project.Quotas;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.PowerState;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked of a VM's power: each the one transaction that records it, with the operation that brings it about. */
final class VmPower {
    private static final Duration LONGEST_GRACE = Duration.ofDays(1);

    private final ComputeRoom room;

    VmPower(ComputeRoom room) {
        this.room = room;
    }

    /**
     * What a start is to bring about, as it was asked for: a later edit of the instance counts at the next start.
     *
     * @param bound the host on which it can run; null for any
     */
    record OnArguments(
            long generation,
            InstanceDefinition definition,
            @Nullable UUID bound) {}

    /**
     * What a stop is to bring about.
     *
     * @param until how long the guest may take
     */
    record OffArguments(Instant until) {}

    /** Nothing but the target. */
    record NoArguments() {}

    /** Records that it is to be on; empty if it is. */
    Optional<UUID> on(Tx tx, Caller caller, UUID id) {
        Kernel kernel = room.kernel();
        ResourceRef project = ProjectLock.lock(tx, room.vms().require(tx, id).project());
        VmRow row = locked(tx, id);
        Optional<UUID> underWay = kernel.underWay(tx, id, PowerOnWork.KIND);
        if (underWay.isPresent()) {
            return underWay;
        }
        requireUsable(tx, row);
        VmState state = row.state();
        boolean again = state.power() == PowerState.ON;
        if (again && !state.seenDown()) {
            return Optional.empty();
        }
        if (!again && (state.charged() || state.seenUp())) {
            throw refused(
                    row, "it was not seen off yet since it was powered off", "power it off again, and wait for it");
        }
        InstanceDefinition definition =
                room.instances().require(tx, row.instance()).definition();
        if (state.charged()) {
            Quotas.release(tx, row.project(), state.charge());
        }
        Quotas.charge(tx, project, Quotas.Amount.ofRunning(definition.vcpus(), definition.memory()));
        requireAlone(tx, row);
        // Went down by itself and nobody has noted it yet: the host refuses a start that is not its own, so the
        // generation stays, and a guest that runs after all counts as started.
        long generation = again ? state.generation() : state.generation() + 1;
        room.vms().save(tx, row, state.on(generation, definition.vcpus(), definition.memory()));
        kernel.audit(tx, caller, PowerOnWork.KIND, row.ref(), "powered on");
        Optional<UUID> bound = room.boundHost(tx, row.project(), definition);
        return Optional.of(kernel.start(
                tx,
                caller,
                PowerOnWork.KIND,
                row.ref(),
                row.project(),
                new OnArguments(generation, definition, bound.orElse(null))));
    }

    /** Records that it is to be off; empty if it is. */
    Optional<UUID> off(Tx tx, Caller caller, UUID id, Duration grace) {
        new Violations()
                .check(
                        !grace.isNegative() && grace.compareTo(LONGEST_GRACE) <= 0,
                        "grace",
                        grace,
                        "zero to " + LONGEST_GRACE.toHours() + " hours")
                .refuse();
        ProjectLock.lock(tx, room.vms().require(tx, id).project());
        VmRow row = locked(tx, id);
        requireUsable(tx, row);
        VmState state = row.state();
        if (state.power() == PowerState.OFF && !state.charged() && !state.seenUp()) {
            return Optional.empty();
        }
        room.vms().save(tx, row, state.wanted(PowerState.OFF));
        room.kernel().audit(tx, caller, PowerOffWork.KIND, row.ref(), "powered off");
        Instant until = room.kernel().runtime().now().plus(grace);
        return Optional.of(
                room.kernel().start(tx, caller, PowerOffWork.KIND, row.ref(), row.project(), new OffArguments(until)));
    }

    /** Records that a VM that is on is to be suspended or to go on; asked again meanwhile, it is the same work. */
    UUID pause(Tx tx, Caller caller, UUID id, String kind) {
        locked(tx, id);
        return room.kernel().underWay(tx, id, kind).orElseGet(() -> whileOn(tx, caller, id, kind));
    }

    /** Records that something is to be done with a VM that is on. */
    UUID whileOn(Tx tx, Caller caller, UUID id, String kind) {
        VmRow row = locked(tx, id);
        requireUsable(tx, row);
        if (row.state().power() != PowerState.ON || row.state().seenDown()) {
            throw refused(row, "it does not run", "power it on first");
        }
        room.kernel().audit(tx, caller, kind, row.ref(), "asked");
        return room.kernel().start(tx, caller, kind, row.ref(), row.project(), new NoArguments());
    }

    /** Records that it is to go, with all that is its own. */
    UUID delete(Tx tx, Caller caller, UUID id) {
        new ProjectStore().requireActive(tx, room.vms().require(tx, id).project());
        VmRow row = locked(tx, id);
        Optional<UUID> underWay = room.kernel().underWay(tx, id, VmDeleteWork.KIND);
        if (underWay.isPresent()) {
            return underWay.get();
        }
        requireIdle(tx, row);
        VmState state = row.state();
        if (state.power() == PowerState.ON || state.charged() || state.seenUp()) {
            throw refused(row, "its power is on, or it was not seen off yet", "power it off first");
        }
        room.kernel().requireUnused(tx, row.ref());
        room.vms().save(tx, row, state.going());
        room.kernel().audit(tx, caller, VmDeleteWork.KIND, row.ref(), "deleted");
        return room.kernel().start(tx, caller, VmDeleteWork.KIND, row.ref(), row.project(), new NoArguments());
    }

    private VmRow locked(Tx tx, UUID id) {
        return room.vms().lock(tx, id).orElseThrow(() -> VmStore.TABLE.notFound("id", id.toString()));
    }

    private void requireUsable(Tx tx, VmRow row) {
        requireIdle(tx, row);
        if (row.state().deleting()) {
            throw refused(row, "its deletion was begun, and some of its disks may be gone", "delete it again");
        }
    }

    private void requireIdle(Tx tx, VmRow row) {
        room.kernel().working(tx, row.id()).ifPresent(operation -> {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "operation " + operation + " works on it")
                    .resource(row.ref())
                    .with("operation", operation)
                    .hint("wait for it, or cancel it")
                    .build();
        });
    }

    /**
     * A volume that one VM writes is for that VM alone. The project's lock keeps two starts from passing each other.
     */
    private void requireAlone(Tx tx, VmRow row) {
        room.vms().rival(tx, row.id()).ifPresent(other -> {
            throw DosvmException.of(
                            ErrorCode.WRONG_STATE,
                            other.ref() + " is on and uses a volume of it that one of both writes")
                    .resource(row.ref())
                    .with("vm", other.id())
                    .hint("power that one off, or let both only read")
                    .build();
        });
    }

    private static DosvmException refused(VmRow row, String why, String hint) {
        return DosvmException.of(ErrorCode.WRONG_STATE, why)
                .resource(row.ref())
                .with("power", row.state().power())
                .with("run", row.state().run())
                .hint(hint)
                .build();
    }
}
