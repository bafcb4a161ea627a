package io.dosvm.engine.host;

import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds a host for a VM and promises it the room there, in a transaction of its own.
 *
 * <p>The choice is made from memory; the promise is one conditional update of the host's row, which knows whether the
 * choice still holds. If it does not, the next host is tried.
 */
public final class Placement {
    private static final int ROUNDS = 8;

    private final Kernel kernel;
    private final HostView view;

    Placement(Kernel kernel, HostView view) {
        this.kernel = kernel;
        this.view = view;
    }

    /**
     * The host of a VM: the one that it has already, or a new one.
     *
     * @throws DosvmException {@code NO_HOST} with the reason of each host
     */
    public UUID place(WorkContext context, Need need) {
        List<Candidate> hosts = view.current();
        for (int round = 1; ; round++) {
            List<Candidate> choice =
                    PlacementRules.choose(hosts, need, kernel.runtime().random());
            Optional<UUID> placed = context.write("vm.placed", tx -> reserve(tx, need, choice));
            if (placed.isPresent()) {
                return placed.get();
            }
            // What is in memory is old, or others were faster: from here on every choice is made from the rows.
            boolean sure = choice.isEmpty() && round > 1;
            if (sure || round == ROUNDS) {
                throw PlacementRules.refusal(hosts, need);
            }
            hosts = view.fresh();
        }
    }

    /** Gives back what was promised to a VM. None is no error. */
    public void release(Tx tx, UUID vm) {
        Optional<Reserved> found = reservation(tx, vm);
        found.ifPresent(reserved -> {
            tx.update("DELETE FROM reservation WHERE vm_id = :vm", Map.of("vm", vm));
            HostRow.Room taken = reserved.taken();
            tx.update(
                    "UPDATE host SET reserved_memory = reserved_memory - :memory, reserved_vcpus = reserved_vcpus -"
                            + " :vcpus WHERE id = :host",
                    Map.of("memory", taken.memory(), "vcpus", taken.vcpus(), "host", reserved.host()));
            tx.afterCommit(() -> view.reserved(reserved.host(), taken, -1));
        });
    }

    /** The host that a VM has room on, if it has. */
    public Optional<UUID> placed(Tx tx, UUID vm) {
        return tx.first(
                "SELECT host_id FROM reservation WHERE vm_id = :vm",
                Map.of("vm", vm),
                (row, context) -> UUID.fromString(row.getString("host_id")));
    }

    private Optional<UUID> reserve(Tx tx, Need need, List<Candidate> choice) {
        HostRow.Room taken = need.taken();
        Optional<Reserved> before = reservation(tx, need.vm().id());
        if (before.isPresent()) {
            resize(tx, need, before.get(), taken);
            return before.map(Reserved::host);
        }
        for (Candidate host : choice) {
            if (promised(tx, host.id(), taken)) {
                tx.update(
                        "INSERT INTO reservation (vm_id, host_id, vm_name, vcpus, memory)"
                                + " VALUES (:vm, :host, :name, :vcpus, :memory)",
                        Map.of(
                                "vm", need.vm().id(),
                                "host", host.id(),
                                "name", need.vm().name(),
                                "vcpus", need.vcpus(),
                                "memory", taken.memory()));
                tx.afterCommit(() -> view.reserved(host.id(), taken, 1));
                return Optional.of(host.id());
            }
            tx.afterCommit(() -> view.changed(host.id()));
        }
        return Optional.empty();
    }

    private record Reserved(UUID host, HostRow.Room taken) {}

    private static Optional<Reserved> reservation(Tx tx, UUID vm) {
        return tx.first(
                "SELECT host_id, memory, vcpus FROM reservation WHERE vm_id = :vm FOR UPDATE",
                Map.of("vm", vm),
                (row, context) -> new Reserved(
                        UUID.fromString(row.getString("host_id")),
                        new HostRow.Room(row.getLong("memory"), row.getLong("vcpus"))));
    }

    /**
     * A VM that is started anew may have been defined larger or smaller: its place is kept, and costs what it is now.
     */
    private void resize(Tx tx, Need need, Reserved before, HostRow.Room taken) {
        HostRow.Room old = before.taken();
        if (old.equals(taken)) {
            return;
        }
        HostRow.Room more = new HostRow.Room(taken.memory() - old.memory(), taken.vcpus() - old.vcpus());
        boolean smaller = more.memory() <= 0 && more.vcpus() <= 0;
        if (smaller) {
            tx.update(
                    "UPDATE host SET reserved_memory = reserved_memory + :memory,"
                            + " reserved_vcpus = reserved_vcpus + :vcpus WHERE id = :host",
                    Map.of("host", before.host(), "memory", more.memory(), "vcpus", more.vcpus()));
        } else if (!promised(tx, before.host(), more)) {
            throw DosvmException.of(ErrorCode.NO_HOST, "its host has no room for what it was enlarged to")
                    .resource(need.vm())
                    .with("host", before.host())
                    .hint("power it off and on, so that another host can be chosen")
                    .build();
        }
        tx.update(
                "UPDATE reservation SET vcpus = :vcpus, memory = :memory WHERE vm_id = :vm",
                Map.of("vm", need.vm().id(), "vcpus", taken.vcpus(), "memory", taken.memory()));
        tx.afterCommit(() -> view.reserved(before.host(), old, -1));
        tx.afterCommit(() -> view.reserved(before.host(), taken, 1));
    }

    private static boolean promised(Tx tx, UUID host, HostRow.Room taken) {
        int rows = tx.update(
                "UPDATE host SET reserved_memory = reserved_memory + :memory, reserved_vcpus = reserved_vcpus + :vcpus"
                        + " WHERE id = :host AND state = 'ACTIVE' AND connection = 'UP' AND cordoned = FALSE"
                        + " AND reserved_memory + foreign_memory + :memory <= capacity_memory"
                        + " AND reserved_vcpus + foreign_vcpus + :vcpus <= capacity_vcpus",
                Map.of("host", host, "memory", taken.memory(), "vcpus", taken.vcpus()));
        return rows == 1;
    }
}
