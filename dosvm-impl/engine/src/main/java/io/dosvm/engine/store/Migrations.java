package io.dosvm.engine.store;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Brings the schema up to date: ordered scripts, statement by statement, each recorded. One node at a time does it,
 * under a lease in the store; if that node dies, the next goes on where it stopped.
 *
 * <p>A database that commits by itself at each change of its schema may die between a statement and its record: so a
 * thing that is there already is no failure.
 */
public final class Migrations {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int BEGIN_ATTEMPTS = 20;
    private static final List<String> NAMES = List.of(
            "001-kernel",
            "002-project",
            "003-host",
            "004-storage",
            "005-network",
            "006-compute",
            "007-host-mark",
            "008-operation-lane",
            "009-dead-machine",
            "010-user-nic",
            "011-operation-lane-kind");
    private static final List<String> BEGIN = List.of(
            "CREATE TABLE IF NOT EXISTS schema_version (id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
                    + " minimum_reader INTEGER NOT NULL, owner VARCHAR(36), lease_until BIGINT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS schema_step (script INTEGER NOT NULL, step INTEGER NOT NULL,"
                    + " applied_at BIGINT NOT NULL, PRIMARY KEY (script, step))");

    private final Database database;
    private final Runtime runtime;
    private final List<Script> scripts;
    private final UUID self;

    /** Migrations to the schema of this version. */
    public Migrations(Database database, Runtime runtime) {
        this(database, runtime, NAMES.stream().map(Script::resource).toList());
    }

    Migrations(Database database, Runtime runtime, List<Script> scripts) {
        this.database = database;
        this.runtime = runtime;
        this.scripts = List.copyOf(scripts);
        this.self = runtime.newId();
    }

    /**
     * Runs what has not run yet.
     *
     * @throws DosvmException {@code STORE_TOO_NEW}, and nothing is changed; {@code TIMEOUT} if another node takes too
     *     long over it; {@code STORE_CORRUPT}
     */
    public void run() {
        Optional<State> found = state();
        if (found.isEmpty()) {
            begin();
            found = state();
        }
        State state = found.orElseThrow(Migrations::corrupt);
        requireReadable(state);
        if (state.version() >= newest()) {
            return;
        }
        take();
        scripts.stream().filter(s -> s.number() > state.version()).forEach(this::run);
        database.transaction(
                "migration.release",
                tx -> tx.update(
                        "UPDATE schema_version SET owner = NULL, lease_until = 0 WHERE id = 1 AND owner = :self",
                        Map.of("self", self)));
    }

    private int newest() {
        return scripts.get(scripts.size() - 1).number();
    }

    private void requireReadable(State state) {
        if (state.minimumReader() > newest()) {
            throw DosvmException.of(
                            ErrorCode.STORE_TOO_NEW,
                            "the store needs schema version " + state.minimumReader() + ", this version knows "
                                    + newest())
                    .with("needed", state.minimumReader())
                    .with("known", newest())
                    .hint("open it with the newer version of the SDK that wrote it")
                    .build();
        }
    }

    private Optional<State> state() {
        try {
            return database.transaction(
                    "migration.state",
                    tx -> tx.first(
                            "SELECT version, minimum_reader FROM schema_version WHERE id = 1",
                            Map.of(),
                            (row, context) -> new State(row.getInt("version"), row.getInt("minimum_reader"))));
        } catch (DosvmException e) {
            if (is(e, Dialect.Trouble.NO_TABLE::equals)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes the two tables that everything else is recorded in. Several nodes may do so at once. */
    private void begin() {
        for (int attempt = 1; ; attempt++) {
            try {
                BEGIN.forEach(statement -> tolerant("migration.begin", tx -> tx.update(statement, Map.of())));
                tolerant(
                        "migration.first",
                        tx -> tx.update(
                                "INSERT INTO schema_version (id, version, minimum_reader, lease_until)"
                                        + " SELECT 1, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM schema_version)",
                                Map.of()));
                return;
            } catch (DosvmException e) {
                // PostgreSQL fails in many ways when two sessions create the same table at once.
                if (attempt == BEGIN_ATTEMPTS || e.code() != ErrorCode.INTERNAL) {
                    throw e;
                }
                runtime.sleep(PAUSE);
            }
        }
    }

    private void take() {
        long end = runtime.nanoTime() + database.deadline().toNanos();
        while (!database.transaction("migration.take", this::leased)) {
            if (runtime.nanoTime() - end > 0) {
                throw DosvmException.of(ErrorCode.TIMEOUT, "another node is still bringing the store up to date")
                        .hint("open again later")
                        .build();
            }
            runtime.sleep(PAUSE);
        }
    }

    private boolean leased(Tx tx) {
        return tx.update(
                        "UPDATE schema_version SET owner = :self, lease_until = :until"
                                + " WHERE id = 1 AND (owner IS NULL OR owner = :self OR lease_until < :now)",
                        Map.of("self", self, "until", tx.now().plus(LEASE), "now", tx.now()))
                == 1;
    }

    private void run(Script script) {
        Set<Integer> done = database.transaction(
                "migration.done",
                tx -> new HashSet<>(tx.list(
                        "SELECT step FROM schema_step WHERE script = :script",
                        Map.of("script", script.number()),
                        (row, context) -> row.getInt("step"))));
        for (int step = 0; step < script.statements().size(); step++) {
            if (!done.contains(step)) {
                run(script, step);
            }
        }
        database.transaction("migration.version", tx -> {
            requireLease(tx);
            return tx.update(
                    "UPDATE schema_version SET version = :version, minimum_reader = :minimum"
                            + " WHERE id = 1 AND version < :version",
                    Map.of("version", script.number(), "minimum", script.minimumReader()));
        });
    }

    private void run(Script script, int step) {
        String statement = database.dialect().translated(script.statements().get(step));
        tolerant("migration.step", tx -> {
            requireLease(tx);
            return tx.update(statement, Map.of());
        });
        database.transaction("migration.record", tx -> {
            requireLease(tx);
            return tx.update(
                    "INSERT INTO schema_step (script, step, applied_at) SELECT :script, :step, :now"
                            + " WHERE NOT EXISTS"
                            + " (SELECT 1 FROM schema_step WHERE script = :script AND step = :step)",
                    Map.of("script", script.number(), "step", step, "now", tx.now()));
        });
    }

    private void requireLease(Tx tx) {
        if (!leased(tx)) {
            throw DosvmException.of(ErrorCode.LEASE_LOST, "another node has gone on bringing the store up to date")
                    .hint("open again")
                    .build();
        }
    }

    private void tolerant(String name, Function<Tx, Integer> body) {
        try {
            database.transaction(name, body);
        } catch (DosvmException e) {
            if (!is(e, t -> t == Dialect.Trouble.EXISTS || t == Dialect.Trouble.DUPLICATE)) {
                throw e;
            }
        }
    }

    private boolean is(DosvmException failure, Predicate<Dialect.Trouble> kind) {
        return database.errors().trouble(failure).filter(kind).isPresent();
    }

    private static DosvmException corrupt() {
        return DosvmException.of(ErrorCode.STORE_CORRUPT, "the store has lost its schema version")
                .hint("restore it from a backup")
                .build();
    }

    private record State(int version, int minimumReader) {}
}
