package io.dosvm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Event;
import io.dosvm.Store;
import io.dosvm.Subscription;
import io.dosvm.Vm;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.FaultyRuntime;
import io.dosvm.value.RunState;
import io.dosvm.value.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresEngineTest extends EngineContract {
    private final TestDatabases.Server server;
    private final Map<String, Store> stores = new HashMap<>();

    PostgresEngineTest(TestDatabases.Server server) {
        this.server = server;
    }

    @Override
    Store store(String name) {
        return stores.computeIfAbsent(name, n -> server.database());
    }

    private Dosvm node(String name, FakeHosts hosts) {
        return Dosvm.open(c -> c.store(store("shared")).name(name).driver(hosts));
    }

    @Test
    void nodesShareOneStore_andSeeEachOthersWork() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        try (Dosvm a = node("a", hosts);
                Dosvm b = node("b", hosts)) {
            assertEquals(a.id(), b.id());
            SmallCloud cloud = SmallCloud.ensure(a, "fake:one");
            Vm vm = b.projects().require("web").vms().create("there", v -> v.from(cloud.instance()));
            var start = vm.powerOn();
            Object result = a.operations().get(start.id()).await(LONG);
            assertEquals(RunState.RUNNING, ((Vm) result).status().run());
        }
    }

    @Test
    void noCursorEverSkips_whileSeveralNodesWrite() throws Exception {
        int writers = 6;
        int each = 40;
        try (Dosvm a = node("a", new FakeHosts());
                Dosvm b = node("b", new FakeHosts())) {
            Queue<Long> watched = new ConcurrentLinkedQueue<>();
            try (Subscription all = b.events().watch(0, e -> watched.add(e.position()))) {
                List<Thread> threads = IntStream.range(0, writers)
                        .mapToObj(w -> new Thread(() -> write(w % 2 == 0 ? a : b, w, each)))
                        .toList();
                threads.forEach(Thread::start);
                long at = 0;
                int total = writers * each;
                long end = time.nanoTime() + LONG.toNanos();
                while (at < total) {
                    assertTrue(time.nanoTime() - end < 0, "stands at " + at);
                    for (Event event : a.events().read(at, 1000)) {
                        assertEquals(at + 1, event.position(), "a position was skipped");
                        at = event.position();
                    }
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                eventually(() -> watched.size() == total, () -> "watched " + watched.size());
                assertEquals(LongStream.rangeClosed(1, total).boxed().toList(), List.copyOf(watched));
            }
        }
    }

    private static void write(Dosvm dosvm, int writer, int count) {
        for (int i = 0; i < count; i++) {
            String name = "w" + writer + "-" + i;
            dosvm.projects().create(name, p -> {});
        }
    }

    @Test
    void aNodeThatDies_isSucceededByAnother() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        FaultyRuntime mortal = new FaultyRuntime(Runtime.system("mortal"));
        try (Dosvm b = node("b", hosts)) {
            SmallCloud cloud = SmallCloud.ensure(b, "fake:one");
            Vm vm = cloud.vm("orphan");
            Dosvm a = Dosvm.open(
                    c -> c.store(store("shared")).name("a").driver(hosts).runtime(mortal));
            mortal.plan()
                    .crash(
                            s -> s.kind() == Runtime.Step.Kind.HOST && s.name().equals("volume.create"),
                            1,
                            io.dosvm.testkit.StepPlan.When.BEFORE);
            var start = a.projects().require("web").vms().require("orphan").powerOn();
            Object result = b.operations().get(start.id()).await(Duration.ofMinutes(3));
            assertEquals(RunState.RUNNING, ((Vm) result).status().run());
            assertEquals(vm.id(), ((Vm) result).id());
            assertEquals(List.of(), hosts.runningTwice());
        }
    }

    @Test
    void aDatabaseThatIsNotThere_isToldInTime() {
        long began = time.nanoTime();
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> Dosvm.open(c -> c.store(Store.shared("jdbc:postgresql://127.0.0.1:1/none", "u", Secret.of("p")))
                        .name("nowhere")
                        .deadline(Duration.ofSeconds(4))));
        assertEquals(ErrorCode.STORE_UNAVAILABLE, e.code());
        assertTrue(Duration.ofNanos(time.nanoTime() - began).compareTo(Duration.ofSeconds(8)) < 0);
    }

    @Test
    void aWrongPassword_isToldAsSuch() {
        Store.Shared right = (Store.Shared) store("right");
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> Dosvm.open(c -> c.store(Store.shared(right.url() + "x", "nobody-here", Secret.of("wrong")))
                        .name("wrong")
                        .deadline(Duration.ofSeconds(4))));
        assertEquals(ErrorCode.STORE_UNAVAILABLE, e.code());
        assertTrue(!e.toString().contains("Secret") && !e.getMessage().contains("password="), e.getMessage());
    }
}
