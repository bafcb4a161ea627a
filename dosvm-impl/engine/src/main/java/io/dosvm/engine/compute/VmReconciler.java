package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.engine.host.VmObserver;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.project.Quotas;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes down what is seen of VMs, where it is new, and turns a difference from what is wanted into an operation.
 *
 * <p>What bears our mark but is not in the store, and what does not bear it, is left alone. What was seen before an
 * operation last acted on a VM says nothing about it any more.
 */
final class VmReconciler implements VmObserver {
    private final ComputeRoom room;
    private final Map<UUID, Instant> looks = new ConcurrentHashMap<>();

    VmReconciler(ComputeRoom room) {
        this.room = room;
    }

    /** One query, and nothing more if nothing has changed. */
    @Override
    public void observed(UUID host, HostDriver.Observation all) {
        Map<UUID, RunState> seen = new HashMap<>();
        all.vms().forEach((Compute.VmFound vm) -> seen.put(vm.id(), vm.state()));
        Kernel kernel = room.kernel();
        List<UUID> news = kernel.read("vm.compare", tx -> room.vms().onHost(tx, host).stream()
                .filter(row -> isNews(tx, row, seen.getOrDefault(row.id(), RunState.OFF), all.at()))
                .map(VmRow::id)
                .sorted()
                .toList());
        if (!news.isEmpty()) {
            kernel.write(Caller.SYSTEM, "vm.observed", tx -> {
                news.forEach(id -> write(tx, host, id, seen.getOrDefault(id, RunState.OFF), all.at()));
                return news.size();
            });
        }
        looks.merge(host, all.at(), (a, b) -> a.isAfter(b) ? a : b);
    }

    /** When a host was last looked at, if it is this node that looks. */
    Optional<Instant> lastLook(UUID host) {
        return Optional.ofNullable(looks.get(host));
    }

    /** As long as it may answer again, the age of what was seen says enough. */
    @Override
    public void lost(UUID host, boolean down) {
        if (!down) {
            return;
        }
        Kernel kernel = room.kernel();
        List<UUID> unknown = kernel.read("vm.compare", tx -> room.vms().onHost(tx, host).stream()
                .filter(row -> becomesUnknown(row.state()))
                .map(VmRow::id)
                .sorted()
                .toList());
        if (!unknown.isEmpty()) {
            kernel.write(Caller.SYSTEM, "vm.lost", tx -> {
                unknown.forEach(id -> room.vms()
                        .lock(tx, id)
                        .filter(row -> becomesUnknown(row.state()))
                        .ifPresent(row -> room.vms().save(tx, row, row.state().unknown())));
                return unknown.size();
            });
        }
    }

    /** By a person's word they are off, and cost nothing; one that is being started goes on to another host. */
    @Override
    public void dead(Tx tx, UUID host, Set<UUID> reserved) {
        Set<UUID> concerned = new TreeSet<>(reserved);
        room.vms().onHost(tx, host).forEach(row -> concerned.add(row.id()));
        Set<UUID> projects = new TreeSet<>();
        concerned.forEach(id -> room.vms().find(tx, id).ifPresent(row -> projects.add(row.project())));
        projects.forEach(project -> ProjectLock.lock(tx, project));
        room.vms().lockHost(tx, host);
        Instant now = room.kernel().runtime().now();
        concerned.forEach(id -> room.vms().lock(tx, id).ifPresent(row -> dead(tx, host, row, now)));
    }

    private void dead(Tx tx, UUID host, VmRow row, Instant now) {
        if (room.placement().placed(tx, row.id()).filter(host::equals).isPresent()) {
            room.placement().release(tx, row.id());
        }
        VmState state = row.state().at(row.state().host().filter(where -> !where.equals(host)));
        boolean starting =
                room.kernel().underWay(tx, row.id(), PowerOnWork.KIND).isPresent();
        if (!starting) {
            if (state.charged()) {
                Quotas.release(tx, row.project(), state.charge());
            }
            state = state.released();
        }
        room.vms().save(tx, row, state.seen(RunState.OFF, now).acted(now));
    }

    private boolean isNews(Tx tx, VmRow row, RunState seen, Instant at) {
        VmState state = row.state();
        if (stale(state, at)) {
            return false;
        }
        return state.run() != seen
                || differs(state) && room.kernel().working(tx, row.id()).isEmpty();
    }

    private void write(Tx tx, UUID host, UUID id, RunState seen, Instant at) {
        VmRow row = room.vms().lock(tx, id).orElse(null);
        if (row == null || stale(row.state(), at) || !row.state().host().equals(Optional.of(host))) {
            return;
        }
        VmState now = row.state().run() == seen ? row.state() : row.state().seen(seen, at);
        room.vms().save(tx, row, now);
        if (differs(now) && !now.deleting() && room.kernel().working(tx, id).isEmpty()) {
            room.kernel()
                    .start(tx, Caller.SYSTEM, SettleWork.KIND, row.ref(), row.project(), new VmPower.NoArguments());
        }
    }

    private static boolean stale(VmState state, Instant at) {
        return !at.isAfter(state.actedAt())
                || state.observedAt().filter(before -> before.isAfter(at)).isPresent();
    }

    private static boolean differs(VmState state) {
        boolean down = state.seenDown();
        return state.power() == PowerState.ON ? down : state.seenUp() || down && state.charged();
    }

    private static boolean becomesUnknown(VmState state) {
        return state.run() != RunState.UNKNOWN && (state.power() == PowerState.ON || state.seenUp());
    }
}
