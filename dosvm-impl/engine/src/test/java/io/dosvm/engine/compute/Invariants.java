package io.dosvm.engine.compute;

import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.Mark;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must be so whenever nothing is under way: recomputed from the records and compared with what is kept, and with
 * what is on the hosts.
 */
final class Invariants {
    private static final String SUMS = sums();
    private static final String LINKS = links();

    private final UUID owner;
    private final FakeHosts fakes;
    private final List<String> broken = new ArrayList<>();

    private Invariants(UUID owner, FakeHosts fakes) {
        this.owner = owner;
        this.fakes = fakes;
    }

    /** Everything that is not so. */
    static List<String> broken(ComputeRoom room, UUID owner, FakeHosts fakes) {
        Invariants invariants = new Invariants(owner, fakes);
        room.kernel().read("test.invariants", tx -> {
            invariants.none(tx, SUMS);
            invariants.none(tx, LINKS);
            invariants.hosts(tx);
            return true;
        });
        invariants.broken.addAll(fakes.runningTwice());
        return invariants.broken;
    }

    /** What is kept, and what the records add up to, where they differ. */
    private static String sums() {
        Stream<String> quota = Map.of(
                        "used_instances", "SELECT COUNT(*) FROM instance i WHERE i.project_id = p.id",
                        "used_vcpus", "SELECT COALESCE(SUM(v.charged_vcpus), 0) FROM vm v WHERE v.project_id = p.id",
                        "used_memory", "SELECT COALESCE(SUM(v.charged_memory), 0) FROM vm v WHERE v.project_id = p.id",
                        "used_disk", "SELECT COALESCE(SUM(d.capacity), 0) FROM volume d WHERE d.project_id = p.id",
                        "used_images", "SELECT COUNT(*) FROM image m WHERE m.project_id = p.id",
                        "used_image_bytes", "SELECT COALESCE(SUM(m.size), 0) FROM image m WHERE m.project_id = p.id",
                        "used_snapshots", "SELECT 0")
                .entrySet()
                .stream()
                .map(e -> differ("project", e.getKey(), e.getValue()));
        Stream<String> others = Stream.of(
                differ(
                        "host",
                        "reserved_vcpus",
                        "SELECT COALESCE(SUM(r.vcpus), 0) FROM reservation r WHERE r.host_id = p.id"),
                differ(
                        "host",
                        "reserved_memory",
                        "SELECT COALESCE(SUM(r.memory), 0) FROM reservation r WHERE r.host_id = p.id"),
                differ(
                        "pool",
                        "used",
                        "SELECT (SELECT COALESCE(SUM(v.capacity), 0) FROM volume v WHERE v.pool_id ="
                                + " p.id) + (SELECT COALESCE(SUM(i.size), 0) FROM image i WHERE i.pool_id = p.id)"));
        return Stream.concat(quota, others).collect(Collectors.joining(" UNION ALL "));
    }

    private static String differ(String table, String kept, String recomputed) {
        return "SELECT '" + table + " " + kept + ": ' || p.name || ' ' || p." + kept + " || ' and not ' || ("
                + recomputed + ") AS bad FROM " + table + " p WHERE p." + kept + " <> (" + recomputed + ")";
    }

    private static String links() {
        List<String> queries = new ArrayList<>(List.of(
                bad("operation unfinished", "kind || ' ' || state", "operation WHERE due_at IS NOT NULL"),
                bad(
                        "operation held after its end",
                        "kind",
                        "operation WHERE node_id IS NOT NULL OR active_target IS NOT NULL OR finished_at IS NULL"),
                bad("lease of nothing", "name", "lease l WHERE NOT EXISTS (SELECT 1 FROM host h WHERE h.id = l.name)"),
                bad("schema lease held", "owner", "schema_version WHERE owner IS NOT NULL"),
                bad("project between states", "name || ' ' || state", "project WHERE state <> 'ACTIVE'"),
                bad("host between states", "name || ' ' || state", "host WHERE state NOT IN ('ACTIVE', 'DEAD')"),
                bad("pool between states", "name", "pool WHERE deleting = TRUE"),
                bad("network between states", "name", "network WHERE deleting = TRUE"),
                // Of one whose deletion failed after a disk was gone, the rest can only be deleted too.
                bad(
                        "VM between states",
                        "name",
                        "vm v WHERE v.deleting = TRUE AND EXISTS (SELECT 1 FROM vm_disk k"
                                + " JOIN volume d ON d.id = k.volume_id WHERE k.vm_id = v.id AND k.position = 0"
                                + " AND d.state <> 'DELETING')"),
                bad("image between states", "name || ' ' || state", "image WHERE state <> 'READY'"),
                bad(
                        "volume between states",
                        "name || ' ' || state",
                        "volume WHERE state = 'DELETING' OR vm_id IS NULL AND state <> 'READY'"),
                bad(
                        "reservation without a VM that is on",
                        "vm_name",
                        "reservation r WHERE NOT EXISTS"
                                + " (SELECT 1 FROM vm v WHERE v.id = r.vm_id AND v.charged_vcpus > 0)"),
                bad(
                        "VM that is on without a reservation",
                        "name",
                        "vm v WHERE v.charged_vcpus > 0 AND NOT EXISTS"
                                + " (SELECT 1 FROM reservation r WHERE r.vm_id = v.id AND r.host_id = v.host_id)"),
                bad(
                        "own volume without its VM",
                        "name",
                        "volume d WHERE d.vm_id IS NOT NULL AND NOT EXISTS"
                                + " (SELECT 1 FROM vm_disk k WHERE k.vm_id = d.vm_id AND k.volume_id = d.id)"),
                bad(
                        "disk without its volume",
                        "vm_id",
                        "vm_disk k WHERE NOT EXISTS (SELECT 1 FROM volume d WHERE d.id = k.volume_id)"),
                bad(
                        "power and charge differ",
                        "name || ' ' || power || ' ' || charged_vcpus",
                        "vm WHERE (power = 'ON' AND charged_vcpus = 0) OR (power = 'OFF' AND charged_vcpus > 0)"),
                bad(
                        "wanted and seen differ",
                        "name || ' ' || power || ' ' || run",
                        "vm WHERE"
                                + " (power = 'ON' AND run NOT IN ('RUNNING', 'SUSPENDED'))"
                                + " OR (power = 'OFF' AND run IN ('RUNNING', 'SUSPENDED'))"),
                unused("vm", "instance", "v.instance_id = r.id"),
                unused("network", "host", "v.host_id = r.id"),
                unused("network", "subnet", "v.subnet_id = r.id"),
                unused("pool", "host", "v.host_id = r.id"),
                unused("volume", "image", "v.image_id = r.id"),
                unused("vm", "volume", "EXISTS (SELECT 1 FROM vm_disk k WHERE k.vm_id = v.id AND k.volume_id = r.id)"),
                unused(
                        "vm",
                        "network",
                        "EXISTS (SELECT 1 FROM vm_nic k WHERE k.vm_id = v.id AND k.network_id = r.id)")));
        for (String side : List.of("user", "resource")) {
            for (String table : List.of("vm", "instance", "volume", "network", "image", "pool", "host", "subnet")) {
                queries.add(bad(
                        "use by or of what is gone",
                        "user_name || ' ' || how",
                        "uses u WHERE u." + side
                                + "_kind = '" + table.toUpperCase(Locale.ROOT) + "' AND NOT EXISTS (SELECT 1 FROM "
                                + table
                                + " t WHERE t.id = u." + side + "_id)"));
            }
        }
        return String.join(" UNION ALL ", queries);
    }

    private static String bad(String what, String shown, String from) {
        return "SELECT '" + what + ": ' || " + shown + " AS bad FROM " + from;
    }

    private static String unused(String user, String used, String related) {
        return "SELECT 'not recorded: " + user + " ' || v.name || ' uses " + used + " ' || r.name AS bad FROM " + user
                + " v JOIN " + used + " r ON " + related + " WHERE NOT EXISTS (SELECT 1 FROM uses u"
                + " WHERE u.user_id = v.id AND u.resource_id = r.id)";
    }

    private void hosts(Tx tx) {
        Map<String, UUID> ids = new HashMap<>();
        tx.list("SELECT id, uri FROM host", Map.of(), (row, context) -> {
            ids.put(row.getString("uri"), UUID.fromString(row.getString("id")));
            return row.getString("id");
        });
        Map<UUID, String> things = things(tx);
        Map<UUID, VmRow> rows = new HashMap<>();
        tx.list("SELECT * FROM vm", Map.of(), (row, context) -> VmRow.read(row))
                .forEach(row -> rows.put(row.id(), row));
        for (FakeHost host : fakes.all()) {
            Optional<UUID> id = Optional.ofNullable(ids.get("fake:" + host.name()));
            boolean ours = host.owner().equals(Optional.of(owner));
            require(ours == id.isPresent(), host.name() + " has the owner " + host.owner() + ", registered: " + id);
            vms(host, id, rows);
            host.pools().forEach(pool -> known(things, host, "pool", pool.name()));
            host.networks().forEach(network -> known(things, host, "network", network.name()));
            host.paths().forEach(path -> known(things, host, "file", path.substring(path.lastIndexOf('/') + 1)));
        }
        require(there(things), "not on any host: " + things);
    }

    /** What may be on hosts, and what kind it is of. */
    private static Map<UUID, String> things(Tx tx) {
        Map<UUID, String> things = new HashMap<>();
        tx.list(
                "SELECT id, 'file of ' || name AS thing FROM volume WHERE state = 'READY'"
                        + " UNION ALL SELECT id, 'file of ' || name FROM image"
                        + " UNION ALL SELECT id, 'begun file of ' || name FROM volume WHERE state = 'CREATING'"
                        + " UNION ALL SELECT id, 'pool' FROM pool UNION ALL SELECT id, 'network' FROM network",
                Map.of(),
                (row, context) -> things.put(UUID.fromString(row.getString("id")), row.getString("thing")));
        return things;
    }

    /** Whether every file that must be somewhere is. */
    private boolean there(Map<UUID, String> things) {
        List<UUID> files = fakes.all().stream()
                .flatMap(host -> host.paths().stream())
                .flatMap(path -> marked(path.substring(path.lastIndexOf('/') + 1)).stream())
                .toList();
        things.entrySet().removeIf(e -> !e.getValue().startsWith("file of") || files.contains(e.getKey()));
        return things.isEmpty();
    }

    private void vms(FakeHost host, Optional<UUID> id, Map<UUID, VmRow> rows) {
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
                .filter(row -> id.isPresent() && row.state().host().equals(id))
                .filter(row -> row.state().charged())
                .forEach(row -> require(
                        there.containsKey(row.id()), row.name() + " is on, and not on its host " + host.name()));
    }

    private void agree(FakeHost host, Optional<UUID> id, VmFound vm, VmRow row) {
        String where = row.name() + " on " + host.name() + ": ";
        require(
                row.state().host().equals(id),
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

    private void known(Map<UUID, String> things, FakeHost host, String what, String name) {
        marked(name)
                .ifPresent(id -> require(
                        things.getOrDefault(id, "nothing").contains(what),
                        "stray " + what + " on " + host.name() + ": " + name));
    }

    /** The id in a name that we made. */
    private Optional<UUID> marked(String name) {
        int dot = name.lastIndexOf('.');
        return Mark.idOf(owner, dot < 0 ? name : name.substring(0, dot));
    }

    private void none(Tx tx, String sql) {
        broken.addAll(tx.list(sql, Map.of(), (row, context) -> row.getString("bad")));
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            broken.add(otherwise);
        }
    }
}
