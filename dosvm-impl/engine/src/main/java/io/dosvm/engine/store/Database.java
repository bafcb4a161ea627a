package io.dosvm.engine.store;

import io.dosvm.Store;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: every statement of the engine runs in a transaction of this.
 *
 * <p>A transaction is a step of the runtime, begin to commit, and each statement in it another; both are measured. It
 * is over by the deadline, whatever the database does. Where the database asks for it, it is run again.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int ATTEMPTS = 12;
    private static final Set<Dialect.Trouble> LOST_RACE =
            EnumSet.of(Dialect.Trouble.DUPLICATE, Dialect.Trouble.REFERENCE);
    private static final Duration BACK_OFF = Duration.ofMillis(5);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMillis(320);

    private final Runtime runtime;
    private final Instrumentation instrumentation;
    private final Duration deadline;
    private final Clock clock;
    private final Connections connections;
    private final Jdbi jdbi;
    private final List<Consumer<Tx>> beforeCommit;
    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Database(Settings settings, Connections connections) {
        this.runtime = settings.runtime();
        this.instrumentation = settings.instrumentation();
        this.deadline = settings.deadline();
        this.clock = settings.clock();
        this.beforeCommit = List.copyOf(settings.beforeCommit());
        this.connections = connections;
        this.jdbi = Jdbi.create(connections.pool());
        // Statements say what they mean: nothing in them is a template.
        jdbi.getConfig(SqlStatements.class)
                .setTemplateEngine(TemplateEngine.NOP)
                .setSqlParser(new NamedParameters());
    }

    /**
     * Opens a store. Nothing is written yet.
     *
     * @throws DosvmException {@code STORE_LOCKED}, {@code STORE_UNAVAILABLE}, {@code STORE_CORRUPT}, {@code INVALID}
     */
    public static Database open(Store store, Settings settings) {
        return new Database(settings, Connections.open(store, settings));
    }

    /** Whether this process alone has the store. */
    public boolean exclusive() {
        return connections.exclusive();
    }

    /** How long a transaction may take. */
    public Duration deadline() {
        return deadline;
    }

    /** Runs a transaction within the usual deadline. */
    public <T> T transaction(String name, Function<Tx, T> body) {
        return transaction(name, deadline, body);
    }

    /**
     * Runs a transaction. The body is run again after a conflict, so it has no effect but through the transaction.
     *
     * @param name of the step
     * @param atMost how long it may take, waits for locks and repetitions included
     */
    public <T> T transaction(String name, Duration atMost, Function<Tx, T> body) {
        if (!inside.add(Thread.currentThread())) {
            throw new IllegalStateException("'" + name + "' inside another transaction");
        }
        try {
            Done<T> done = repeated(name, runtime.nanoTime() + atMost.toNanos(), body);
            inside.remove(Thread.currentThread());
            done.afterCommit().forEach(action -> afterCommit(name, action));
            return done.result();
        } finally {
            inside.remove(Thread.currentThread());
        }
    }

    private <T> Done<T> repeated(String name, long end, Function<Tx, T> body) {
        boolean lookedAgain = false;
        for (int attempt = 1; ; attempt++) {
            requireOpen();
            try {
                return measured(new Runtime.Step(Runtime.Step.Kind.TRANSACTION, name), () -> once(name, end, body));
            } catch (Exception e) {
                Optional<Dialect.Trouble> trouble = connections.errors().trouble(e);
                boolean conflict =
                        trouble.filter(t -> t == Dialect.Trouble.CONFLICT).isPresent();
                // Who loses a race for a unique value looks again, and then says whose it is, or gives it back; so does
                // who refers to what has just gone, and then says that it is gone.
                boolean lost =
                        !lookedAgain && trouble.filter(LOST_RACE::contains).isPresent();
                lookedAgain |= lost;
                Duration pause = pause(attempt);
                boolean time = end - runtime.nanoTime() > pause.toNanos();
                if (!(conflict || lost) || attempt == ATTEMPTS || !time) {
                    requireOpen();
                    throw connections.errors().of(e, name);
                }
                runtime.sleep(pause);
            }
        }
    }

    private <T> Done<T> once(String name, long end, Function<Tx, T> body) {
        boolean committed = false;
        long began = runtime.nanoTime();
        Handle handle = connections.pool().within(left(end), jdbi::open);
        Statements statements = new Statements(handle, name, end);
        try {
            statements.answerInTime();
            handle.begin();
            Tx tx = new Tx(handle, began, statements, () -> now(statements));
            T result = body.apply(tx);
            beforeCommit.forEach(last -> last.accept(tx));
            statements.answerInTime();
            handle.commit();
            committed = true;
            return new Done<>(result, tx.afterCommitActions());
        } finally {
            end(handle, committed, statements);
        }
    }

    private Duration left(long end) {
        return Duration.ofNanos(end - runtime.nanoTime());
    }

    /** What ends a failed transaction must not hide why it failed. */
    private void end(Handle handle, boolean committed, Statements statements) {
        try {
            if (!committed && handle.isInTransaction()) {
                statements.answerInTime();
                handle.rollback();
            }
            if (statements.bounded) {
                connections.dialect().unbound(connections.statementLimit()).forEach(handle::execute);
            }
        } catch (RuntimeException e) {
            LOG.debug("a transaction could not be rolled back", e);
        }
        try {
            handle.close();
        } catch (RuntimeException e) {
            LOG.debug("a connection could not be given back", e);
        }
    }

    private Instant now(Statements statements) {
        if (clock == Clock.RUNTIME || connections.exclusive()) {
            return runtime.now();
        }
        statements.answerInTime();
        return Values.instant(statements
                .handle
                .createQuery("SELECT " + connections.dialect().now())
                .mapTo(Long.class)
                .one());
    }

    private Duration pause(int attempt) {
        long most = Math.min(LONGEST_BACK_OFF.toNanos(), BACK_OFF.toNanos() << Math.min(attempt, 16));
        return Duration.ofNanos(most / 2 + runtime.random().nextLong(most / 2));
    }

    private <T> T measured(Runtime.Step step, Callable<T> body) throws Exception {
        long began = runtime.nanoTime();
        try {
            T result = runtime.step(step, body);
            instrumentation.finished(step, Duration.ofNanos(runtime.nanoTime() - began), Optional.empty());
            return result;
        } catch (Exception e) {
            instrumentation.finished(step, Duration.ofNanos(runtime.nanoTime() - began), Optional.of(e));
            throw e;
        }
    }

    /** It is committed: what fails now must not look as if the transaction had failed. */
    private static void afterCommit(String name, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("something that follows a transaction failed [transaction={}]", name, e);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw DosvmException.of(ErrorCode.CLOSED, "the store is closed").build();
        }
    }

    Dialect dialect() {
        return connections.dialect();
    }

    StoreErrors errors() {
        return connections.errors();
    }

    /** Ends connections in order, and lets the folder go. Repeatable. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            connections.close();
        }
    }

    /** Lets everything go at once, as the death of the process would: nothing is rounded off. Repeatable. */
    public void abandon() {
        if (closed.compareAndSet(false, true)) {
            connections.abandon();
        }
    }

    /** The first word of a statement and its table: {@code update volume}. */
    static String statementName(String sql) {
        String[] words = sql.strip().split("\\s+", 64);
        String verb = words[0].toLowerCase(Locale.ROOT);
        String before =
                switch (verb) {
                    case "insert" -> "INTO";
                    case "update" -> "UPDATE";
                    default -> "FROM";
                };
        for (int i = 0; i < words.length - 1; i++) {
            if (words[i].equalsIgnoreCase(before)) {
                return verb + " " + words[i + 1].replaceAll("\\W.*", "");
            }
        }
        return verb;
    }

    /** Where the store's time comes from. */
    public enum Clock {
        /** From the database, as several nodes share it; from this machine if the store is this process's alone. */
        DATABASE,
        /** From the runtime: a simulation's virtual time, bound as a value. */
        RUNTIME
    }

    /**
     * How a store is opened.
     *
     * @param runtime time, chance and threads
     * @param instrumentation measures every transaction and statement
     * @param deadline how long a transaction may take
     * @param clock where the store's time comes from
     * @param beforeCommit run at the very end of every transaction, within it
     */
    public record Settings(
            Runtime runtime,
            Instrumentation instrumentation,
            Duration deadline,
            Clock clock,
            List<Consumer<Tx>> beforeCommit) {}

    private record Done<T>(T result, List<Runnable> afterCommit) {}

    private final class Statements implements Tx.StatementRun {
        private final Handle handle;
        private final String transaction;
        private final long end;
        private boolean bounded;

        Statements(Handle handle, String transaction, long end) {
            this.handle = handle;
            this.transaction = transaction;
            this.end = end;
        }

        @Override
        public <T> T run(String sql, Callable<T> body) {
            Duration left = left(end);
            if (left.isNegative() || left.isZero()) {
                throw DosvmException.of(ErrorCode.TIMEOUT, "'" + transaction + "' took longer than it may")
                        .build();
            }
            try {
                return measured(new Runtime.Step(Runtime.Step.Kind.STATEMENT, statementName(sql)), () -> {
                    answerInTime();
                    if (left.compareTo(connections.statementLimit()) < 0) {
                        bound(left);
                    }
                    return body.call();
                });
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw connections.errors().of(e, transaction);
            }
        }

        /** A server that is gone without a word is not waited for beyond the transaction's time. */
        void answerInTime() {
            Duration left = left(end);
            if (connections.exclusive() || left.compareTo(connections.answerLimit()) >= 0) {
                return;
            }
            try {
                ConnectionPool.answerWithin(handle.getConnection(), left);
            } catch (SQLException e) {
                throw connections.errors().of(e, transaction);
            }
        }

        private void bound(Duration left) {
            bounded = true;
            connections.dialect().bound(left).forEach(handle::execute);
        }
    }
}
