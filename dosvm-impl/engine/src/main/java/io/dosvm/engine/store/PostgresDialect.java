package io.dosvm.engine.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** PostgreSQL. */
final class PostgresDialect implements Dialect {
    @Override
    public String now() {
        return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";
    }

    @Override
    public String translated(String statement) {
        return statement;
    }

    @Override
    public List<String> session(Duration statement) {
        long millis = statement.toMillis();
        return List.of(
                "SET statement_timeout = " + millis,
                "SET lock_timeout = " + millis,
                // A node that stops dead in a transaction must not hold its locks for ever.
                "SET idle_in_transaction_session_timeout = " + 4 * millis);
    }

    @Override
    public List<String> bound(Duration statement) {
        return List.of("SET LOCAL statement_timeout = " + Math.max(1, statement.toMillis()));
    }

    @Override
    public List<String> unbound(Duration statement) {
        return List.of();
    }

    @Override
    public Trouble trouble(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return Trouble.OTHER;
        }
        return switch (state) {
            case "40001", "40P01", "55P03" -> Trouble.CONFLICT;
            case "23505" -> Trouble.DUPLICATE;
            case "23503" -> Trouble.REFERENCE;
            case "42P07", "42701", "42710", "42P06" -> Trouble.EXISTS;
            case "42P01" -> Trouble.NO_TABLE;
            case "57014" -> Trouble.TOO_SLOW;
            case "57P01", "57P02", "57P03", "53300", "25P03" -> Trouble.UNAVAILABLE;
            case "28000", "28P01", "3D000", "42501" -> Trouble.REFUSED;
            case "XX001", "XX002" -> Trouble.CORRUPT;
            default -> state.startsWith("08") || state.startsWith("53") ? Trouble.UNAVAILABLE : Trouble.OTHER;
        };
    }
}
