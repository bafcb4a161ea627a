package io.dosvm.engine.operation;

import io.dosvm.Caller;
import io.dosvm.OperationStatus.State;
import io.dosvm.engine.store.Values;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of the table of operations.
 *
 * @param undoing whether what was done is being taken back
 * @param attempts how often the present direction has failed
 * @param dueAt when a node is to look at it; empty once it has ended
 * @param node who works on it
 * @param epoch of the lease under which somebody works on it
 * @param onceStep a verb that must not be repeated, and was begun
 * @param error as JSON: why it is being undone, or how it ended
 * @param lane the host that it waits for, or was on last, and for which kind of work
 * @param lastError as JSON: why its last attempt failed
 */
record OperationRow(
        UUID id,
        String kind,
        ResourceRef target,
        Optional<UUID> project,
        Caller caller,
        String arguments,
        State state,
        boolean undoing,
        boolean cancelRequested,
        int attempts,
        Optional<Instant> dueAt,
        Optional<UUID> node,
        long epoch,
        Optional<String> onceStep,
        Progress progress,
        Optional<String> error,
        Instant createdAt,
        Optional<Instant> finishedAt,
        Optional<Lane> lane,
        Optional<String> lastError) {

    static final String COLUMNS = "id, kind, target_kind, target_id, target_name, project_id, caller, caller_address,"
            + " arguments, state, undoing, cancel_requested, attempts, due_at, node_id, epoch, once_step,"
            + " progress_done, progress_total, progress_doing, error, created_at, finished_at, lane,"
            + " lane_kind, last_error";

    /** Work that waits to be done from now on. */
    static OperationRow pending(
            UUID id, String kind, ResourceRef target, Optional<UUID> project, Caller caller, Instant now) {
        return new OperationRow(
                id,
                kind,
                target,
                project,
                caller,
                "{}",
                State.PENDING,
                false,
                false,
                0,
                Optional.of(now),
                Optional.empty(),
                0,
                Optional.empty(),
                Progress.NONE,
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    OperationRow with(String asked) {
        return as(asked, state, dueAt, node, epoch, finishedAt);
    }

    /** The same under a node's first lease. */
    OperationRow leased(UUID by, Instant until) {
        return as(arguments, State.RUNNING, Optional.of(until), Optional.of(by), 1, finishedAt);
    }

    /** The same, done. */
    OperationRow succeeded(Instant at) {
        return as(arguments, State.SUCCEEDED, Optional.empty(), Optional.empty(), epoch, Optional.of(at));
    }

    private OperationRow as(
            String asked, State now, Optional<Instant> due, Optional<UUID> by, long under, Optional<Instant> end) {
        return new OperationRow(
                id,
                kind,
                target,
                project,
                caller,
                asked,
                now,
                undoing,
                cancelRequested,
                attempts,
                due,
                by,
                under,
                onceStep,
                progress,
                error,
                createdAt,
                end,
                lane,
                lastError);
    }

    static OperationRow read(ResultSet row) throws SQLException {
        return new OperationRow(
                UUID.fromString(row.getString("id")),
                row.getString("kind"),
                new ResourceRef(
                        Values.word(ResourceKind.class, row.getString("target_kind"), ResourceKind.UNKNOWN),
                        UUID.fromString(row.getString("target_id")),
                        row.getString("target_name")),
                Optional.ofNullable(row.getString("project_id")).map(UUID::fromString),
                new Caller(row.getString("caller"), row.getString("caller_address")),
                row.getString("arguments"),
                Values.word(State.class, row.getString("state"), State.RUNNING),
                row.getBoolean("undoing"),
                row.getBoolean("cancel_requested"),
                row.getInt("attempts"),
                time(row, "due_at"),
                Optional.ofNullable(row.getString("node_id")).map(UUID::fromString),
                row.getLong("epoch"),
                Optional.ofNullable(row.getString("once_step")),
                new Progress(
                        row.getLong("progress_done"), row.getLong("progress_total"), row.getString("progress_doing")),
                Optional.ofNullable(row.getString("error")),
                Values.instant(row.getLong("created_at")),
                time(row, "finished_at"),
                lane(row),
                Optional.ofNullable(row.getString("last_error")));
    }

    /** Who knows of one kind of lane only has written none. */
    static Optional<Lane> lane(ResultSet row) throws SQLException {
        String kind = row.getString("lane_kind");
        Lane.Kind known = kind == null ? Lane.Kind.SHORT : Values.word(Lane.Kind.class, kind, Lane.Kind.SHORT);
        return Optional.ofNullable(row.getString("lane")).map(host -> new Lane(UUID.fromString(host), known));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Values.instant(micros));
    }
}
