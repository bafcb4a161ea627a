package io.dosvm.engine.operation;

import io.dosvm.OperationStatus.State;
import io.dosvm.engine.store.Tx;
import io.dosvm.engine.store.Values;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on operations. Whoever changes a row under a lease names its epoch and node. */
final class OperationStore {
    private static final String SELECT = "SELECT " + OperationRow.COLUMNS + " FROM operation ";
    private static final String MINE = " WHERE id = :id AND epoch = :epoch AND node_id = :node";
    private static final int LONGEST_DOING = 255;

    /** What this node may take up: what is due, unless it waits for another node that lives. */
    private static final String DUE = "due_at <= :now AND (home IS NULL OR home = :self OR node_id IS NOT NULL OR"
            + " NOT EXISTS (SELECT 1 FROM node n WHERE n.id = operation.home AND n.seen_at > :alive))";

    private static final String LANE = "CONCAT(lane, COALESCE(lane_kind, 'SHORT'))";

    /** A node that lives says so three times meanwhile. */
    private static final Duration NODE_LIVES = Duration.ofSeconds(90);

    private final UUID node;

    OperationStore(UUID node) {
        this.node = node;
    }

    UUID node() {
        return node;
    }

    /**
     * Records an operation: due at a time, under this node's lease already, or done.
     *
     * @param home whether it waits for this node rather than for any, as long as this one lives
     */
    void insert(Tx tx, OperationRow row, boolean home) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", row.id());
        values.put("kind", row.kind());
        values.put("targetKind", row.target().kind());
        values.put("target", row.target().id());
        values.put("targetName", row.target().name());
        values.put("project", row.project());
        values.put("caller", row.caller().name());
        values.put("address", row.caller().address());
        values.put("arguments", row.arguments());
        values.put("state", row.state());
        values.put("due", row.dueAt());
        values.put("node", row.node());
        values.put("epoch", row.epoch());
        values.put("home", home ? Optional.of(node) : Optional.empty());
        values.put("created", row.createdAt());
        values.put(
                "active",
                row.state().ended()
                        ? Optional.empty()
                        : Optional.of(row.target().id()));
        values.put("finished", row.finishedAt());
        tx.update(
                "INSERT INTO operation (id, kind, target_kind, target_id, target_name, active_target, project_id,"
                        + " caller, caller_address, arguments, state, undoing, cancel_requested, attempts, due_at,"
                        + " node_id, home, epoch, progress_done, progress_total, progress_doing, created_at, finished_at)"
                        + " VALUES (:id, :kind, :targetKind, :target, :targetName, :active, :project, :caller,"
                        + " :address, :arguments, :state, FALSE, FALSE, 0, :due, :node, :home, :epoch, 0, 0, '',"
                        + " :created, :finished)",
                values);
    }

    Optional<OperationRow> find(Tx tx, UUID id) {
        return tx.first(SELECT + "WHERE id = :id", Map.of("id", id), (row, context) -> OperationRow.read(row));
    }

    OperationRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> notFound(id));
    }

    static DosvmException notFound(UUID id) {
        return DosvmException.of(ErrorCode.NOT_FOUND, "there is no operation of id '" + id + "'")
                .with("id", id)
                .build();
    }

    /** The last operation of a kind that succeeded on a target. */
    Optional<UUID> lastDone(Tx tx, String kind, UUID target) {
        return tx.first(
                "SELECT id FROM operation WHERE target_id = :target AND kind = :kind AND state = 'SUCCEEDED'"
                        + " ORDER BY finished_at DESC, id LIMIT 1",
                Map.of("target", target, "kind", kind),
                (row, context) -> UUID.fromString(row.getString("id")));
    }

    /** The one unfinished operation on a target. */
    Optional<OperationRow> working(Tx tx, UUID target) {
        return tx.first(
                SELECT + "WHERE active_target = :target",
                Map.of("target", target),
                (row, context) -> OperationRow.read(row));
    }

    List<OperationRow> unfinished(Tx tx, int limit) {
        return tx.list(
                SELECT + "WHERE due_at IS NOT NULL ORDER BY created_at, id LIMIT :limit",
                Map.of("limit", limit),
                (row, context) -> OperationRow.read(row));
    }

    /**
     * Takes what is due, first come first: what waits for its time, and what a dead node has left; not what waits for a
     * full lane.
     */
    Claimed claim(Tx tx, int limit, Duration lease, Lanes lanes) {
        Instant now = tx.now();
        Map<String, Object> values =
                new HashMap<>(Map.of("now", now, "self", node, "alive", now.minus(NODE_LIVES), "limit", limit));
        Set<Lane> full = lanes.full(lanes.idle() ? Map.of() : waiting(tx, values));
        values.put("full", full.stream().map(Lane::key).toList());
        List<OperationRow> due = tx.list(
                SELECT + "WHERE " + DUE + (full.isEmpty() ? "" : " AND (lane IS NULL OR " + LANE + " NOT IN (:full))")
                        + " ORDER BY due_at, id LIMIT :limit",
                values,
                (row, context) -> OperationRow.read(row));
        Map<Lane, Integer> going = new HashMap<>();
        List<OperationRow> claimed = new ArrayList<>();
        for (OperationRow row : due) {
            boolean fits = row.lane().map(lane -> lanes.room(lane, going)).orElse(true);
            if (fits && claim(tx, row, now.plus(lease))) {
                row.lane().ifPresent(lane -> going.merge(lane, 1, Integer::sum));
                claimed.add(require(tx, row.id()));
            }
        }
        return new Claimed(claimed, !claimed.isEmpty() && (due.size() == limit || !going.isEmpty()));
    }

    /** For each lane, since when the first waits for it. */
    private static Map<Lane, Instant> waiting(Tx tx, Map<String, Object> values) {
        Map<Lane, Instant> waiting = new HashMap<>();
        tx.list(
                "SELECT lane, lane_kind, MIN(due_at) AS since FROM operation WHERE lane IS NOT NULL AND " + DUE
                        + " GROUP BY lane, lane_kind",
                values,
                (row, context) -> waiting.merge(
                        OperationRow.lane(row).orElseThrow(),
                        Values.instant(row.getLong("since")),
                        (a, b) -> a.isBefore(b) ? a : b));
        return waiting;
    }

    /**
     * What this node has got.
     *
     * @param more whether there may be more that is due
     */
    record Claimed(List<OperationRow> rows, boolean more) {}

    private boolean claim(Tx tx, OperationRow row, Instant until) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", row.id());
        values.put("epoch", row.epoch());
        values.put("due", row.dueAt());
        values.put("until", until);
        values.put("node", node);
        return tx.update(
                        "UPDATE operation SET epoch = epoch + 1, node_id = :node, due_at = :until,"
                                + " state = CASE WHEN state = 'PENDING' THEN 'RUNNING' ELSE state END"
                                + " WHERE id = :id AND epoch = :epoch AND due_at = :due",
                        values)
                == 1;
    }

    /** When the next one is due, of those that are not due yet. */
    Optional<Instant> nextDue(Tx tx) {
        return tx.first(
                "SELECT due_at FROM operation WHERE due_at > :now ORDER BY due_at LIMIT 1",
                Map.of("now", tx.now()),
                (row, context) -> Values.instant(row.getLong("due_at")));
    }

    /** Makes leases last longer; never shorter. */
    void renew(Tx tx, Collection<UUID> ids, Duration lease) {
        tx.update(
                "UPDATE operation SET due_at = :until WHERE node_id = :node AND id IN (:ids) AND due_at < :until",
                Map.of("until", tx.now().plus(lease), "node", node, "ids", ids));
    }

    /** Which of some leases this node still has. */
    List<UUID> mine(Tx tx, Map<UUID, LeasedContext> held) {
        record Lease(UUID id, long epoch) {}
        return tx
                .list(
                        "SELECT id, epoch FROM operation WHERE node_id = :node AND id IN (:ids)",
                        Map.of("node", node, "ids", held.keySet()),
                        (row, context) -> new Lease(UUID.fromString(row.getString("id")), row.getLong("epoch")))
                .stream()
                .filter(lease -> Optional.ofNullable(held.get(lease.id()))
                        .filter(c -> c.row().epoch() == lease.epoch())
                        .isPresent())
                .map(Lease::id)
                .toList();
    }

    /** Lets everything of this node go but what may still be acting. */
    void releaseAll(Tx tx, Collection<UUID> except) {
        tx.update(
                "UPDATE operation SET node_id = NULL, due_at = created_at,"
                        + " state = CASE WHEN state = 'RUNNING' THEN 'PENDING' ELSE state END"
                        + " WHERE node_id = :node"
                        + (except.isEmpty() ? "" : " AND id NOT IN (:except)"),
                except.isEmpty() ? Map.of("node", node) : Map.of("node", node, "except", except));
    }

    /** Those of this node that were asked to be given up. */
    List<UUID> cancelled(Tx tx) {
        return tx.list(
                "SELECT id FROM operation WHERE node_id = :node AND cancel_requested = TRUE AND due_at IS NOT NULL",
                Map.of("node", node),
                (row, context) -> UUID.fromString(row.getString("id")));
    }

    /** Locks the row under the lease until the commit, and keeps the newest progress. */
    boolean hold(Tx tx, UUID id, long epoch, Progress progress) {
        Map<String, Object> values = mine(id, epoch);
        put(values, progress);
        return tx.update(
                        "UPDATE operation SET progress_done = :done, progress_total = :total, progress_doing = :doing"
                                + MINE,
                        values)
                == 1;
    }

    boolean extend(Tx tx, UUID id, long epoch, Duration lease) {
        Map<String, Object> values = mine(id, epoch);
        values.put("until", tx.now().plus(lease));
        return tx.update("UPDATE operation SET due_at = :until" + MINE, values) == 1;
    }

    /** Notes that a verb begins that must not be repeated, or that it surely did not happen. */
    boolean once(Tx tx, UUID id, long epoch, Optional<String> step) {
        Map<String, Object> values = mine(id, epoch);
        values.put("step", step);
        return tx.update("UPDATE operation SET once_step = :step" + MINE, values) == 1;
    }

    /** Turns round: from now on it takes back what it did. That is short work. */
    boolean undo(Tx tx, UUID id, long epoch, String error) {
        Map<String, Object> values = mine(id, epoch);
        values.put("error", error);
        return tx.update(
                        "UPDATE operation SET undoing = TRUE, attempts = 0, error = :error, last_error = NULL,"
                                + " lane_kind = NULL" + MINE,
                        values)
                == 1;
    }

    /**
     * Lets it go, to be taken up at a time by whoever is there.
     *
     * @param due when, by the clock of the store
     * @param lane the host that it needs; as before if empty
     * @param lastError why its last attempt failed
     * @param hurries whether a cancel ends the pause
     */
    boolean release(
            Tx tx,
            UUID id,
            long epoch,
            int attempts,
            Instant due,
            Optional<Lane> lane,
            Optional<String> lastError,
            boolean hurries) {
        Map<String, Object> values = mine(id, epoch);
        values.put("hurries", hurries);
        values.put("attempts", attempts);
        values.put("due", due);
        values.put("lane", lane.map(Lane::host));
        values.put("kind", lane.map(Lane::kind));
        values.put("failure", lastError);
        return tx.update(
                        "UPDATE operation SET node_id = NULL, attempts = :attempts, last_error = :failure,"
                                + " state = CASE WHEN state = 'RUNNING' THEN 'PENDING' ELSE state END,"
                                + " due_at = CASE WHEN cancel_requested = TRUE AND undoing = FALSE AND :hurries = TRUE"
                                + " THEN created_at ELSE :due END,"
                                + " lane = CASE WHEN cancel_requested = TRUE AND undoing = FALSE"
                                + " THEN NULL ELSE COALESCE(:lane, lane) END,"
                                + " lane_kind = COALESCE(:kind, lane_kind)"
                                + MINE,
                        values)
                == 1;
    }

    boolean end(Tx tx, UUID id, long epoch, State state, @Nullable String error, Progress progress) {
        Map<String, Object> values = mine(id, epoch);
        put(values, progress);
        values.put("state", state);
        values.put("error", Optional.ofNullable(error));
        values.put("now", tx.now());
        return tx.update(
                        "UPDATE operation SET state = :state, error = :error, active_target = NULL, due_at = NULL,"
                                + " node_id = NULL, finished_at = :now, progress_done = :done,"
                                + " progress_total = :total, progress_doing = :doing" + MINE,
                        values)
                == 1;
    }

    /** Asks to give it up; too late is no error. Who waits for a host need not wait for it to be given up. */
    void cancel(Tx tx, UUID id) {
        tx.update(
                "UPDATE operation SET cancel_requested = TRUE, state = 'CANCELLING', lane = NULL,"
                        + " due_at = CASE WHEN node_id IS NULL THEN :now ELSE due_at END"
                        + " WHERE id = :id AND due_at IS NOT NULL AND undoing = FALSE",
                Map.of("id", id, "now", tx.now()));
    }

    /** What waits to be tried again on a host is due now, as if it had waited for it all the time. */
    boolean wake(Tx tx, UUID host) {
        return tx.update(
                        "UPDATE operation SET due_at = created_at WHERE lane = :host AND node_id IS NULL AND due_at > :now",
                        Map.of("host", host, "now", tx.now()))
                > 0;
    }

    /** What the end of an operation is called, as an event. */
    static void tell(Tx tx, OperationRow row, State state, Optional<DosvmException> error) {
        String how = state.name().toLowerCase(Locale.ROOT);
        tx.event(
                "operation." + how,
                new ResourceRef(ResourceKind.OPERATION, row.id(), row.kind()),
                row.project().orElse(null),
                row.kind() + " of " + row.target() + " " + how
                        + error.map(e -> ": " + e.getMessage()).orElse(""));
    }

    /** All that this or an earlier process has left, in a store that is this process's alone: due at once. */
    void takeEverything(Tx tx) {
        tx.update("UPDATE operation SET node_id = NULL, due_at = created_at WHERE node_id IS NOT NULL", Map.of());
    }

    private Map<String, Object> mine(UUID id, long epoch) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", id);
        values.put("epoch", epoch);
        values.put("node", node);
        return values;
    }

    private static void put(Map<String, Object> values, Progress progress) {
        String doing = progress.doing();
        values.put("done", progress.done());
        values.put("total", progress.total());
        values.put("doing", doing.length() <= LONGEST_DOING ? doing : doing.substring(0, LONGEST_DOING));
    }
}
