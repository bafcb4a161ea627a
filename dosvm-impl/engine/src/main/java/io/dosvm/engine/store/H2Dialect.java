package io.dosvm.engine.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** H2 in its regular mode. */
final class H2Dialect implements Dialect {
    @Override
    public String now() {
        return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(6)) * 1000000 AS BIGINT)";
    }

    /** H2 keeps long texts of the type TEXT apart from their row; ours are short and belong to it. */
    @Override
    public String translated(String statement) {
        return statement.replaceAll("\\bTEXT\\b", "VARCHAR(1000000)");
    }

    @Override
    public List<String> session(Duration statement) {
        long millis = Math.max(1, statement.toMillis());
        return List.of("SET LOCK_TIMEOUT " + millis, "SET QUERY_TIMEOUT " + millis);
    }

    @Override
    public List<String> bound(Duration statement) {
        return session(statement);
    }

    @Override
    public List<String> unbound(Duration statement) {
        return session(statement);
    }

    @Override
    public Trouble trouble(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case 40001, 50200, 90131 -> Trouble.CONFLICT;
            case 23505 -> Trouble.DUPLICATE;
            case 23503, 23506 -> Trouble.REFERENCE;
            case 42101, 42111, 42121 -> Trouble.EXISTS;
            case 42102, 42103, 42104 -> Trouble.NO_TABLE;
            case 57014 -> Trouble.TOO_SLOW;
            case 90020, 90028, 90031, 90067, 90098, 90121 -> Trouble.UNAVAILABLE;
            case 28000 -> Trouble.REFUSED;
            case 90030, 90048 -> Trouble.CORRUPT;
            default -> Trouble.OTHER;
        };
    }
}
