package io.dosvm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Operation;
import io.dosvm.Vm;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.FrozenProxy;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A database that does not answer any more, without a word: every call ends when it should all the same. */
@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresGoneTest {
    private static final Set<ErrorCode> GONE = Set.of(ErrorCode.STORE_UNAVAILABLE, ErrorCode.TIMEOUT);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LATE = SHORT.plusMillis(1900);

    private final FrozenProxy proxy;
    private final Runtime runtime = Runtime.system("gone");

    PostgresGoneTest(TestDatabases.Server server) {
        proxy = new FrozenProxy(server.database());
    }

    @AfterEach
    void close() {
        proxy.close();
        runtime.close();
    }

    private Database open() {
        return Database.open(
                proxy.store(),
                new Database.Settings(
                        runtime, Instrumentation.NONE, Duration.ofMinutes(1), Database.Clock.DATABASE, List.of()));
    }

    private Duration took(Runnable call) {
        long began = runtime.nanoTime();
        DosvmException e = assertThrows(DosvmException.class, call::run);
        assertTrue(GONE.contains(e.code()), e.getMessage());
        return Duration.ofNanos(runtime.nanoTime() - began);
    }

    private static void inTime(Duration took) {
        assertTrue(took.compareTo(LATE) < 0, "took " + took);
    }

    private static void select(Database database, Runnable first) {
        database.transaction("test.read", SHORT, tx -> {
            tx.first("SELECT 1 AS one", Map.of(), (row, c) -> row.getInt("one"));
            first.run();
            return tx.first("SELECT 2 AS two", Map.of(), (row, c) -> row.getInt("two"));
        });
    }

    @Test
    void aTransaction_endsByItsTime() {
        Database database = open();
        select(database, () -> {});
        inTime(took(() -> select(database, proxy::freeze)));
        inTime(took(() -> select(database, () -> {})));
        long began = runtime.nanoTime();
        database.close();
        inTime(Duration.ofNanos(runtime.nanoTime() - began));
    }

    @Test
    void theTimeOfOneTransaction_doesNotBoundTheNext() {
        Database database = open();
        for (int i = 0; i < 10; i++) {
            database.transaction(
                    "test.read",
                    Duration.ofMillis(500),
                    tx -> tx.first("SELECT 1 AS one", Map.of(), (row, c) -> row.getInt("one")));
        }
        Optional<Integer> one = database.transaction(
                "test.slow",
                tx -> tx.first("SELECT 1 AS one FROM pg_sleep(2)", Map.of(), (row, c) -> row.getInt("one")));
        assertEquals(Optional.of(1), one);
        database.close();
    }

    @Test
    void theStoresClock_isNotWaitedForEither() {
        Database database = open();
        inTime(took(() -> database.transaction("test.now", SHORT, tx -> {
            proxy.freeze();
            return tx.now();
        })));
        database.close();
    }

    @Test
    void whoWaitsForAConnection_isServedByTheTime_orTold() {
        Database database = open();
        Queued queued = new Queued();
        proxy.freeze();
        for (int i = 0; i < 25; i++) {
            queued.start(database);
        }
        queued.tasks.forEach(t -> assertTrue(t.join(Duration.ofSeconds(30))));
        assertEquals(25, queued.took.size());
        queued.took.forEach(PostgresGoneTest::inTime);
        database.close();
    }

    private final class Queued {
        final List<Runtime.Task> tasks = new ArrayList<>();
        final ConcurrentLinkedQueue<Duration> took = new ConcurrentLinkedQueue<>();

        void start(Database database) {
            tasks.add(runtime.start("queued", () -> took.add(took(() -> select(database, () -> {})))));
        }

        private Duration took(Runnable call) {
            return PostgresGoneTest.this.took(call);
        }
    }

    @Test
    void whoIsInACall_isTold_whenItCloses() {
        Database database = open();
        List<Runtime.Task> tasks = new ArrayList<>();
        ConcurrentLinkedQueue<ErrorCode> codes = new ConcurrentLinkedQueue<>();
        proxy.freeze();
        for (int i = 0; i < 15; i++) {
            tasks.add(runtime.start("caller", () -> {
                DosvmException e = assertThrows(
                        DosvmException.class,
                        () -> database.transaction(
                                "test.read",
                                tx -> tx.first("SELECT 1 AS one", Map.of(), (row, c) -> row.getInt("one"))));
                codes.add(e.code());
            }));
        }
        runtime.sleep(Duration.ofSeconds(1));
        database.close();
        tasks.forEach(t -> assertTrue(t.join(Duration.ofSeconds(4)), "a caller still waits"));
        assertEquals(List.of(ErrorCode.CLOSED), codes.stream().distinct().toList());
    }

    /** It refuses connections: whoever asks is told by the deadline, and what was begun goes on meanwhile. */
    @Test
    void aDatabaseThatGoesDown_releasesEveryCallerInTime() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        Duration deadline = Duration.ofSeconds(5);
        Dosvm dosvm = Dosvm.open(
                c -> c.store(proxy.store()).name("down").driver(hosts).deadline(deadline));
        SmallCloud cloud = SmallCloud.ensure(dosvm, "fake:one");
        Vm vm = cloud.vm("vm");
        vm.powerOn().await();
        hosts.host("one").freeze();
        Operation<Vm> off = vm.powerOff(Duration.ZERO);
        proxy.close();
        Duration late = deadline.plusMillis(1900);
        List<Runnable> calls = List.of(
                () -> off.await(SHORT),
                off::await,
                off::status,
                off::cancel,
                vm::status,
                vm::powerOn,
                () -> dosvm.projects().create("late", p -> {}),
                () -> dosvm.projects().list(q -> {}),
                () -> vm.addresses().first(SHORT));
        ConcurrentLinkedQueue<Duration> times = new ConcurrentLinkedQueue<>();
        List<Runtime.Task> tasks = calls.stream()
                .map(call -> runtime.start("caller", () -> times.add(took(call))))
                .toList();
        tasks.forEach(task -> assertTrue(task.join(Duration.ofSeconds(20)), "a caller still waits"));
        assertEquals(calls.size(), times.size());
        times.forEach(took -> assertTrue(took.compareTo(late) < 0, "took " + took));
        long began = runtime.nanoTime();
        dosvm.close();
        Duration took = Duration.ofNanos(runtime.nanoTime() - began);
        assertTrue(took.compareTo(Duration.ofSeconds(11)) < 0, "close took " + took);
    }

    @Test
    void waitsAndClose_endInTime() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        Dosvm dosvm = Dosvm.open(c -> c.store(proxy.store()).name("unheard").driver(hosts));
        SmallCloud cloud = SmallCloud.ensure(dosvm, "fake:one");
        Vm vm = cloud.vm("vm");
        vm.powerOn().await();
        hosts.host("one").freeze();
        Operation<Vm> off = vm.powerOff();
        proxy.freeze();
        inTime(took(() -> off.await(SHORT)));
        inTime(took(() -> vm.addresses().first(SHORT)));
        long began = runtime.nanoTime();
        dosvm.close();
        Duration took = Duration.ofNanos(runtime.nanoTime() - began);
        hosts.host("one").thaw();
        assertTrue(took.compareTo(Duration.ofSeconds(11)) < 0, "close took " + took);
    }
}
