package io.dosvm.engine.host;

import io.dosvm.HostStatus.Connection;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes hosts. */
final class HostStore {
    private static final int LONGEST_PROBLEM = 500;

    private final Kernel kernel;
    private final HostParameters parameters;

    HostStore(Kernel kernel, HostParameters parameters) {
        this.kernel = kernel;
        this.parameters = parameters;
    }

    void insert(Tx tx, ResourceRef host, HostDraft draft) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", host.id());
        values.put("name", host.name());
        values.put("key", Names.key(host.name()));
        values.put("description", draft.description().orElse(""));
        values.put("now", tx.now());
        values.put("uri", draft.uri().orElseThrow());
        values.put("vm_memory", draft.maxVmMemory().map(ByteSize::bytes));
        values.put("vcpus", draft.maxVcpus());
        tx.update(
                "INSERT INTO host (id, name, name_key, description, version, created_at, uri, state, claimed,"
                        + " connection,"
                        + " problem, observer_epoch, cordoned, max_vm_memory, max_vcpus, capacity_memory,"
                        + " capacity_vcpus, foreign_memory, foreign_vcpus, reserved_memory, reserved_vcpus)"
                        + " VALUES (:id, :name, :key, :description, 1, :now, :uri, 'JOINING', FALSE, 'DOWN',"
                        + " 'it has not been seen yet', 0, FALSE, :vm_memory, :vcpus, 0, 0, 0, 0, 0, 0)",
                values);
    }

    /** Records which machine it is, before its mark is written: from here on an undo takes the mark off. */
    void identify(Tx tx, UUID id, String machineKey, boolean claimed, Optional<HostDriver.OwnerMark> replaced) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", id);
        values.put("key", machineKey);
        values.put("claimed", claimed);
        values.put("owner", replaced.map(HostDriver.OwnerMark::owner));
        values.put("host", replaced.map(HostDriver.OwnerMark::host));
        tx.update(
                "UPDATE host SET machine_key = :key, claimed = :claimed,"
                        + " previous_owner = COALESCE(:owner, previous_owner),"
                        + " previous_host = COALESCE(:host, previous_host) WHERE id = :id",
                values);
    }

    /** Who has registered a machine, if somebody has. */
    Optional<ResourceRef> known(Tx tx, String machineKey) {
        return tx.first(
                "SELECT id, name FROM host WHERE machine_key = :key",
                Map.of("key", machineKey),
                (row, context) -> new ResourceRef(
                        HostLookup.TABLE.kind(), UUID.fromString(row.getString("id")), row.getString("name")));
    }

    /** It is ours and answers. */
    void joined(Tx tx, UUID id, HostDriver.HostFacts facts) {
        Map<String, @Nullable Object> values = facts(facts);
        values.put("id", id);
        values.put("now", tx.now());
        tx.update(
                "UPDATE host SET state = 'ACTIVE', connection = 'UP', problem = '', observed_at = :now, facts = :facts,"
                        + " capacity_memory = :memory, capacity_vcpus = :vcpus WHERE id = :id",
                values);
    }

    void state(Tx tx, UUID id, HostRow.State state) {
        tx.update("UPDATE host SET state = :state WHERE id = :id", Map.of("id", id, "state", state));
    }

    /** It is asked for nothing any more; that stays so until it is deleted. */
    void dead(Tx tx, UUID id, String reason) {
        tx.update(
                "UPDATE host SET state = 'DEAD', connection = 'DOWN', problem = :reason WHERE id = :id",
                Map.of("id", id, "reason", reason));
    }

    /** Keeps in mind that a machine was confirmed dead: should it come back, it may run what runs elsewhere by then. */
    void rememberDead(Tx tx, HostRow host) {
        String key = MachineIdentity.key(host.id(), host.claimed(), host.facts());
        forgetDead(tx, key);
        tx.update(
                "INSERT INTO dead_machine (machine_key, host_name, reason, forgotten_at)"
                        + " VALUES (:key, :name, :reason, :now)",
                Map.of("key", key, "name", host.name(), "reason", host.problem(), "now", tx.now()));
    }

    /** What is known of a machine that was confirmed dead, in words. */
    Optional<String> rememberedDead(Tx tx, String machineKey) {
        return tx.first(
                "SELECT host_name, reason FROM dead_machine WHERE machine_key = :key",
                Map.of("key", machineKey),
                (row, context) -> "as host '" + row.getString("host_name") + "': " + row.getString("reason"));
    }

    void forgetDead(Tx tx, String machineKey) {
        tx.update("DELETE FROM dead_machine WHERE machine_key = :key", Map.of("key", machineKey));
    }

    void delete(Tx tx, UUID id) {
        tx.update("DELETE FROM lease WHERE name = :name", Map.of("name", id.toString()));
        tx.update("DELETE FROM host WHERE id = :id", Map.of("id", id));
    }

    /** Refuses, naming up to twenty VMs, while anything is promised to VMs. */
    void requireNothingReserved(Tx tx, ResourceRef host) {
        List<String> vms = tx.list(
                "SELECT vm_name FROM reservation WHERE host_id = :host ORDER BY vm_name LIMIT 20",
                Map.of("host", host.id()),
                (row, context) -> row.getString("vm_name"));
        if (!vms.isEmpty()) {
            throw DosvmException.of(ErrorCode.IN_USE, "VMs run on it or are about to: " + vms)
                    .resource(host)
                    .with("vms", vms)
                    .hint("power them off first")
                    .build();
        }
    }

    /** The VMs that room on a host is promised to. */
    Set<UUID> reserved(Tx tx, UUID host) {
        return new HashSet<>(tx.list(
                "SELECT vm_id FROM reservation WHERE host_id = :host",
                Map.of("host", host),
                (row, context) -> UUID.fromString(row.getString("vm_id"))));
    }

    /**
     * Writes what was seen, under the lease to watch the host.
     *
     * @return false if the host is gone, or watched by somebody else since
     */
    boolean observed(Tx tx, UUID id, long epoch, HostDriver.HostFacts facts, HostRow.Room foreign) {
        Map<String, @Nullable Object> values = facts(facts);
        values.put("id", id);
        values.put("epoch", epoch);
        values.put("now", tx.now());
        values.put("foreign_memory", foreign.memory());
        values.put("foreign_vcpus", foreign.vcpus());
        int rows = tx.update(
                "UPDATE host SET connection = 'UP', problem = '', observed_at = :now, observer_epoch = :epoch,"
                        + " facts = :facts, capacity_memory = :memory, capacity_vcpus = :vcpus,"
                        + " foreign_memory = :foreign_memory, foreign_vcpus = :foreign_vcpus"
                        + " WHERE id = :id AND state = 'ACTIVE' AND observer_epoch <= :epoch",
                values);
        return rows == 1;
    }

    /** Writes that no answer came; as {@link #observed}. */
    boolean missed(Tx tx, UUID id, long epoch, Connection connection, String problem) {
        int rows = tx.update(
                "UPDATE host SET connection = :connection, problem = :problem, observer_epoch = :epoch"
                        + " WHERE id = :id AND state = 'ACTIVE' AND observer_epoch <= :epoch",
                Map.of(
                        "id", id,
                        "epoch", epoch,
                        "connection", connection,
                        "problem", problem.substring(0, Math.min(LONGEST_PROBLEM, problem.length()))));
        return rows == 1;
    }

    private Map<String, @Nullable Object> facts(HostDriver.HostFacts facts) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("facts", kernel.json(StoredFacts.of(facts)));
        values.put("memory", HostCapacity.memory(facts.memory()).bytes());
        values.put("vcpus", (long) facts.cpus() * parameters.vcpusPerCpu());
        return values;
    }
}
