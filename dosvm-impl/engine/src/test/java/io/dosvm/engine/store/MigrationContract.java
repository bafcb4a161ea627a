package io.dosvm.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Store;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FaultyRuntime;
import io.dosvm.testkit.NodeCrashed;
import io.dosvm.testkit.StepPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How schemas grow, on databases that several nodes share. */
abstract class MigrationContract {
    private static final List<Script> SCRIPTS = List.of(
            Script.parse(
                    "001-first",
                    "-- a comment; with a semicolon;\nCREATE TABLE one (id INTEGER PRIMARY KEY, text TEXT);\n\n"
                            + "INSERT INTO one (id, text) VALUES (1, 'a;b');\n"),
            Script.parse(
                    "002-second",
                    "-- minimum reader: 2\nALTER TABLE one ADD COLUMN more VARCHAR(10);\n"
                            + "CREATE INDEX one_more ON one (more);\nCREATE TABLE two (id INTEGER PRIMARY KEY);\n"));

    abstract Store empty();

    private static Database open(Store store, Runtime runtime) {
        return Database.open(
                store,
                new Database.Settings(
                        runtime, Instrumentation.NONE, Duration.ofSeconds(60), Database.Clock.DATABASE, List.of()));
    }

    private static void migrate(Store store, Runtime runtime, List<Script> scripts) {
        Database database = open(store, runtime);
        try {
            new Migrations(database, runtime, scripts).run();
        } finally {
            database.abandon();
        }
    }

    private static void verify(Store store) {
        try (Runtime runtime = Runtime.system("verify");
                Database database = open(store, runtime)) {
            List<String> rows = database.transaction(
                    "test.read",
                    tx -> tx.list(
                            "SELECT id, text, more FROM one",
                            Map.of(),
                            (row, c) -> row.getInt("id") + row.getString("text") + row.getString("more")));
            assertEquals(List.of("1a;bnull"), rows);
            int steps = database.transaction("test.steps", tx -> tx.first(
                            "SELECT COUNT(*) AS n FROM schema_step", Map.of(), (row, c) -> row.getInt("n"))
                    .orElseThrow());
            assertEquals(5, steps);
            String state = database.transaction("test.state", tx -> tx.first(
                            "SELECT version, minimum_reader FROM schema_version",
                            Map.of(),
                            (row, c) -> row.getInt("version") + " " + row.getInt("minimum_reader"))
                    .orElseThrow());
            assertEquals("2 2", state);
        }
    }

    @Test
    void aNewStore_getsTheWholeSchema_andASecondOpeningChangesNothing() {
        Store store = empty();
        try (FaultyRuntime runtime = new FaultyRuntime(Runtime.system("migrate"));
                Database database = open(store, runtime)) {
            new Migrations(database, runtime).run();
            runtime.plan().startCounting();
            new Migrations(database, runtime).run();
            assertEquals(
                    List.of("TRANSACTION migration.state", "STATEMENT select schema_version"),
                    runtime.plan().steps().stream()
                            .map(t -> t.step().toString())
                            .toList());
        }
    }

    @Test
    void killedAtAnyStep_theNextOpeningGoesOn() {
        int steps;
        try (FaultyRuntime runtime = new FaultyRuntime(Runtime.system("count"))) {
            runtime.plan().startCounting();
            Store store = empty();
            migrate(store, runtime, SCRIPTS);
            verify(store);
            steps = runtime.plan().count();
        }
        assertTrue(steps > 20, "only " + steps + " steps");
        for (int step = 1; step <= steps; step++) {
            for (StepPlan.When when : StepPlan.When.values()) {
                killAt(step, when);
            }
        }
    }

    private void killAt(int step, StepPlan.When when) {
        Store store = empty();
        try (FaultyRuntime dying = new FaultyRuntime(Runtime.system("dying"))) {
            dying.plan().crashAt(step, when);
            try {
                migrate(store, dying, SCRIPTS);
                // A step that fails by itself, such as the first look for a table, has no side after it.
                assertEquals(StepPlan.When.AFTER, when, "no crash at " + step);
            } catch (NodeCrashed e) {
                assertTrue(dying.plan().crashed());
            }
        }
        // Its lease must not keep the next one waiting for a minute.
        try (Runtime next = Runtime.system("next");
                Database database = open(store, next)) {
            expireLease(database);
            new Migrations(database, next, SCRIPTS).run();
        }
        verify(store);
    }

    private static void expireLease(Database database) {
        try {
            database.transaction("test.expire", tx -> tx.update("UPDATE schema_version SET lease_until = 0", Map.of()));
        } catch (DosvmException e) {
            assertEquals(ErrorCode.INTERNAL, e.code(), "the table is not there yet");
        }
    }

    @Test
    void severalNodesAtOnce_bringItUpToDateOnce() throws Exception {
        Store store = empty();
        List<Runnable> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "node" + i;
            nodes.add(() -> {
                try (Runtime runtime = Runtime.system(name);
                        Database database = open(store, runtime)) {
                    new Migrations(database, runtime, SCRIPTS).run();
                }
            });
        }
        StoreContract.all(nodes.toArray(new Runnable[0]));
        verify(store);
    }

    @Test
    void anOlderVersion_opensAStoreThatItCanStillRead() {
        Store store = empty();
        try (Runtime runtime = Runtime.system("migrate")) {
            Script additive = Script.parse("003-third", "CREATE TABLE three (id INTEGER PRIMARY KEY);\n");
            migrate(store, runtime, List.of(SCRIPTS.get(0), SCRIPTS.get(1), additive));
            migrate(store, runtime, SCRIPTS);
        }
    }

    @Test
    void anOlderVersion_refusesAStoreThatItCannotRead_andChangesNothing() {
        Store store = empty();
        try (FaultyRuntime runtime = new FaultyRuntime(Runtime.system("migrate"))) {
            migrate(store, runtime, SCRIPTS);
            runtime.plan().startCounting();
            DosvmException e =
                    assertThrows(DosvmException.class, () -> migrate(store, runtime, List.of(SCRIPTS.get(0))));
            assertEquals(ErrorCode.STORE_TOO_NEW, e.code());
            assertEquals("2", e.arguments().get("needed"));
            assertEquals("1", e.arguments().get("known"));
            assertTrue(runtime.plan().steps().stream()
                    .noneMatch(t -> t.step().name().startsWith("update")
                            || t.step().name().startsWith("insert")));
        }
        verify(store);
    }
}
