package io.dosvm.engine.compute;

import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.MacAddress;
import io.dosvm.value.ResourceKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of VMs. */
final class VmStore {
    static final NamedTable TABLE = new NamedTable("vm", ResourceKind.VM, true);

    private static final NamedTable HOSTS = new NamedTable("host", ResourceKind.HOST, false);

    private final Kernel kernel;

    VmStore(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * A NIC of a VM; its place among them is that in the definition.
     *
     * @param network empty for one in user networking, which has a table of its own
     */
    record NicRow(UUID vm, int position, Optional<UUID> network, MacAddress mac) {}

    /**
     * A disk of a VM; its place among them is that in the definition.
     *
     * @param own whether it goes with the VM
     * @param writes whether the guest may write
     */
    record DiskRow(UUID vm, int position, UUID volume, boolean own, boolean writes) {}

    void insert(Tx tx, VmRow row) {
        TABLE.requireFree(tx, row.project(), row.name());
        Map<String, @Nullable Object> values = new HashMap<>(stateValues(row.state()));
        values.put("id", row.id());
        values.put("project", row.project());
        values.put("instance", row.instance());
        values.put("name", row.name());
        values.put("key", Names.key(row.name()));
        values.put("description", row.description());
        values.put("now", tx.now());
        tx.update(
                "INSERT INTO vm (id, project_id, instance_id, name, name_key, description, version, created_at, power,"
                        + " run, observed_at, acted_at, generation, host_id, charged_vcpus, charged_memory,"
                        + " start_error, deleting) VALUES (:id, :project, :instance, :name, :key, :description, 1,"
                        + " :now, :power, :run, :observed, :acted, :generation, :host, :vcpus, :memory, :error,"
                        + " :deleting)",
                values);
    }

    void insert(Tx tx, NicRow nic) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("vm", nic.vm());
        values.put("position", nic.position());
        values.put("mac", nic.mac().toString());
        nic.network().ifPresent(network -> values.put("network", network));
        tx.update(
                nic.network().isPresent()
                        ? "INSERT INTO vm_nic (vm_id, position, network_id, mac)"
                                + " VALUES (:vm, :position, :network, :mac)"
                        : "INSERT INTO vm_user_nic (vm_id, position, mac) VALUES (:vm, :position, :mac)",
                values);
    }

    void insert(Tx tx, DiskRow disk) {
        tx.update(
                "INSERT INTO vm_disk (vm_id, position, volume_id, own, writes)"
                        + " VALUES (:vm, :position, :volume, :own, :writes)",
                Map.of(
                        "vm", disk.vm(),
                        "position", disk.position(),
                        "volume", disk.volume(),
                        "own", disk.own(),
                        "writes", disk.writes()));
    }

    boolean taken(Tx tx, MacAddress mac) {
        return tx.first(
                        "SELECT vm_id FROM vm_nic WHERE mac = :mac"
                                + " UNION ALL SELECT vm_id FROM vm_user_nic WHERE mac = :mac",
                        Map.of("mac", mac.toString()),
                        (row, context) -> row.getString("vm_id"))
                .isPresent();
    }

    VmRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    Optional<VmRow> find(Tx tx, UUID id) {
        return tx.first("SELECT * FROM vm WHERE id = :id", Map.of("id", id), (row, context) -> VmRow.read(row));
    }

    /** Reads it and keeps it as it is until the commit. */
    Optional<VmRow> lock(Tx tx, UUID id) {
        return tx.first(
                "SELECT * FROM vm WHERE id = :id FOR UPDATE", Map.of("id", id), (row, context) -> VmRow.read(row));
    }

    /** Locks the host that a VM is to be on: before the VM, as the order of locks wants it. */
    void lockHost(Tx tx, UUID host) {
        HOSTS.lock(tx, host, Optional.empty());
    }

    /** Writes what changes of a VM that is locked; tells of what is new. */
    void save(Tx tx, VmRow was, VmState now) {
        if (was.state().equals(now)) {
            return;
        }
        if (!was.state().host().equals(now.host())) {
            was.state().host().ifPresent(old -> kernel.unuse(tx, old, was.id()));
            now.host().ifPresent(host -> kernel.use(tx, HOSTS.require(tx, host), was.ref(), "defined there"));
        }
        Map<String, @Nullable Object> values = new HashMap<>(stateValues(now));
        values.put("id", was.id());
        tx.update(
                "UPDATE vm SET power = :power, run = :run, observed_at = :observed, acted_at = :acted, generation ="
                        + " :generation, host_id = :host, charged_vcpus = :vcpus, charged_memory = :memory, start_error"
                        + " = :error, deleting = :deleting WHERE id = :id",
                values);
        if (was.state().power() != now.power()) {
            tx.event("vm.power", was.ref(), was.project(), "power " + now.power());
        }
        if (was.state().run() != now.run()) {
            tx.event("vm.run", was.ref(), was.project(), was.state().run() + " -> " + now.run());
        }
    }

    /** The VMs that are on a host, or were last. */
    List<VmRow> onHost(Tx tx, UUID host) {
        return tx.list(
                "SELECT * FROM vm WHERE host_id = :host", Map.of("host", host), (row, context) -> VmRow.read(row));
    }

    List<VmRow> ofProject(Tx tx, UUID project) {
        return tx.list(
                "SELECT * FROM vm WHERE project_id = :project ORDER BY id",
                Map.of("project", project),
                (row, context) -> VmRow.read(row));
    }

    /** The NICs of VMs, in order, in one query. */
    List<NicRow> nics(Tx tx, Collection<UUID> vms) {
        if (vms.isEmpty()) {
            return List.of();
        }
        return tx.list(
                "SELECT vm_id, position, network_id, mac FROM vm_nic WHERE vm_id IN (:ids)"
                        + " UNION ALL SELECT vm_id, position, CAST(NULL AS VARCHAR(36)), mac FROM vm_user_nic"
                        + " WHERE vm_id IN (:ids) ORDER BY vm_id, position",
                Map.of("ids", vms),
                (row, context) -> new NicRow(
                        UUID.fromString(row.getString("vm_id")),
                        row.getInt("position"),
                        Optional.ofNullable(row.getString("network_id")).map(UUID::fromString),
                        MacAddress.parse(row.getString("mac"))));
    }

    /** The disks of VMs, in order, in one query; without CD-ROMs. */
    List<DiskRow> disks(Tx tx, Collection<UUID> vms) {
        if (vms.isEmpty()) {
            return List.of();
        }
        return tx.list(
                "SELECT vm_id, position, volume_id, own, writes FROM vm_disk WHERE vm_id IN (:ids)"
                        + " ORDER BY vm_id, position",
                Map.of("ids", vms),
                (row, context) -> new DiskRow(
                        UUID.fromString(row.getString("vm_id")),
                        row.getInt("position"),
                        UUID.fromString(row.getString("volume_id")),
                        row.getBoolean("own"),
                        row.getBoolean("writes")));
    }

    /** Another VM that is on and uses a volume that the VM uses, where one of both writes. */
    Optional<VmRow> rival(Tx tx, UUID vm) {
        return tx.first(
                "SELECT o.* FROM vm_disk mine JOIN vm_disk theirs ON theirs.volume_id = mine.volume_id"
                        + " JOIN vm o ON o.id = theirs.vm_id"
                        + " WHERE mine.vm_id = :vm AND theirs.vm_id <> :vm AND o.charged_vcpus > 0"
                        + " AND (mine.writes = TRUE OR theirs.writes = TRUE)",
                Map.of("vm", vm),
                (row, context) -> VmRow.read(row));
    }

    /** Forgets a disk whose volume is gone. */
    void deleteDisk(Tx tx, DiskRow disk) {
        tx.update(
                "DELETE FROM vm_disk WHERE vm_id = :vm AND position = :position",
                Map.of("vm", disk.vm(), "position", disk.position()));
        kernel.unuse(tx, disk.volume(), disk.vm());
    }

    /** Forgets a VM whose disks are gone. */
    void delete(Tx tx, VmRow row) {
        tx.update("DELETE FROM vm_nic WHERE vm_id = :id", Map.of("id", row.id()));
        tx.update("DELETE FROM vm_user_nic WHERE vm_id = :id", Map.of("id", row.id()));
        tx.update("DELETE FROM vm_disk WHERE vm_id = :id", Map.of("id", row.id()));
        tx.update("DELETE FROM vm WHERE id = :id", Map.of("id", row.id()));
        kernel.unuse(tx, row.id());
        tx.event("vm.deleted", row.ref(), row.project(), "VM " + row.name() + " is gone");
    }

    private static Map<String, @Nullable Object> stateValues(VmState state) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("power", state.power());
        values.put("run", state.run());
        values.put("observed", state.observedAt().orElse(null));
        values.put("acted", state.actedAt());
        values.put("generation", state.generation());
        values.put("host", state.host().orElse(null));
        values.put("vcpus", state.chargedVcpus());
        values.put("memory", state.chargedMemory().bytes());
        values.put("error", state.startError().orElse(null));
        values.put("deleting", state.deleting());
        return values;
    }
}
