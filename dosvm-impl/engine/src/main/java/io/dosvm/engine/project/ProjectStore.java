package io.dosvm.engine.project;

import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table of projects. */
public final class ProjectStore {
    static final NamedTable TABLE = new NamedTable("project", ResourceKind.PROJECT, false);
    static final String COLUMNS = "t.id, t.name, t.description, t.state, t.version, "
            + Arrays.stream(Limit.values())
                    .map(limit -> "t." + limit.quotaColumn() + ", t." + limit.usedColumn())
                    .collect(Collectors.joining(", "));
    static final RowMapper<ProjectRow> ROW = (row, context) -> read(row);

    /**
     * A project that takes new objects, locked until the end of the transaction so that it stays so.
     *
     * @throws DosvmException {@code NOT_FOUND}; {@code WRONG_STATE} if it is being deleted
     */
    public ResourceRef requireActive(Tx tx, UUID id) {
        ProjectRow row = lock(tx, id);
        refuseDeleting(row);
        return row.ref();
    }

    /** A project by its name, in any case; {@code NOT_FOUND} if there is none. */
    public ResourceRef require(Tx tx, UUID id) {
        return TABLE.require(tx, id);
    }

    ProjectRow read(Tx tx, UUID id) {
        return read(tx, id, "");
    }

    /** The row, locked until the end of the transaction. */
    ProjectRow lock(Tx tx, UUID id) {
        return read(tx, id, " FOR UPDATE");
    }

    static void refuseDeleting(ProjectRow row) {
        if (row.state() == ProjectRow.State.DELETING) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "is being deleted")
                    .resource(row.ref())
                    .with("state", row.state())
                    .build();
        }
    }

    void insert(Tx tx, ResourceRef project, String description, Limits limits) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", project.id());
        values.put("name", project.name());
        values.put("key", Names.key(project.name()));
        values.put("description", description);
        values.put("now", tx.now());
        StringBuilder columns = new StringBuilder("id, name, name_key, description, state, version, created_at");
        StringBuilder places = new StringBuilder(":id, :name, :key, :description, 'ACTIVE', 1, :now");
        for (Limit limit : Limit.values()) {
            columns.append(", ").append(limit.usedColumn());
            places.append(", 0");
        }
        limits.values().forEach((limit, value) -> {
            columns.append(", ").append(limit.quotaColumn());
            places.append(", :").append(limit.quotaColumn());
            values.put(limit.quotaColumn(), value);
        });
        tx.update("INSERT INTO project (" + columns + ") VALUES (" + places + ")", values);
    }

    /** Writes description and limits, and the next version. */
    void update(Tx tx, ProjectRow row, String description, Limits limits) {
        Map<String, Object> values = new HashMap<>();
        values.put("description", description);
        StringBuilder sets = new StringBuilder("description = :description");
        limits.values().forEach((limit, value) -> {
            sets.append(", ").append(limit.quotaColumn()).append(" = :").append(limit.quotaColumn());
            values.put(limit.quotaColumn(), value);
        });
        TABLE.update(tx, row.id(), row.version(), sets.toString(), values);
    }

    void state(Tx tx, UUID id, ProjectRow.State state) {
        tx.update("UPDATE project SET state = :state WHERE id = :id", Map.of("id", id, "state", state));
    }

    void delete(Tx tx, UUID id) {
        tx.update("DELETE FROM project WHERE id = :id", Map.of("id", id));
    }

    private static ProjectRow read(Tx tx, UUID id, String suffix) {
        return tx.first("SELECT " + COLUMNS + " FROM project t WHERE t.id = :id" + suffix, Map.of("id", id), ROW)
                .orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    private static ProjectRow read(ResultSet row) throws SQLException {
        Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        Map<Limit, Long> used = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            long value = row.getLong(limit.quotaColumn());
            if (!row.wasNull()) {
                limits.put(limit, value);
            }
            used.put(limit, row.getLong(limit.usedColumn()));
        }
        return new ProjectRow(
                UUID.fromString(row.getString("id")),
                row.getString("name"),
                row.getString("description"),
                ProjectRow.State.valueOf(row.getString("state")),
                new Version(row.getLong("version")),
                new Limits(limits),
                new Use(used));
    }
}
