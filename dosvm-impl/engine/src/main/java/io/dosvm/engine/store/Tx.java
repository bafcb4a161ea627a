package io.dosvm.engine.store;

import io.dosvm.spi.Runtime;
import io.dosvm.value.ResourceRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * One transaction: statements by name, and what is to be written last or done after the commit.
 *
 * <p>Good on the thread and within the lambda that it was given to. Rows are locked in the order project, pool, host,
 * target.
 */
public final class Tx {
    private final Handle handle;
    private final Runtime runtime;
    private final Instant now;
    private final List<PendingEvent> events = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();

    Tx(Handle handle, Runtime runtime, Instant now) {
        this.handle = handle;
        this.runtime = runtime;
        this.now = now;
    }

    /** The store's clock at the begin of the transaction. */
    public Instant now() {
        return now;
    }

    /**
     * Changes rows.
     *
     * @param sql a statement with {@code :name} parameters
     * @param values by name; UUID, Instant (as µs), enums (as names) and Optional are converted; a collection is
     *     spread where the statement says {@code IN (<name>)}
     * @return how many rows
     */
    public int update(String sql, Map<String, ? extends @Nullable Object> values) {
        return statement(sql, () -> Values.bind(handle.createUpdate(sql), values).execute());
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Map<String, ? extends @Nullable Object> values, RowMapper<T> mapper) {
        return statement(
                sql, () -> Values.bind(handle.createQuery(sql), values).map(mapper).findFirst());
    }

    /** All rows. */
    public <T> List<T> list(String sql, Map<String, ? extends @Nullable Object> values, RowMapper<T> mapper) {
        return statement(sql, () -> Values.bind(handle.createQuery(sql), values).map(mapper).list());
    }

    /** Tells of a change; written at the very end, so that positions follow the order of commits. */
    public void event(String kind, ResourceRef resource, @Nullable UUID project, String text) {
        events.add(new PendingEvent(kind, resource, project, text));
    }

    /** Runs after the commit, in order; not at all after a rollback. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** The events in order. */
    public List<PendingEvent> events() {
        return List.copyOf(events);
    }

    List<Runnable> afterCommitActions() {
        return afterCommit;
    }

    private <T> T statement(String sql, Callable<T> body) {
        return Database.unchecked(() ->
                runtime.step(new Runtime.Step(Runtime.Step.Kind.STATEMENT, Database.statementName(sql)), body));
    }

    /** An event that gets its position at the end of the transaction. */
    public record PendingEvent(String kind, ResourceRef resource, @Nullable UUID project, String text) {}
}
