package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Image;
import io.dosvm.Instance;
import io.dosvm.Network;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.engine.InsideEngine;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the connections of two nodes to a PostgreSQL server again and again while they work, and the server itself:
 * afterwards everything has come to its end, and nothing is half or left.
 */
@Tag("database")
class PostgresKilledTest {
    private static final long SEED = 5;
    private static final int KILLS = 60;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** What may be told when the store goes away in the middle, and what may follow from that. */
    private static final Set<ErrorCode> PROPER = Set.of(
            ErrorCode.STORE_UNAVAILABLE,
            ErrorCode.TIMEOUT,
            ErrorCode.WRONG_STATE,
            ErrorCode.NOT_FOUND,
            ErrorCode.IN_USE,
            ErrorCode.INVALID,
            ErrorCode.HOST_LOST);

    @TempDir
    Path folder;

    private final Runtime time = Runtime.system("killer");
    private final Random chance = new Random(SEED);
    private final FakeHosts fakes = new FakeHosts();
    private final FakeHost machine =
            fakes.host("lab").cpus(16).memory(ByteSize.gib(64)).instant();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private volatile boolean killing = true;

    @AfterEach
    void close() {
        time.close();
    }

    private EmbeddedPostgres server(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off")
                .start();
    }

    private static Store store(int port) {
        return Store.shared("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", Secret.of("postgres"));
    }

    private Dosvm open(String name, int port) {
        return Dosvm.open(c -> c.store(store(port)).name(name).driver(fakes).deadline(Duration.ofSeconds(20)));
    }

    @Test
    void connectionsAndServerAreKilled_andYetNothingIsHalfOrLeft() throws IOException, SQLException {
        EmbeddedPostgres postgres = server(0);
        int port = postgres.getPort();
        try (Dosvm a = open("a", port);
                Dosvm b = open("b", port)) {
            Cloud cloud = new Cloud(a, file());
            List<Runtime.Task> workers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                workers.add(time.start("worker", () -> work(cloud, i(number, a, b), "w" + number)));
            }
            long began = time.nanoTime();
            int killed = kill(postgres, KILLS / 2);
            postgres.close();
            postgres = server(port);
            killed += kill(postgres, KILLS - KILLS / 2);
            killing = false;
            Duration took = Duration.ofNanos(time.nanoTime() - began);
            workers.forEach(worker -> assertTrue(worker.join(LONG), "a caller still waits"));
            assertEquals(List.of(), List.copyOf(failures));
            settle(a, "settled");
            Duration settled = Duration.ofNanos(time.nanoTime() - began).minus(took);
            clear(cloud);
            settle(b, "cleared");
            assertEquals(1, machine.paths().size(), () -> "files left: " + machine.paths());
            assertEquals(List.of(), machine.vms());
            assertTrue(killed >= 50, "only " + killed);
            System.out.println("killed: " + killed + " connections and one server in " + took.toMillis()
                    + " ms, settled in " + settled.toMillis() + " ms, done " + new TreeMap<>(done));
        } finally {
            postgres.close();
        }
    }

    private static Dosvm i(int number, Dosvm a, Dosvm b) {
        return number % 2 == 0 ? a : b;
    }

    private Path file() throws IOException {
        return Files.write(folder.resolve("small.raw"), new byte[256 * 1024]);
    }

    /** What the use cases stand on. */
    private static final class Cloud {
        private final Project web;
        private final Pool pool;
        private final Instance small;
        private final Path file;

        Cloud(Dosvm dosvm, Path file) {
            this.file = file;
            var host = dosvm.hosts().ensure("lab", h -> h.uri("fake:lab")).await(LONG);
            web = dosvm.projects().ensure("web", p -> p.quota(q -> q.vcpus(16).disk(ByteSize.gib(100))));
            pool = dosvm.pools().ensure("local", p -> p.hostDirectory(host, "/pool")
                    .capacity(ByteSize.gib(100))
                    .allow(web));
            var plan = dosvm.subnets().ensure("lan", s -> s.cidr("10.0.0.0/24")
                    .dhcp("10.0.0.100", "10.0.0.200")
                    .allow(web));
            Network lan = web.networks().ensure("lan", n -> n.nat(host).subnet(plan));
            Image base =
                    web.images().ensure("base", i -> i.upload(file).in(pool)).await(LONG);
            small = web.instances().ensure("small", i -> i.vcpus(1)
                    .memory(ByteSize.mib(64))
                    .disk(d -> d.linkedCloneOf(base).in(pool))
                    .nic(n -> n.network(lan)));
        }
    }

    /** At seeded moments all connections of both nodes at once; how many. */
    private int kill(EmbeddedPostgres postgres, int times) throws SQLException {
        int killed = 0;
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < times; i++) {
                time.sleep(Duration.ofMillis(20 + chance.nextInt(250)));
                try (ResultSet rows = statement.executeQuery("SELECT COUNT(pg_terminate_backend(pid))"
                        + " FROM pg_stat_activity WHERE backend_type = 'client backend'"
                        + " AND pid <> pg_backend_pid()")) {
                    rows.next();
                    killed += rows.getInt(1);
                }
            }
        }
        return killed;
    }

    private void work(Cloud cloud, Dosvm dosvm, String name) {
        Project web = dosvm.projects().get(cloud.web.id());
        for (int round = 0; killing; round++) {
            String own = name + "-" + round;
            attempt("VM create", () -> web.vms().ensure(own, v -> v.from(cloud.small)));
            attempt("VM on", () -> web.vms().require(own).powerOn().await(LONG));
            attempt("volume create", () -> web.volumes()
                    .ensure(own, v -> v.size(ByteSize.gib(1)).in(cloud.pool))
                    .await(LONG));
            attempt("image create", () -> web.images()
                    .ensure(own, i -> i.upload(cloud.file).in(cloud.pool))
                    .await(LONG));
            attempt(
                    "VM off",
                    () -> web.vms().require(own).powerOff(Duration.ZERO).await(LONG));
            attempt("volume delete", () -> web.volumes().require(own).delete().await(LONG));
            attempt("image delete", () -> web.images().require(own).delete().await(LONG));
            attempt("VM delete", () -> web.vms().require(own).delete().await(LONG));
        }
    }

    private void attempt(String what, Runnable verb) {
        try {
            verb.run();
            done.merge(what, 1, Integer::sum);
        } catch (DosvmException e) {
            done.merge(e.code().name(), 1, Integer::sum);
            if (!PROPER.contains(e.code())) {
                failures.add(new AssertionError(what, e));
            }
        } catch (RuntimeException e) {
            failures.add(new AssertionError(what, e));
        }
    }

    /** Everything comes to its end by itself, and all agrees; soon, as everything answers again. */
    private void settle(Dosvm dosvm, String when) {
        long end = time.nanoTime() + LONG.toNanos();
        List<String> broken = List.of("not looked at");
        while (!broken.isEmpty() && time.nanoTime() - end < 0) {
            time.sleep(LOOK);
            broken = Invariants.broken(InsideEngine.compute(dosvm), dosvm.id(), fakes);
        }
        assertEquals(List.of(), broken, when);
    }

    private static void clear(Cloud cloud) {
        cloud.web.vms().stream(q -> {}).forEach(s -> {
            s.vm().powerOff(Duration.ZERO).await(LONG);
            s.vm().delete().await(LONG);
        });
        cloud.web.volumes().stream(q -> {}).forEach(s -> s.volume().delete().await(LONG));
        cloud.web.images().stream(q -> {})
                .filter(s -> !s.name().equals("base"))
                .forEach(s -> s.image().delete().await(LONG));
    }
}
