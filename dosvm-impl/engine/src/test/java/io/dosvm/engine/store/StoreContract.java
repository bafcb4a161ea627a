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
import io.dosvm.testkit.StepPlan;
import io.dosvm.value.ByteSize;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do, whatever the database. */
abstract class StoreContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    final FaultyRuntime runtime = new FaultyRuntime(Runtime.system("store"));
    private Database database;

    /** The test's own store: always the same one within a test. */
    abstract Store store();

    Database open(Runtime with, Duration deadline) {
        return Database.open(
                store(),
                new Database.Settings(with, Instrumentation.NONE, deadline, Database.Clock.DATABASE, List.of()));
    }

    @BeforeEach
    void openIt() {
        database = open(runtime, Duration.ofSeconds(30));
        database.transaction("test.tables", tx -> {
            tx.update(
                    database.dialect()
                            .translated("CREATE TABLE thing (id VARCHAR(36) PRIMARY KEY, name VARCHAR(64) UNIQUE,"
                                    + " used BIGINT NOT NULL, at BIGINT, on_off BOOLEAN, text TEXT)"),
                    Map.of());
            return 0;
        });
    }

    @AfterEach
    void closeIt() {
        database.close();
        runtime.close();
    }

    final Database database() {
        return database;
    }

    private UUID insert(String name, long used) {
        UUID id = UUID.randomUUID();
        return database.transaction("test.insert", tx -> insert(tx, id, name, used));
    }

    private static UUID insert(Tx tx, UUID id, String name, long used) {
        tx.update(
                "INSERT INTO thing (id, name, used) VALUES (:id, :name, :used)",
                Map.of("id", id, "name", name, "used", used));
        return id;
    }

    private long used(UUID id) {
        return database.transaction("test.read", tx -> tx.first(
                        "SELECT used FROM thing WHERE id = :id", Map.of("id", id), (row, c) -> row.getLong("used"))
                .orElseThrow());
    }

    private int count() {
        return database.transaction(
                "test.count", tx -> tx.first("SELECT COUNT(*) AS n FROM thing", Map.of(), (row, c) -> row.getInt("n"))
                        .orElseThrow());
    }

    @Test
    void values_comeBackAsTheyWent() {
        UUID id = UUID.randomUUID();
        Instant now = runtime.now();
        String text = "日本語 <a> :name ? ; ' \" \\ " + "x".repeat(200_000);
        Map<String, Object> values = new HashMap<>();
        values.put("id", id);
        values.put("name", "Ünïcode");
        values.put("used", ByteSize.gib(3));
        values.put("at", Optional.of(now));
        values.put("onOff", true);
        values.put("text", text);
        database.transaction(
                "test.insert",
                tx -> tx.update(
                        "INSERT INTO thing (id, name, used, at, on_off, text)"
                                + " VALUES (:id, :name, :used, :at, :onOff, :text)",
                        values));
        record Thing(String id, String name, long used, Instant at, boolean on, String text) {}
        Thing read = database.transaction("test.read", tx -> tx.first(
                        "SELECT * FROM thing WHERE used < :most AND used > :least",
                        Map.of("most", 1L << 40, "least", 5),
                        (row, c) -> new Thing(
                                row.getString("id"),
                                row.getString("name"),
                                row.getLong("used"),
                                Values.instant(row.getLong("at")),
                                row.getBoolean("on_off"),
                                row.getString("text")))
                .orElseThrow());
        assertEquals(new Thing(id.toString(), "Ünïcode", 3L << 30, now, true, text), read);
    }

    @Test
    void nothing_isANull() {
        UUID id = insert("one", 1);
        Map<String, Object> values = new HashMap<>();
        values.put("id", id);
        values.put("name", null);
        values.put("at", Optional.empty());
        database.transaction(
                "test.update",
                tx -> tx.update(
                        "UPDATE thing SET name = :name, at = :at, on_off = :at2, text = :name WHERE id = :id"
                                .replace(":at2", "NULL"),
                        values));
        boolean nulls = database.transaction(
                "test.read", tx -> tx.first("SELECT name, at FROM thing WHERE id = :id", Map.of("id", id), (row, c) -> {
                            row.getLong("at");
                            return row.wasNull() && row.getString("name") == null;
                        })
                        .orElseThrow());
        assertTrue(nulls);
    }

    @Test
    void collections_standInLists() {
        List<UUID> ids = List.of(insert("a", 1), insert("b", 2), insert("c", 3));
        for (String sql : List.of(
                "SELECT name FROM thing WHERE id IN (:ids) ORDER BY name",
                "SELECT name FROM thing WHERE id IN (<ids>) ORDER BY name")) {
            assertEquals(List.of("a", "c"), names(sql, List.of(ids.get(0), ids.get(2))));
            assertEquals(List.of(), names(sql, List.of()));
        }
    }

    private List<String> names(String sql, List<UUID> ids) {
        return database.transaction(
                "test.list", tx -> tx.list(sql, Map.of("ids", ids), (row, c) -> row.getString("name")));
    }

    @Test
    void aBodyThatThrows_leavesNothing() {
        assertThrows(
                IllegalArgumentException.class,
                () -> database.transaction("test.throw", tx -> {
                    insert(tx, UUID.randomUUID(), "gone", 1);
                    tx.afterCommit(() -> insert("follows", 1));
                    throw new IllegalArgumentException("planned");
                }));
        assertEquals(0, count());
    }

    @Test
    void whenAnyStatementFails_nothingIsWritten_andTheNextTransactionWorks() {
        int statements = 5;
        for (int n = 1; n <= statements; n++) {
            runtime.plan().startCounting();
            runtime.plan()
                    .fail(
                            step -> step.kind() == Runtime.Step.Kind.STATEMENT,
                            n,
                            StepPlan.When.AFTER,
                            () -> new SQLException("planned", "08006", 90067));
            DosvmException e = assertThrows(
                    DosvmException.class, () -> database.transaction("test.many", tx -> insertMany(tx, statements)));
            assertEquals(ErrorCode.STORE_UNAVAILABLE, e.code());
            assertEquals(0, count());
        }
        database.transaction("test.many", tx -> insertMany(tx, statements));
        assertEquals(statements, count());
    }

    private static int insertMany(Tx tx, int count) {
        for (int i = 0; i < count; i++) {
            insert(tx, UUID.randomUUID(), "many" + i, i);
        }
        return count;
    }

    @Test
    void aTakenName_isToldAsSuch_afterASecondLook() {
        insert("taken", 1);
        AtomicInteger runs = new AtomicInteger();
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> database.transaction("test.insert", tx -> {
                    runs.incrementAndGet();
                    return insert(tx, UUID.randomUUID(), "taken", 2);
                }));
        assertEquals(ErrorCode.ALREADY_EXISTS, e.code());
        assertEquals(2, runs.get());
    }

    @Test
    void whoLosesARaceForAName_findsItInTheSecondLook() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicInteger found = new AtomicInteger();
        AtomicInteger made = new AtomicInteger();
        Runnable ensure = () -> database.transaction("test.ensure", tx -> {
            Optional<String> there = tx.first(
                    "SELECT id FROM thing WHERE name = :name", Map.of("name", "same"), (row, c) -> row.getString("id"));
            if (there.isPresent()) {
                return found.incrementAndGet();
            }
            if (made.get() + found.get() == 0 && together.getNumberWaiting() < 2 && !together.isBroken()) {
                await(together);
            }
            insert(tx, UUID.randomUUID(), "same", 1);
            return made.incrementAndGet();
        });
        all(ensure, ensure);
        assertEquals(1, count());
        assertEquals(1, found.get());
    }

    @Test
    void conditionalUpdates_neverExceedTheLimit() throws Exception {
        UUID id = insert("quota", 0);
        AtomicInteger passed = new AtomicInteger();
        Runnable charge = () -> {
            for (int i = 0; i < 25; i++) {
                int rows = database.transaction(
                        "test.charge",
                        tx -> tx.update(
                                "UPDATE thing SET used = used + :asked WHERE id = :id AND used + :asked <= :limit",
                                Map.of("id", id, "asked", 3, "limit", 100)));
                passed.addAndGet(rows);
            }
        };
        all(charge, charge, charge, charge, charge, charge);
        assertEquals(33, passed.get());
        assertEquals(99, used(id));
    }

    @Test
    void lockedRows_waitForEachOther() throws Exception {
        UUID id = insert("counter", 0);
        Runnable count = () -> {
            for (int i = 0; i < 20; i++) {
                database.transaction("test.lock", tx -> {
                    long now = tx.first(
                                    "SELECT used FROM thing WHERE id = :id FOR UPDATE",
                                    Map.of("id", id),
                                    (row, c) -> row.getLong("used"))
                            .orElseThrow();
                    return tx.update("UPDATE thing SET used = :next WHERE id = :id", Map.of("id", id, "next", now + 1));
                });
            }
        };
        all(count, count, count, count);
        assertEquals(80, used(id));
    }

    @Test
    void aDeadlock_isRunAgainByItself() throws Exception {
        UUID a = insert("a", 0);
        UUID b = insert("b", 0);
        CyclicBarrier crossed = new CyclicBarrier(2);
        AtomicInteger runs = new AtomicInteger();
        all(() -> cross(a, b, crossed, runs), () -> cross(b, a, crossed, runs));
        assertEquals(2, used(a));
        assertEquals(2, used(b));
        assertTrue(runs.get() > 2, "nobody was made to run again");
    }

    private void cross(UUID first, UUID second, CyclicBarrier crossed, AtomicInteger runs) {
        AtomicBoolean met = new AtomicBoolean();
        database.transaction("test.cross", tx -> {
            runs.incrementAndGet();
            add(tx, first);
            if (met.compareAndSet(false, true)) {
                await(crossed);
            }
            return add(tx, second);
        });
    }

    private static int add(Tx tx, UUID id) {
        return tx.update("UPDATE thing SET used = used + 1 WHERE id = :id", Map.of("id", id));
    }

    @Test
    void aTransactionThatMustWaitTooLong_endsByItsDeadline() throws Exception {
        UUID id = insert("held", 0);
        CyclicBarrier held = new CyclicBarrier(2);
        CyclicBarrier over = new CyclicBarrier(2);
        all(
                () -> database.transaction("test.hold", tx -> {
                    add(tx, id);
                    await(held);
                    await(over);
                    return 0;
                }),
                () -> {
                    await(held);
                    long began = System.nanoTime();
                    DosvmException e = assertThrows(
                            DosvmException.class,
                            () -> database.transaction("test.wait", Duration.ofMillis(600), tx -> add(tx, id)));
                    Duration took = Duration.ofNanos(System.nanoTime() - began);
                    await(over);
                    assertTrue(e.retryable(), e.toString());
                    assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, "took " + took);
                });
        assertEquals(1, used(id));
        // The bound of one transaction does not stay with its connection.
        database.transaction("test.after", tx -> add(tx, id));
    }

    @Test
    void aTransactionInsideAnother_isRefused() {
        assertThrows(
                IllegalStateException.class,
                () -> database.transaction("test.outer", tx -> database.transaction("test.inner", t -> 0)));
        assertEquals(0, count());
    }

    @Test
    void whatFollowsACommit_runsOnceAndOutsideOfIt() {
        List<Integer> seen = new ArrayList<>();
        database.transaction("test.insert", tx -> {
            tx.afterCommit(() -> seen.add(count()));
            tx.afterCommit(() -> {
                throw new IllegalStateException("planned: what follows must not look like a failed transaction");
            });
            tx.afterCommit(() -> seen.add(count()));
            return insert(tx, UUID.randomUUID(), "one", 1);
        });
        assertEquals(List.of(1, 1), seen);
    }

    @Test
    void theClock_isTheSameInOneTransaction_andGoesOn() {
        Instant before = runtime.now().minusSeconds(5);
        Instant first = database.transaction("test.now", tx -> {
            Instant now = tx.now();
            assertEquals(now, tx.now());
            return now;
        });
        assertTrue(first.isAfter(before) && first.isBefore(before.plusSeconds(60)), first + " after " + before);
        Instant later = database.transaction("test.now", Tx::now);
        assertTrue(!later.isBefore(first));
    }

    @Test
    void stepsAreCounted_transactionsAndStatements() {
        runtime.plan().startCounting();
        insert("one", 1);
        assertEquals(
                List.of("TRANSACTION test.insert", "STATEMENT insert thing"),
                runtime.plan().steps().stream().map(t -> t.step().toString()).toList());
    }

    @Test
    void interruptedCallers_harmNobodyElse() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ConcurrentLinkedQueue<Throwable> strange = new ConcurrentLinkedQueue<>();
        Thread victim = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                try {
                    insert("v" + i, 1);
                } catch (DosvmException e) {
                    Thread.interrupted();
                    if (e.code() != ErrorCode.INTERRUPTED && e.code() != ErrorCode.STORE_UNAVAILABLE) {
                        strange.add(e);
                    }
                }
            }
        });
        victim.start();
        for (int i = 0; i < 200; i++) {
            victim.interrupt();
            insert("w" + i, 1);
        }
        over.set(true);
        victim.join(LONG.toMillis());
        assertEquals(List.of(), List.copyOf(strange));
        int others = database.transaction("test.count", tx -> tx.first(
                        "SELECT COUNT(*) AS n FROM thing WHERE name LIKE 'w%'", Map.of(), (row, c) -> row.getInt("n"))
                .orElseThrow());
        assertEquals(200, others);
    }

    @Test
    void aClosedStore_saysSo() {
        database.close();
        database.close();
        DosvmException e = assertThrows(DosvmException.class, () -> insert("late", 1));
        assertEquals(ErrorCode.CLOSED, e.code());
    }

    static void await(CyclicBarrier barrier) {
        try {
            barrier.await(LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs bodies at once, and fails with what any of them throws. */
    static void all(Runnable... bodies) throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable body : bodies) {
            Thread thread = new Thread(() -> {
                try {
                    body.run();
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(LONG.toMillis());
            assertTrue(!thread.isAlive(), "a thread hangs");
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.peek());
        }
    }
}
