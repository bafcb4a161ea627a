package io.dosvm.engine.network;

import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.project.Allowed;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of subnets and networks. */
public final class NetworkStore {
    static final NamedTable SUBNETS = new NamedTable("subnet", ResourceKind.SUBNET, false);
    static final NamedTable NETWORKS = new NamedTable("network", ResourceKind.NETWORK, true);

    private final Kernel kernel;

    NetworkStore(Kernel kernel) {
        this.kernel = kernel;
    }

    void insertSubnet(Tx tx, SubnetRow subnet) {
        tx.update(
                "INSERT INTO subnet (id, name, name_key, description, version, created_at, definition)"
                        + " VALUES (:id, :name, :key, :description, 1, :now, :definition)",
                Map.of(
                        "id", subnet.id(),
                        "name", subnet.name(),
                        "key", Names.key(subnet.name()),
                        "description", subnet.description(),
                        "now", tx.now(),
                        "definition", kernel.json(subnet.definition().stored())));
    }

    SubnetRow requireSubnet(Tx tx, UUID id) {
        return findSubnet(tx, id).orElseThrow(() -> SUBNETS.notFound("id", id.toString()));
    }

    Optional<SubnetRow> findSubnet(Tx tx, UUID id) {
        return tx.first("SELECT * FROM subnet WHERE id = :id", Map.of("id", id), (row, context) -> readSubnet(row));
    }

    /** Reads a plan and keeps it as it is until the commit. */
    Optional<SubnetRow> lockSubnet(Tx tx, UUID id) {
        return tx.first(
                "SELECT * FROM subnet WHERE id = :id FOR UPDATE", Map.of("id", id), (row, context) -> readSubnet(row));
    }

    SubnetRow readSubnet(ResultSet row) throws SQLException {
        return new SubnetRow(
                UUID.fromString(row.getString("id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                kernel.json(row.getString("definition"), SubnetDefinition.Stored.class)
                        .definition());
    }

    List<UUID> projects(Tx tx, UUID subnet) {
        return projects(tx, List.of(subnet)).getOrDefault(subnet, List.of());
    }

    /** The projects that may use some plans, in one statement; nothing for a plan that no project may use. */
    Map<UUID, List<UUID>> projects(Tx tx, Collection<UUID> subnets) {
        return Allowed.projects(tx, "subnet_project", "subnet_id", subnets);
    }

    void allow(Tx tx, UUID subnet, Set<UUID> projects) {
        Set<UUID> already = Set.copyOf(projects(tx, subnet));
        for (UUID project : projects) {
            if (!already.contains(project)) {
                tx.update(
                        "INSERT INTO subnet_project (subnet_id, project_id) VALUES (:subnet, :project)",
                        Map.of("subnet", subnet, "project", project));
            }
        }
    }

    void deleteSubnet(Tx tx, UUID id) {
        tx.update("DELETE FROM subnet_project WHERE subnet_id = :id", Map.of("id", id));
        tx.update("DELETE FROM subnet WHERE id = :id", Map.of("id", id));
    }

    void insert(Tx tx, NetworkRow network) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", network.id());
        values.put("project", network.project());
        values.put("name", network.name());
        values.put("key", Names.key(network.name()));
        values.put("description", network.description());
        values.put("now", tx.now());
        values.put("host", network.host());
        values.put("subnet", network.subnet());
        values.put("bridge", network.bridge());
        values.put("interface", network.forwardInterface().orElse(null));
        tx.update(
                "INSERT INTO network (id, project_id, name, name_key, description, version, created_at, host_id,"
                        + " subnet_id, bridge, forward_interface, deleting) VALUES (:id, :project, :name, :key,"
                        + " :description, 1, :now, :host, :subnet, :bridge, :interface, FALSE)",
                values);
    }

    /** Reads a network that must exist. */
    public NetworkRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> NETWORKS.notFound("id", id.toString()));
    }

    /** Reads a network. */
    public Optional<NetworkRow> find(Tx tx, UUID id) {
        return tx.first(
                "SELECT * FROM network WHERE id = :id", Map.of("id", id), (row, context) -> NetworkRow.read(row));
    }

    /** Reads a network and keeps others from deleting it until the commit; refuses one that is going. */
    public NetworkRow lockUsable(Tx tx, UUID id) {
        NETWORKS.lock(tx, id, Optional.empty());
        NetworkRow row = require(tx, id);
        refuseDeleting(row);
        return row;
    }

    static void refuseDeleting(NetworkRow row) {
        if (row.deleting()) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "the network is being deleted")
                    .resource(row.ref())
                    .build();
        }
    }

    List<NetworkRow> onHost(Tx tx, UUID host) {
        return tx.list(
                "SELECT * FROM network WHERE host_id = :host ORDER BY id",
                Map.of("host", host),
                (row, context) -> NetworkRow.read(row));
    }

    List<NetworkRow> ofProject(Tx tx, UUID project) {
        return tx.list(
                "SELECT * FROM network WHERE project_id = :project ORDER BY id",
                Map.of("project", project),
                (row, context) -> NetworkRow.read(row));
    }

    void setDeleting(Tx tx, UUID id, boolean deleting) {
        tx.update("UPDATE network SET deleting = :deleting WHERE id = :id", Map.of("id", id, "deleting", deleting));
    }

    /** Forgets a network that is gone from its host. Already forgotten is fine. */
    void forget(Tx tx, NetworkRow network) {
        if (find(tx, network.id()).isEmpty()) {
            return;
        }
        kernel.unuse(tx, network.id());
        tx.update("DELETE FROM network WHERE id = :id", Map.of("id", network.id()));
        tx.event("network.deleted", network.ref(), network.project(), "network " + network.name() + " is gone");
    }
}
