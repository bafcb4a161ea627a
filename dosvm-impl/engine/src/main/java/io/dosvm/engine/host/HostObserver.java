package io.dosvm.engine.host;

import io.dosvm.Caller;
import io.dosvm.HostStatus.Connection;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.value.RunState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One look at one host: asks it, compares with what was known, writes what has changed, tells whom it concerns. */
final class HostObserver {
    private static final Set<Part> PARTS = Set.of(Part.VMS, Part.LOAD);
    private static final Set<RunState> IN_MEMORY = Set.of(
            RunState.RUNNING,
            RunState.SUSPENDED,
            RunState.STARTING,
            RunState.STOPPING,
            RunState.MIGRATING,
            RunState.UNKNOWN);
    private static final Set<ErrorCode> NOT_THE_HOST =
            Set.of(ErrorCode.INTERRUPTED, ErrorCode.CLOSED, ErrorCode.NOT_FOUND);

    /** Foreign memory counts in steps: a balloon that breathes is no change. */
    private static final long STEP = 64L << 20;

    private final Kernel kernel;
    private final HostStore store;
    private final HostConnections connections;
    private final HostParameters parameters;
    private final HostView view;
    private final VmObserver vms;

    HostObserver(
            Kernel kernel,
            HostStore store,
            HostConnections connections,
            HostParameters parameters,
            HostView view,
            VmObserver vms) {
        this.kernel = kernel;
        this.store = store;
        this.connections = connections;
        this.parameters = parameters;
        this.view = view;
        this.vms = vms;
    }

    /**
     * Looks at a host.
     *
     * @return false if it is not this node's to watch any more
     */
    boolean look(WatchedHost host) {
        HostDriver.HostFacts facts = host.facts;
        HostDriver.Observation seen;
        boolean refresh = host.refresh;
        try {
            if (refresh) {
                host.refresh = false;
                facts = facts(host);
            }
            seen = connections.look(host.id(), new HostDriver.Observe(PARTS), call());
        } catch (DosvmException e) {
            host.refresh = true;
            if (NOT_THE_HOST.contains(e.code())) {
                throw e;
            }
            return lapsed(host) || missed(host, e);
        }
        if (lapsed(host)) {
            host.refresh |= refresh;
            return true;
        }
        boolean used = false;
        try {
            boolean ours = answered(host, facts, seen);
            used = true;
            return ours;
        } finally {
            host.refresh |= refresh && !used;
        }
    }

    /** The answer took longer than this node may speak for the host: somebody else may know better by now. */
    private boolean lapsed(WatchedHost host) {
        return host.heldUntil - kernel.runtime().nanoTime() <= 0;
    }

    private HostDriver.HostFacts facts(WatchedHost host) {
        HostDriver.HostFacts facts = connections.look(host.id(), new HostDriver.Facts(), call());
        if (!MachineIdentity.same(kernel.owner(), host.id(), host.facts, facts)) {
            throw DosvmException.of(ErrorCode.HOST_KNOWN, "another machine answers there: " + facts.hostName())
                    .resource(host.ref)
                    .build();
        }
        if (facts.capabilities().contains(Capability.OWNER_MARK)
                && MachineIdentity.marked(kernel.owner(), facts).isEmpty()
                && kernel.read("host.stays", tx -> HostLookup.usable(tx, host.id()))) {
            // It lost our mark, or is somebody else's now: claiming without force tells which. One that is being let go
            // has lost it rightly.
            HostDriver.OwnerMark mark = new HostDriver.OwnerMark(kernel.owner(), host.id());
            connections.look(host.id(), new HostDriver.Claim(mark, false), call());
        }
        return facts;
    }

    private boolean answered(WatchedHost host, HostDriver.HostFacts facts, HostDriver.Observation seen) {
        HostRow.Room foreign = foreign(host, seen);
        boolean back = host.heartbeat.missed() > 0;
        if (back || !facts.equals(host.facts) || !foreign.equals(host.foreign)) {
            boolean written = kernel.write(Caller.SYSTEM, "host.observed", tx -> {
                boolean ours = store.observed(tx, host.id(), host.epoch, facts, foreign);
                if (ours && back) {
                    kernel.hostAnswers(tx, host.id());
                    tx.event("host.up", host.ref, null, "host " + host.ref.name() + " answers");
                }
                return ours;
            });
            if (!written) {
                return false;
            }
            host.facts = facts;
            host.foreign = foreign;
            view.changed(host.id());
        }
        host.heartbeat = host.heartbeat.answer();
        host.told = Connection.UP;
        host.seen = Optional.of(new HostSnapshot.Seen(seen.at(), seen.load()));
        vms.observed(host.id(), seen);
        return true;
    }

    private boolean missed(WatchedHost host, DosvmException cause) {
        int enough = parameters.missedHeartbeats();
        Connection before = host.heartbeat.connection(enough);
        Heartbeat heartbeat = host.heartbeat.miss(enough);
        Connection now = heartbeat.connection(enough);
        if (now != before) {
            boolean written = kernel.write(Caller.SYSTEM, "host.missed", tx -> {
                boolean ours = store.missed(tx, host.id(), host.epoch, now, String.valueOf(cause.getMessage()));
                if (ours) {
                    String kind = now == Connection.DOWN ? "host.down" : "host.suspect";
                    String text = "host " + host.ref.name() + " missed " + heartbeat.missed() + " answers: "
                            + cause.code().id();
                    tx.event(kind, host.ref, null, text);
                }
                return ours;
            });
            if (!written) {
                return false;
            }
            view.changed(host.id());
        }
        host.heartbeat = heartbeat;
        if (now != host.told) {
            vms.lost(host.id(), now == Connection.DOWN);
            host.told = now;
        }
        return true;
    }

    /** What VMs take that have no reservation: foreign ones, and strays. */
    private HostRow.Room foreign(WatchedHost host, HostDriver.Observation seen) {
        long memory = 0;
        long vcpus = 0;
        Map<UUID, VmFound> marked = new HashMap<>();
        for (VmFound vm : seen.vms()) {
            if (IN_MEMORY.contains(vm.state())) {
                Optional<UUID> ours = Mark.idOf(kernel.owner(), vm.name());
                if (ours.isPresent()) {
                    marked.put(ours.get(), vm);
                } else {
                    memory += HostCapacity.taken(vm.vcpus(), vm.memory()).bytes();
                    vcpus += vm.vcpus();
                }
            }
        }
        if (!host.reserved.containsAll(marked.keySet())) {
            host.reserved = new HashSet<>(kernel.read("host.reserved", tx -> store.reserved(tx, host.id())));
        }
        host.reserved.retainAll(marked.keySet());
        for (Map.Entry<UUID, VmFound> vm : marked.entrySet()) {
            if (!host.reserved.contains(vm.getKey())) {
                memory += HostCapacity.taken(
                                vm.getValue().vcpus(), vm.getValue().memory())
                        .bytes();
                vcpus += vm.getValue().vcpus();
            }
        }
        return new HostRow.Room((memory + STEP - 1) / STEP * STEP, vcpus);
    }

    private Call call() {
        return Call.within(kernel.runtime(), parameters.answerWithin());
    }
}
