package io.dosvm.engine.compute;

import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Map;
import java.util.UUID;

/** Locks the project of what is changed: before anything else, as the order of locks wants it. */
final class ProjectLock {
    private static final NamedTable TABLE = new NamedTable("project", ResourceKind.PROJECT, false);

    private ProjectLock() {}

    static ResourceRef lock(Tx tx, UUID project) {
        return tx.first(
                        "SELECT name FROM project WHERE id = :id FOR UPDATE",
                        Map.of("id", project),
                        (row, context) -> new ResourceRef(ResourceKind.PROJECT, project, row.getString("name")))
                .orElseThrow(() -> TABLE.notFound("id", project.toString()));
    }
}
