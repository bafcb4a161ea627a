package io.dosvm.engine.store;

import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Who this control plane is, and which nodes have it open. */
public final class Identity {
    private final Database database;
    private final Runtime runtime;

    /** The identity in a store. */
    public Identity(Database database, Runtime runtime) {
        this.database = database;
        this.runtime = runtime;
    }

    /** The identity of the control plane; made by whoever opens the store first. */
    public UUID controlPlane() {
        UUID made = runtime.newId();
        Function<Tx, UUID> body = tx -> tx.first(
                        "SELECT id FROM control_plane WHERE one = 1",
                        Map.of(),
                        (row, context) -> UUID.fromString(row.getString("id")))
                .orElseGet(() -> {
                    tx.update(
                            "INSERT INTO control_plane (one, id, created_at) VALUES (1, :id, :now)",
                            Map.of("id", made, "now", tx.now()));
                    return made;
                });
        return database.transaction("control.identity", body);
    }

    /** Shows this opening to other nodes. In a store of this process alone, those of dead processes go. */
    public void register(UUID node) {
        database.transaction("node.opened", tx -> {
            if (database.exclusive()) {
                tx.update("DELETE FROM node", Map.of());
            }
            return tx.update(
                    "INSERT INTO node (id, name, opened_at, seen_at) VALUES (:id, :name, :now, :now)",
                    Map.of("id", node, "name", runtime.client(), "now", tx.now()));
        });
    }

    /** This opening has ended. Others find that out by themselves if it cannot be told within a time. */
    public void deregister(UUID node, Duration atMost) {
        database.transaction(
                "node.closed", atMost, tx -> tx.update("DELETE FROM node WHERE id = :id", Map.of("id", node)));
    }
}
