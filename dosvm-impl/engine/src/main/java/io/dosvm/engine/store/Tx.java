package io.dosvm.engine.store;

import io.dosvm.value.ResourceRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private final long began;
    private final StatementRun run;
    private final Supplier<Instant> clock;
    private final List<PendingEvent> events = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private @Nullable Instant now;

    Tx(Handle handle, long began, StatementRun run, Supplier<Instant> clock) {
        this.handle = handle;
        this.began = began;
        this.run = run;
        this.clock = clock;
    }

    /** The store's clock at the begin of the transaction. */
    public Instant now() {
        Instant known = now;
        if (known == null) {
            known = clock.get();
            now = known;
        }
        return known;
    }

    /** This node's monotonic clock before the begin of the transaction: not after {@link #now()}. */
    public long began() {
        return began;
    }

    /**
     * Changes rows.
     *
     * @param sql a statement with {@code :name} parameters
     * @param values by name; UUID, Instant (as µs), ByteSize (as bytes), enums (as names) and Optional are converted; a
     *     collection stands in {@code IN (:name)} or {@code IN (<name>)}
     * @return how many rows
     */
    public int update(String sql, Map<String, ? extends @Nullable Object> values) {
        return statement(sql, values, (text, all) -> Values.bind(handle.createUpdate(text), all)
                .execute());
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Map<String, ? extends @Nullable Object> values, RowMapper<T> mapper) {
        return statement(sql, values, (text, all) -> Values.bind(handle.createQuery(text), all)
                .map(mapper)
                .findFirst());
    }

    /** All rows. */
    public <T> List<T> list(String sql, Map<String, ? extends @Nullable Object> values, RowMapper<T> mapper) {
        return statement(sql, values, (text, all) -> Values.bind(handle.createQuery(text), all)
                .map(mapper)
                .list());
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

    private <T> T statement(String sql, Map<String, ? extends @Nullable Object> values, Execution<T> execution) {
        Map<String, @Nullable Object> all = new HashMap<>(values);
        StringBuilder text = new StringBuilder(sql);
        values.forEach((name, value) -> {
            if (value instanceof Collection<?> many) {
                all.remove(name);
                spread(text, name, many, all);
            }
        });
        String spread = text.toString();
        return run.run(sql, () -> execution.execute(spread, all));
    }

    /** Puts one parameter for each element; of none, an expression that nothing equals. */
    private static void spread(StringBuilder text, String name, Collection<?> many, Map<String, @Nullable Object> all) {
        int number = 0;
        for (Object one : many) {
            all.put(name + "_" + number++, one);
        }
        String parameters = many.isEmpty()
                ? "NULL"
                : IntStream.range(0, many.size())
                        .mapToObj(i -> ":" + name + "_" + i)
                        .collect(Collectors.joining(", "));
        replace(text, "(:" + name + ")", "(" + parameters + ")");
        replace(text, "(<" + name + ">)", "(" + parameters + ")");
    }

    private static void replace(StringBuilder text, String old, String with) {
        for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + with.length())) {
            text.replace(at, at + old.length(), with);
        }
    }

    /** An event that gets its position at the end of the transaction. */
    public record PendingEvent(
            String kind, ResourceRef resource, @Nullable UUID project, String text) {}

    /** Surrounds each statement: counted, measured, within the transaction's time. */
    interface StatementRun {
        <T> T run(String sql, Callable<T> body);
    }

    private interface Execution<T> {
        T execute(String sql, Map<String, @Nullable Object> values);
    }
}
