package io.dosvm.engine.compute;

import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.LockOrder;
import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.project.Quotas;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The SQL of instances, with what every instance pays: the project's instance quota. */
final class InstanceStore {
    static final NamedTable TABLE = new NamedTable("instance", ResourceKind.INSTANCE, true);

    /** Counting takes as long as there are VMs, so that only those ask for it who tell it. */
    private static final String COUNTED = "t.*, (SELECT COUNT(*) FROM vm v WHERE v.instance_id = t.id) AS vm_count";

    /**
     * An instance with what is told of it.
     *
     * @param vms how many VMs it has
     */
    record Counted(InstanceRow row, int vms) {}

    private final Kernel kernel;

    InstanceStore(Kernel kernel) {
        this.kernel = kernel;
    }

    void insert(Tx tx, ResourceRef project, InstanceRow row, List<InstanceReferences.Need> needs) {
        Quotas.charge(tx, project, Quotas.Amount.ofInstance());
        TABLE.requireFree(tx, project.id(), row.name());
        tx.update(
                "INSERT INTO instance (id, project_id, name, name_key, description, version, created_at, vcpus, memory,"
                        + " definition) VALUES (:id, :project, :name, :key, :description, 1, :now, :vcpus, :memory,"
                        + " :definition)",
                Map.of(
                        "id", row.id(),
                        "project", project.id(),
                        "name", row.name(),
                        "key", Names.key(row.name()),
                        "description", row.description(),
                        "now", tx.now(),
                        "vcpus", row.definition().vcpus(),
                        "memory", row.definition().memory().bytes(),
                        "definition", kernel.json(row.definition())));
        use(tx, row.ref(), needs);
    }

    /**
     * Writes an edit of a row that is locked.
     *
     * @param row with its new values and the version that was locked
     */
    void update(Tx tx, InstanceRow row, List<InstanceReferences.Need> needs) {
        TABLE.update(
                tx,
                row.id(),
                row.version(),
                "description = :description, vcpus = :vcpus, memory = :memory, definition = :definition",
                Map.of(
                        "description", row.description(),
                        "vcpus", row.definition().vcpus(),
                        "memory", row.definition().memory().bytes(),
                        "definition", kernel.json(row.definition())));
        use(tx, row.ref(), needs);
    }

    InstanceRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    Optional<InstanceRow> find(Tx tx, UUID id) {
        return tx.first("SELECT t.* FROM instance t WHERE t.id = :id", Map.of("id", id), (row, context) -> read(row));
    }

    Counted counted(Tx tx, UUID id) {
        return tx.first(
                        "SELECT " + COUNTED + " FROM instance t WHERE t.id = :id",
                        Map.of("id", id),
                        (row, context) -> counted(row))
                .orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    Page<Counted> page(Tx tx, UUID project, ListQuery query) {
        return TABLE.page(tx, project, query, COUNTED, "", (row, context) -> counted(row));
    }

    List<InstanceRow> ofProject(Tx tx, UUID project) {
        return tx.list(
                "SELECT t.* FROM instance t WHERE t.project_id = :project ORDER BY t.id",
                Map.of("project", project),
                (row, context) -> read(row));
    }

    void delete(Tx tx, InstanceRow row) {
        tx.update("DELETE FROM instance WHERE id = :id", Map.of("id", row.id()));
        kernel.unuse(tx, row.id());
        Quotas.release(tx, row.project(), Quotas.Amount.ofInstance());
        tx.event("instance.deleted", row.ref(), row.project(), "instance " + row.name() + " is gone");
    }

    private void use(Tx tx, ResourceRef instance, List<InstanceReferences.Need> needs) {
        needs.stream()
                .sorted(Comparator.comparing(InstanceReferences.Need::resource, LockOrder.FIXED))
                .forEach(n -> kernel.use(tx, n.resource(), instance, n.how()));
    }

    private InstanceRow read(ResultSet row) throws SQLException {
        return new InstanceRow(
                UUID.fromString(row.getString("id")),
                UUID.fromString(row.getString("project_id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                kernel.json(row.getString("definition"), InstanceDefinition.class));
    }

    private Counted counted(ResultSet row) throws SQLException {
        return new Counted(read(row), row.getInt("vm_count"));
    }
}
