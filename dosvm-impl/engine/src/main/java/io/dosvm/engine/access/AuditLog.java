package io.dosvm.engine.access;

import io.dosvm.Audit;
import io.dosvm.AuditRecord;
import io.dosvm.Caller;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.Tx;
import io.dosvm.engine.store.Values;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Runtime;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The table of who did what. */
public final class AuditLog {
    private static final int MAX = 1000;
    private static final int LONGEST_TEXT = 4000;

    private final Database database;
    private final Runtime runtime;

    /** The log in a store. */
    public AuditLog(Database database, Runtime runtime) {
        this.database = database;
        this.runtime = runtime;
    }

    /** Writes a record in the transaction that does it. */
    public void write(Tx tx, Caller caller, String action, ResourceRef resource, String text) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", runtime.newId());
        values.put("at", tx.now());
        values.put("caller", caller.name());
        values.put("key", caller.name().toLowerCase(Locale.ROOT));
        values.put("address", caller.address());
        values.put("action", action);
        values.put("kind", resource.kind());
        values.put("resource", resource.id());
        values.put("name", resource.name());
        values.put("text", text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…");
        tx.update(
                "INSERT INTO audit (id, at, caller, caller_key, caller_address, action, resource_kind, resource_id,"
                        + " resource_name, text) VALUES (:id, :at, :caller, :key, :address, :action, :kind, :resource,"
                        + " :name, :text)",
                values);
    }

    /**
     * The log as the API shows it.
     *
     * @param authorize throws if the caller may not see it
     */
    public Audit view(Runnable authorize) {
        return (from, to, caller, limit) -> {
            authorize.run();
            if (limit < 1 || limit > MAX) {
                throw new ValidationException(List.of(new Violation("limit", String.valueOf(limit), "1–" + MAX)));
            }
            return read(from, to, caller, limit);
        };
    }

    private List<AuditRecord> read(Instant from, Instant to, String caller, int limit) {
        String like = caller.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
        return database.transaction(
                "audit.read",
                tx -> tx.list(
                        "SELECT at, caller, caller_address, action, resource_kind, resource_id, resource_name, text"
                                + " FROM audit WHERE at >= :from AND at < :to AND caller_key LIKE :like ESCAPE '!'"
                                + " ORDER BY at DESC, id LIMIT :limit",
                        Map.of("from", from, "to", to, "like", "%" + like + "%", "limit", limit),
                        (row, context) -> entry(row)));
    }

    private static AuditRecord entry(ResultSet row) throws SQLException {
        return new StoredEntry(
                Values.instant(row.getLong("at")),
                new Caller(row.getString("caller"), row.getString("caller_address")),
                row.getString("action"),
                new ResourceRef(
                        Values.word(ResourceKind.class, row.getString("resource_kind"), ResourceKind.UNKNOWN),
                        UUID.fromString(row.getString("resource_id")),
                        row.getString("resource_name")),
                row.getString("text"));
    }

    private record StoredEntry(Instant at, Caller caller, String action, ResourceRef resource, String text)
            implements AuditRecord {}
}
