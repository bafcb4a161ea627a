package io.dosvm.engine.project;

import io.dosvm.engine.store.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which projects may use what belongs to none: the reads that the tables of that share. */
public final class Allowed {
    private Allowed() {}

    /**
     * The projects that may use some things, in one statement.
     *
     * @param table says who may use what, with a column {@code project_id}
     * @param column the id of the thing
     * @return the projects of each thing, by id; nothing for a thing that no project may use
     */
    public static Map<UUID, List<UUID>> projects(Tx tx, String table, String column, Collection<UUID> things) {
        if (things.isEmpty()) {
            return Map.of();
        }
        record Permission(UUID thing, UUID project) {}
        return tx
                .list(
                        "SELECT " + column + ", project_id FROM " + table + " WHERE " + column
                                + " IN (:things) ORDER BY project_id",
                        Map.of("things", things),
                        (row, context) -> new Permission(
                                UUID.fromString(row.getString(column)), UUID.fromString(row.getString("project_id"))))
                .stream()
                .collect(Collectors.groupingBy(
                        Permission::thing, Collectors.mapping(Permission::project, Collectors.toList())));
    }
}
