package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What must be so whenever nothing is under way: recomputed from the records and compared with what is kept, and with
 * what is on the hosts.
 */
final class Invariants {
    private final UUID owner;
    private final FakeHosts fakes;
    private final List<String> broken = new ArrayList<>();

    private Invariants(UUID owner, FakeHosts fakes) {
        this.owner = owner;
        this.fakes = fakes;
    }

    /** Fails naming everything that is not so. */
    static void check(ComputeRoom room, UUID owner, FakeHosts fakes, String when) {
        Invariants invariants = new Invariants(owner, fakes);
        room.kernel().read("test.invariants", tx -> {
            invariants.sums(tx);
            invariants.links(tx);
            invariants.vms(tx);
            invariants.hosts(tx);
            return true;
        });
        invariants.broken.addAll(fakes.runningTwice());
        assertEquals(List.of(), invariants.broken, when);
    }

    private void sums(Tx tx) {
        none(tx, "operations unfinished", "SELECT kind || ' ' || state AS bad FROM operation WHERE due_at IS NOT NULL");
        same(
                tx,
                "quota",
                "SELECT p.name || ' ' || p.used_instances || ' ' || p.used_vcpus || ' ' || p.used_memory || ' ' ||"
                        + " p.used_disk || ' ' || p.used_images || ' ' || p.used_image_bytes AS line"
                        + " FROM project p ORDER BY p.name",
                "SELECT p.name || ' ' || (SELECT COUNT(*) FROM instance i WHERE i.project_id = p.id)"
                        + " || ' ' || (SELECT COALESCE(SUM(v.charged_vcpus), 0) FROM vm v WHERE v.project_id = p.id)"
                        + " || ' ' || (SELECT COALESCE(SUM(v.charged_memory), 0) FROM vm v WHERE v.project_id = p.id)"
                        + " || ' ' || (SELECT COALESCE(SUM(d.capacity), 0) FROM volume d WHERE d.project_id = p.id)"
                        + " || ' ' || (SELECT COUNT(*) FROM image m WHERE m.project_id = p.id)"
                        + " || ' ' || (SELECT COALESCE(SUM(m.size), 0) FROM image m WHERE m.project_id = p.id) AS line"
                        + " FROM project p ORDER BY p.name");
        same(
                tx,
                "reserved",
                "SELECT h.name || ' ' || h.reserved_vcpus || ' ' || h.reserved_memory AS line FROM host h ORDER BY"
                        + " h.name",
                "SELECT h.name || ' ' || (SELECT COALESCE(SUM(r.vcpus), 0) FROM reservation r WHERE r.host_id = h.id)"
                        + " || ' ' || (SELECT COALESCE(SUM(r.memory), 0) FROM reservation r WHERE r.host_id = h.id) AS"
                        + " line FROM host h ORDER BY h.name");
        same(
                tx,
                "pool",
                "SELECT p.name || ' ' || p.used AS line FROM pool p ORDER BY p.name",
                "SELECT p.name || ' ' || ((SELECT COALESCE(SUM(v.capacity), 0) FROM volume v WHERE v.pool_id = p.id)"
                        + " + (SELECT COALESCE(SUM(i.size), 0) FROM image i WHERE i.pool_id = p.id)) AS line"
                        + " FROM pool p ORDER BY p.name");
    }

    private void links(Tx tx) {
        none(
                tx,
                "reservation without a VM that is on",
                "SELECT r.vm_name AS bad FROM reservation r WHERE NOT EXISTS"
                        + " (SELECT 1 FROM vm v WHERE v.id = r.vm_id AND v.charged_vcpus > 0)");
        none(
                tx,
                "VM that is on without a reservation",
                "SELECT v.name AS bad FROM vm v WHERE v.charged_vcpus > 0 AND NOT EXISTS"
                        + " (SELECT 1 FROM reservation r WHERE r.vm_id = v.id AND r.host_id = v.host_id)");
        none(
                tx,
                "own volume without its VM",
                "SELECT d.name AS bad FROM volume d WHERE d.vm_id IS NOT NULL AND NOT EXISTS"
                        + " (SELECT 1 FROM vm_disk k WHERE k.vm_id = d.vm_id AND k.volume_id = d.id)");
        none(
                tx,
                "disk without its volume",
                "SELECT k.vm_id AS bad FROM vm_disk k WHERE NOT EXISTS"
                        + " (SELECT 1 FROM volume d WHERE d.id = k.volume_id)");
        for (String side : List.of("user", "resource")) {
            for (String table : List.of("vm", "instance", "volume", "network", "image", "pool", "host", "subnet")) {
                none(
                        tx,
                        "use by or of what is gone",
                        "SELECT u.user_name || ' ' || u.how AS bad FROM uses u WHERE u." + side + "_kind = '"
                                + table.toUpperCase(Locale.ROOT) + "' AND NOT EXISTS (SELECT 1 FROM " + table
                                + " t WHERE t.id = u." + side + "_id)");
            }
        }
    }

    private void vms(Tx tx) {
        none(
                tx,
                "power and charge differ",
                "SELECT name || ' ' || power || ' ' || charged_vcpus AS bad FROM vm"
                        + " WHERE (power = 'ON' AND charged_vcpus = 0) OR (power = 'OFF' AND charged_vcpus > 0)");
        none(
                tx,
                "wanted and seen differ",
                "SELECT name || ' ' || power || ' ' || run AS bad FROM vm WHERE (power = 'ON' AND run NOT IN"
                        + " ('RUNNING', 'SUSPENDED')) OR (power = 'OFF' AND run IN ('RUNNING', 'SUSPENDED'))");
    }

    private void hosts(Tx tx) {
        Map<String, UUID> ids = new HashMap<>();
        tx.list("SELECT id, uri FROM host", Map.of(), (row, context) -> {
            ids.put(row.getString("uri"), UUID.fromString(row.getString("id")));
            return row.getString("id");
        });
        Map<UUID, VmRow> rows = new HashMap<>();
        tx.list("SELECT * FROM vm", Map.of(), (row, context) -> VmRow.read(row))
                .forEach(row -> rows.put(row.id(), row));
        for (FakeHost host : fakes.all()) {
            UUID id = ids.get("fake:" + host.name());
            Map<UUID, VmFound> there = new HashMap<>();
            for (VmFound vm : host.vms()) {
                there.put(vm.id(), vm);
                Optional.ofNullable(rows.get(vm.id()))
                        .ifPresentOrElse(
                                row -> agree(host, id, vm, row),
                                () -> require(
                                        Mark.idOf(owner, vm.name()).isEmpty(),
                                        "stray VM on " + host.name() + ": " + vm.name()));
            }
            rows.values().stream()
                    .filter(row -> row.state().host().equals(Optional.ofNullable(id)))
                    .filter(row -> row.state().charged())
                    .forEach(row -> require(
                            there.containsKey(row.id()), row.name() + " is on, and not on its host " + host.name()));
            host.volumes().forEach(volume -> known(tx, host, volume));
        }
    }

    private void agree(FakeHost host, UUID id, VmFound vm, VmRow row) {
        String where = row.name() + " on " + host.name() + ": ";
        require(
                row.state().host().equals(Optional.ofNullable(id)),
                where + "the store says " + row.state().host());
        boolean up = VmState.up(vm.state());
        require(
                up == row.state().charged(),
                where + "seen " + vm.state() + ", power " + row.state().power());
        require(
                !up || vm.state() == RunState.UNKNOWN || row.state().run() == vm.state(),
                where + "is " + vm.state() + ", the store says " + row.state().run());
        if (up) {
            long generation = host.mark(vm.id()).map(Mark::generation).orElse(-1L);
            require(
                    generation == row.state().generation(),
                    where + "runs as " + generation + ", the store says "
                            + row.state().generation());
        }
    }

    private void known(Tx tx, FakeHost host, VolumeFound volume) {
        String name = volume.key().fileName();
        int dot = name.lastIndexOf('.');
        Mark.idOf(owner, dot < 0 ? name : name.substring(0, dot)).ifPresent(id -> {
            boolean recorded = tx.first(
                            "SELECT id FROM volume WHERE id = :id AND state <> 'PLANNED' UNION ALL"
                                    + " SELECT id FROM image WHERE id = :id",
                            Map.of("id", id),
                            (row, context) -> row.getString("id"))
                    .isPresent();
            require(recorded, "stray file on " + host.name() + ": " + name);
        });
    }

    private void none(Tx tx, String what, String sql) {
        tx.list(sql, Map.of(), (row, context) -> row.getString("bad")).forEach(bad -> broken.add(what + ": " + bad));
    }

    private void same(Tx tx, String what, String kept, String recomputed) {
        List<String> a = tx.list(kept, Map.of(), (row, context) -> row.getString("line"));
        List<String> b = tx.list(recomputed, Map.of(), (row, context) -> row.getString("line"));
        require(a.equals(b), what + ": kept " + a + ", recomputed " + b);
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            broken.add(otherwise);
        }
    }
}
