package io.dosvm.engine.host;

import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The known objects of a kind are the rows of some tables. */
public final class StoredObjects implements OwnedObjects {
    private final ResourceKind kind;
    private final List<String> tables;

    /** Objects of a kind that stand in these tables. */
    public StoredObjects(ResourceKind kind, String... tables) {
        this.kind = kind;
        this.tables = List.of(tables);
    }

    @Override
    public ResourceKind kind() {
        return kind;
    }

    @Override
    public Set<UUID> known(Tx tx, Set<UUID> ids) {
        Set<UUID> known = new HashSet<>();
        if (!ids.isEmpty()) {
            for (String table : tables) {
                known.addAll(tx.list(
                        "SELECT id FROM " + table + " WHERE id IN (:ids)",
                        Map.of("ids", ids),
                        (row, context) -> UUID.fromString(row.getString("id"))));
            }
        }
        return known;
    }
}
