package io.dosvm.engine.event;

import io.dosvm.Event;
import io.dosvm.Project;
import io.dosvm.engine.store.Tx;
import io.dosvm.engine.store.Tx.PendingEvent;
import io.dosvm.engine.store.Values;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The table of events. Positions have no gaps and follow the order of commits, so no reader ever skips one. */
public final class EventLog {
    private static final int ROWS_PER_STATEMENT = 50;
    private static final int LONGEST_TEXT = 4000;

    private final List<Runnable> written = new CopyOnWriteArrayList<>();

    /** Calls back after each commit with events, on the thread that committed. */
    public void onWritten(Runnable action) {
        written.add(action);
    }

    /** Writes a transaction's events. The very last of its statements: from here to the commit others wait. */
    public void append(Tx tx) {
        List<PendingEvent> events = tx.events();
        if (events.isEmpty()) {
            return;
        }
        Instant now = tx.now();
        tx.update("UPDATE event_counter SET last = last + :count WHERE one = 1", Map.of("count", events.size()));
        long last = position(tx);
        for (int from = 0; from < events.size(); from += ROWS_PER_STATEMENT) {
            int to = Math.min(events.size(), from + ROWS_PER_STATEMENT);
            insert(tx, events.subList(from, to), last - events.size() + 1 + from, now);
        }
        tx.afterCommit(() -> written.forEach(Runnable::run));
    }

    private static void insert(Tx tx, List<PendingEvent> events, long first, Instant now) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("at", now);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            PendingEvent event = events.get(i);
            values.put("position" + i, first + i);
            values.put("kind" + i, event.kind());
            values.put("rkind" + i, event.resource().kind());
            values.put("rid" + i, event.resource().id());
            values.put("rname" + i, event.resource().name());
            values.put("project" + i, event.project());
            values.put("text" + i, bounded(event.text()));
            rows.add("(:position#, :at, :kind#, :rkind#, :rid#, :rname#, :project#, :text#)".replace("#", "" + i));
        }
        tx.update(
                "INSERT INTO event (position, at, kind, resource_kind, resource_id, resource_name, project_id, text)"
                        + " VALUES " + String.join(", ", rows),
                values);
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** The newest position; 0 before the first. */
    public long position(Tx tx) {
        return tx.first("SELECT last FROM event_counter WHERE one = 1", Map.of(), (row, context) -> row.getLong("last"))
                .orElse(0L);
    }

    /** Events after a position, in order. */
    public List<Event> read(Tx tx, long after, int limit) {
        return tx.list(
                "SELECT position, at, kind, resource_kind, resource_id, resource_name, project_id, text FROM event"
                        + " WHERE position > :after ORDER BY position LIMIT :limit",
                Map.of("after", after, "limit", limit),
                (row, context) -> event(row));
    }

    private static Event event(ResultSet row) throws SQLException {
        String project = row.getString("project_id");
        return new StoredEvent(
                row.getLong("position"),
                Values.instant(row.getLong("at")),
                row.getString("kind"),
                new ResourceRef(
                        Values.word(ResourceKind.class, row.getString("resource_kind"), ResourceKind.UNKNOWN),
                        UUID.fromString(row.getString("resource_id")),
                        row.getString("resource_name")),
                Optional.ofNullable(project).map(Id::parse),
                row.getString("text"));
    }

    private record StoredEvent(
            long position, Instant at, String kind, ResourceRef resource, Optional<Id<Project>> project, String text)
            implements Event {}
}
