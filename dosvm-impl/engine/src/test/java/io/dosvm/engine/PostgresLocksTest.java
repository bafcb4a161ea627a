package io.dosvm.engine;

import static io.dosvm.value.ByteSize.gib;
import static io.dosvm.value.ByteSize.mib;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Instance;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Transactions that lock the same rows at once wait for each other in one order; what goes meanwhile is told as gone.
 */
@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresLocksTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Runtime runtime = Runtime.system("locks");
    private final Store store;
    private final Queue<String> conflicts = new ConcurrentLinkedQueue<>();
    private final FakeHosts hosts = new FakeHosts();
    private Dosvm dosvm;
    private Host host;

    PostgresLocksTest(TestDatabases.Server server) {
        store = server.database();
    }

    @BeforeEach
    void open() {
        hosts.host("one").instant();
        dosvm = Dosvm.open(
                c -> c.store(store).name("order").driver(hosts).instrumentation((step, took, failure) -> failure.filter(
                                PostgresLocksTest::deadlock)
                        .ifPresent(f -> conflicts.add(step.toString()))));
        host = dosvm.hosts().create("one", h -> h.uri("fake:one")).await(LONG);
    }

    @AfterEach
    void close() {
        dosvm.close();
        runtime.close();
    }

    private static boolean deadlock(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql
                    && Set.of("40P01", "40001").contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private void together(List<Runnable> bodies) {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Runtime.Task> tasks = new ArrayList<>();
        for (Runnable body : bodies) {
            tasks.add(runtime.start("together", () -> {
                try {
                    body.run();
                } catch (RuntimeException | AssertionError e) {
                    failures.add(e);
                }
            }));
        }
        tasks.forEach(t -> assertTrue(t.join(LONG), "it hangs"));
        failures.forEach(f -> {
            throw new AssertionError(f);
        });
    }

    @Test
    void nobodyWaitsInACircle() {
        Pool a = dosvm.pools().create("a", p -> p.hostDirectory(host, "/a").capacity(gib(1000)));
        Pool b = dosvm.pools().create("b", p -> p.hostDirectory(host, "/b").capacity(gib(1000)));
        Subnet plan = dosvm.subnets().create("plan", s -> s.cidr("10.0.0.0/24"));
        List<Project> projects = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Project project = dosvm.projects().create("p" + i, p -> {});
            projects.add(project);
            a.edit(p -> p.allow(project));
            b.edit(p -> p.allow(project));
            plan.edit(s -> s.allow(project));
        }
        List<Runnable> bodies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Project project = projects.get(i);
            Pool first = i % 2 == 0 ? a : b;
            Pool second = i % 2 == 0 ? b : a;
            bodies.add(() -> makeAndDelete(project, first, second));
        }
        bodies.add(() -> {
            for (int round = 0; round < 60; round++) {
                Project one = dosvm.projects().create("late" + round, p -> {});
                Project two = projects.get(round % 4);
                a.edit(p -> p.allow(two).allow(one));
                b.edit(p -> p.allow(one).allow(two));
                plan.edit(s -> s.allow(two).allow(one));
            }
        });
        bodies.add(() -> {
            for (int round = 0; round < 60; round++) {
                int number = round;
                dosvm.pools().create("c" + round, p -> p.hostDirectory(host, "/c" + number)
                        .capacity(gib(1))
                        .allow(projects.get(number % 4)));
            }
        });
        together(bodies);
        assertEquals(List.of(), List.copyOf(conflicts));
    }

    private static void makeAndDelete(Project project, Pool first, Pool second) {
        for (int round = 0; round < 25; round++) {
            Instance instance = project.instances().create("i" + round, i -> i.vcpus(1)
                    .memory(mib(64))
                    .disk(d -> d.blank(gib(1)).in(first))
                    .disk(d -> d.blank(gib(1)).in(second)));
            Vm vm = project.vms().create("v" + round, v -> v.from(instance));
            vm.delete().await(LONG);
            instance.delete();
        }
    }

    @Test
    void whoIsLetIn_whileItIsDeleted_isToldAsGone() {
        Pool pool = dosvm.pools().create("a", p -> p.hostDirectory(host, "/a").capacity(gib(1000)));
        Subnet plan = dosvm.subnets().create("plan", s -> s.cidr("10.0.0.0/24"));
        for (int round = 0; round < 60; round++) {
            Project project = dosvm.projects().create("p" + round, p -> {});
            String name = "n" + round;
            together(List.of(
                    // Refused while the volume is being made.
                    () -> goneAtMost(() -> project.delete().await(LONG)),
                    () -> goneAtMost(() -> pool.edit(p -> p.allow(project))),
                    () -> goneAtMost(() -> plan.edit(s -> s.allow(project))),
                    () -> goneAtMost(() -> dosvm.subnets()
                            .create(name, s -> s.cidr("10.9.0.0/24").allow(project))),
                    () -> goneAtMost(() ->
                            project.volumes().create("late", v -> v.size(gib(1)).in(pool)))));
        }
    }

    private static void goneAtMost(Runnable verb) {
        try {
            verb.run();
        } catch (DosvmException e) {
            Set<ErrorCode> proper = Set.of(ErrorCode.INVALID, ErrorCode.NOT_FOUND, ErrorCode.WRONG_STATE);
            assertTrue(proper.contains(e.code()), e.toString());
        }
    }
}
