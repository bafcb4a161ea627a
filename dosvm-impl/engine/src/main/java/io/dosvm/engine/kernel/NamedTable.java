package io.dosvm.engine.kernel;

import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.VersionCondition;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * The reads that all tables of named objects share. Such a table has {@code id}, {@code name}, {@code name_key} and,
 * where names are unique per project, {@code project_id}.
 *
 * @param table its name
 * @param kind what its rows are
 * @param inProject whether names are unique per project
 */
public record NamedTable(String table, ResourceKind kind, boolean inProject) {
    private static final RowMapper<UUID> ID = (row, context) -> UUID.fromString(row.getString("id"));

    /** The id of a name, in any case. */
    public Optional<UUID> find(Tx tx, @Nullable UUID project, String name) {
        Map<String, Object> values = new HashMap<>();
        values.put("key", Names.key(name));
        return tx.first("SELECT id FROM " + table + " WHERE name_key = :key" + scope(project, values), values, ID);
    }

    /** The object of an id; {@code NOT_FOUND} if there is none. */
    public ResourceRef require(Tx tx, UUID id) {
        return tx.first(
                        "SELECT name FROM " + table + " WHERE id = :id",
                        Map.of("id", id),
                        (row, context) -> new ResourceRef(kind, id, row.getString("name")))
                .orElseThrow(() -> notFound("id", id.toString()));
    }

    /**
     * An object and whose it is.
     *
     * @param project to which it belongs
     */
    record Belonging(ResourceRef object, UUID project) {}

    /** An object of a project, by its id. */
    Optional<Belonging> belonging(Tx tx, UUID id) {
        return tx.first(
                "SELECT name, project_id FROM " + table + " WHERE id = :id",
                Map.of("id", id),
                (row, context) -> new Belonging(
                        new ResourceRef(kind, id, row.getString("name")),
                        UUID.fromString(row.getString("project_id"))));
    }

    /**
     * Refuses a name that is taken. The unique key is what decides between two at once; this gives the better message.
     */
    public void requireFree(Tx tx, @Nullable UUID project, String name) {
        find(tx, project, name).ifPresent(id -> {
            throw DosvmException.of(ErrorCode.ALREADY_EXISTS, "the name '" + name + "' is taken")
                    .resource(new ResourceRef(kind, id, name))
                    .with("name", name)
                    .build();
        });
    }

    /**
     * A page by name.
     *
     * @param columns the select list, with {@code t} for the table
     * @param from what follows {@code FROM table t}: joins
     * @param mapper reads a row; its cursor is the name key
     */
    public <T> Page<T> page(
            Tx tx, @Nullable UUID project, ListQuery query, String columns, String from, RowMapper<T> mapper) {
        new Violations()
                .check(
                        query.limit() >= 1 && query.limit() <= ListQuery.MAX_LIMIT,
                        "limit",
                        query.limit(),
                        "1–" + ListQuery.MAX_LIMIT)
                .refuse();
        Map<String, Object> values = new HashMap<>();
        values.put("after", query.after());
        values.put("like", "%" + escaped(Names.key(query.nameContains())) + "%");
        values.put("limit", query.limit() + 1);
        record Row<T>(String key, T item) {}
        List<Row<T>> rows = tx.list(
                "SELECT t.name_key AS cursor_key, " + columns + " FROM " + table + " t " + from
                        + " WHERE t.name_key > :after"
                        + (query.nameContains().isEmpty() ? "" : " AND t.name_key LIKE :like ESCAPE '!'")
                        + scope(project, values).replace(" project_id", " t.project_id")
                        // As the unique index is sorted: so a page is read, and not the whole table.
                        + " ORDER BY " + (inProject && project != null ? "t.project_id, " : "") + "t.name_key"
                        + " LIMIT :limit",
                values,
                (row, context) -> new Row<>(row.getString("cursor_key"), mapper.map(row, context)));
        boolean more = rows.size() > query.limit();
        List<Row<T>> shown = more ? rows.subList(0, query.limit()) : rows;
        return new Page<>(
                shown.stream().map(Row::item).toList(),
                more ? Optional.of(shown.get(shown.size() - 1).key()) : Optional.empty());
    }

    /**
     * Locks rows until the end of the transaction, in the order that all keep to.
     *
     * @return those that exist
     */
    public Set<UUID> lockAll(Tx tx, Collection<UUID> ids) {
        return new TreeSet<>(ids)
                .stream()
                        .flatMap(
                                id -> tx
                                        .first(
                                                "SELECT id FROM " + table + " WHERE id = :id FOR UPDATE",
                                                Map.of("id", id),
                                                ID)
                                        .stream())
                        .collect(Collectors.toSet());
    }

    /**
     * Locks a row for an edit until the end of the transaction.
     *
     * @param condition the version that the caller has read, if it counts
     * @return the version, to be given to {@link #update}
     * @throws DosvmException {@code NOT_FOUND}, {@code VERSION_CONFLICT}
     */
    public Version lock(Tx tx, UUID id, Optional<VersionCondition> condition) {
        Version version = tx.first(
                        "SELECT version FROM " + table + " WHERE id = :id FOR UPDATE",
                        Map.of("id", id),
                        (row, context) -> new Version(row.getLong("version")))
                .orElseThrow(() -> notFound("id", id.toString()));
        condition
                .map(VersionCondition::version)
                .filter(read -> !read.equals(version))
                .ifPresent(read -> {
                    throw conflict(tx, id, read, version);
                });
        return version;
    }

    /**
     * Writes an edit: the row gets its next version.
     *
     * @param version from {@link #lock}
     * @param set the assignments after {@code SET}, such as {@code description = :description}
     * @param values their values; {@code id} and {@code version} are added
     */
    public void update(Tx tx, UUID id, Version version, String set, Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> all = new HashMap<>(values);
        all.put("id", id);
        all.put("version", version.number());
        int rows = tx.update(
                "UPDATE " + table + " SET " + set + ", version = version + 1 WHERE id = :id AND version = :version",
                all);
        if (rows == 0) {
            throw conflict(tx, id, version, lock(tx, id, Optional.empty()));
        }
    }

    /** The proper refusal of what does not exist. */
    public DosvmException notFound(String what, String value) {
        return DosvmException.of(ErrorCode.NOT_FOUND, "there is no " + kind.text() + " of " + what + " '" + value + "'")
                .with(what, value)
                .build();
    }

    private DosvmException conflict(Tx tx, UUID id, Version read, Version stored) {
        return DosvmException.of(
                        ErrorCode.VERSION_CONFLICT,
                        "somebody has changed it: it was read at version " + read + " and is at " + stored)
                .resource(require(tx, id))
                .with("expected", read)
                .with("actual", stored)
                .hint("read it again, and decide again")
                .build();
    }

    private String scope(@Nullable UUID project, Map<String, Object> values) {
        if (!inProject || project == null) {
            return "";
        }
        values.put("project", project);
        return " AND project_id = :project";
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
