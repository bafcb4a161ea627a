package io.dosvm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Event;
import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.Store;
import io.dosvm.Subscription;
import io.dosvm.Vm;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine from open to close, whatever its store. */
abstract class EngineContract {
    static final Duration LONG = Duration.ofSeconds(60);

    final Runtime time = Runtime.system("test");
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    /** A store of its own for each name. */
    abstract Store store(String name);

    Dosvm open(String name, FakeHosts hosts) {
        return Dosvm.open(c -> c.store(store(name)).name(name).driver(hosts));
    }

    @AfterEach
    void closeTime() {
        time.close();
    }

    /** Threads that came since the test began and are ours. */
    private Set<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t) && t.isAlive())
                .map(Thread::getName)
                .filter(n -> n.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> foreignThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> !before.contains(t) && t.isAlive())
                .map(Thread::getName)
                .filter(n -> !n.startsWith("dosvm-") && !n.startsWith("Attach") && !n.startsWith("junit"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void eventually(BooleanSupplier condition, Supplier<String> what) {
        long end = time.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(time.nanoTime() - end < 0, what);
            time.sleep(Duration.ofMillis(20));
        }
    }

    @Test
    void aVmIsMadeStartedStoppedAndDeleted() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        try (Dosvm dosvm = open("smoke", hosts)) {
            SmallCloud cloud = SmallCloud.ensure(dosvm, "fake:one");
            Vm vm = cloud.vm("first");
            vm.powerOn().await(LONG);
            assertEquals(RunState.RUNNING, vm.status().run());
            vm.powerOff().await(LONG);
            assertEquals(PowerState.OFF, vm.status().power());
            vm.delete().await(LONG);
            assertEquals(0, cloud.project().vms().list(q -> {}).items().size());
            List<Event> events = dosvm.events().read(0, 1000);
            for (int i = 0; i < events.size(); i++) {
                assertEquals(i + 1, events.get(i).position());
            }
            assertEquals(events.size(), dosvm.events().position());
        }
    }

    @Test
    void aRestartedProgram_findsEverythingAgain() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        SmallCloud first;
        java.util.UUID id;
        java.util.UUID operation;
        try (Dosvm dosvm = open("again", hosts)) {
            id = dosvm.id();
            first = SmallCloud.ensure(dosvm, "fake:one");
            Operation<Vm> start = first.vm("kept").powerOn();
            start.await(LONG);
            operation = start.id().value();
        }
        try (Dosvm dosvm = open("again", hosts)) {
            assertEquals(id, dosvm.id());
            SmallCloud second = SmallCloud.ensure(dosvm, "fake:one");
            assertEquals(first.project().id(), second.project().id());
            Vm vm = second.vm("kept");
            assertEquals(RunState.RUNNING, vm.status().run());
            Object result =
                    dosvm.operations().get(io.dosvm.value.Id.of(operation)).await(LONG);
            assertEquals(vm.id(), ((Vm) result).id());
        }
    }

    /** Also of what was so already: with the same id, the operation is found, now and after a restart. */
    @Test
    void everyOperation_isFoundByItsId() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        Map<Id<Operation<?>>, Object> given = new HashMap<>();
        try (Dosvm dosvm = open("ids", hosts)) {
            SmallCloud cloud = SmallCloud.ensure(dosvm, "fake:one");
            Vm vm = cloud.vm("one");
            List<Supplier<Operation<?>>> asked = List.of(
                    () -> dosvm.hosts().ensure("lab", h -> h.uri("fake:one")),
                    () -> cloud.project().volumes().ensure("data", v -> v.size(ByteSize.gib(1))
                            .in(cloud.pool())),
                    vm::powerOff,
                    vm::powerOn);
            for (int round = 1; round <= 2; round++) {
                for (Supplier<Operation<?>> verb : asked) {
                    Operation<?> operation = verb.get();
                    given.put(operation.id(), operation.await(LONG));
                }
            }
            assertTrue(given.size() <= 6, () -> "no more are recorded than needed: " + given);
            given.forEach((id, result) -> {
                assertEquals(result, dosvm.operations().get(id).await(LONG));
                assertEquals(
                        OperationStatus.State.SUCCEEDED,
                        dosvm.operations().get(id).status().state());
            });
        }
        try (Dosvm dosvm = open("ids", hosts)) {
            given.forEach((id, result) ->
                    assertEquals(result, dosvm.operations().get(id).await(LONG)));
        }
    }

    @Test
    void threads_areFewAndNamed_andGoneAfterClose() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        Dosvm dosvm = open("few", hosts);
        try {
            SmallCloud cloud = SmallCloud.ensure(dosvm, "fake:one");
            cloud.vm("a").powerOn().await(LONG);
            eventually(() -> threads("dosvm-few-").size() <= 10, () -> "idle threads: " + threads("dosvm-few-"));
            eventually(() -> foreignThreads().isEmpty(), () -> "threads that are not ours: " + foreignThreads());
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().startsWith("dosvm-few-"))
                    .allMatch(Thread::isDaemon));
        } finally {
            dosvm.close();
        }
        eventually(() -> threads("dosvm-few-").isEmpty(), () -> "left after close: " + threads("dosvm-few-"));
        dosvm.close();
        DosvmException e =
                assertThrows(DosvmException.class, () -> dosvm.projects().find("web"));
        assertEquals(ErrorCode.CLOSED, e.code());
    }

    @Test
    void twoControlPlanes_liveSideBySide() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        hosts.host("two").instant();
        try (Dosvm left = open("left", hosts);
                Dosvm right = open("right", hosts)) {
            assertNotEquals(left.id(), right.id());
            SmallCloud one = SmallCloud.ensure(left, "fake:one");
            SmallCloud two = SmallCloud.ensure(right, "fake:two");
            one.vm("vm").powerOn().await(LONG);
            two.vm("vm").powerOn().await(LONG);
            left.close();
            assertEquals(RunState.RUNNING, two.vm("vm").status().run());
        }
    }

    @Test
    void close_endsInTenSeconds_evenIfHostsHang_andWaitersAreTold() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one").instant();
        Dosvm dosvm = open("hang", hosts);
        SmallCloud cloud = SmallCloud.ensure(dosvm, "fake:one");
        Vm vm = cloud.vm("stuck");
        hosts.host("one").freeze();
        Operation<Vm> start = vm.powerOn();
        AtomicReference<ErrorCode> code = new AtomicReference<>();
        Runtime.Task waiter = time.start("waiter", () -> {
            DosvmException e = assertThrows(DosvmException.class, () -> start.await(Duration.ofMinutes(5)));
            code.set(e.code());
        });
        time.sleep(Duration.ofMillis(500));
        long began = time.nanoTime();
        dosvm.close();
        Duration took = Duration.ofNanos(time.nanoTime() - began);
        hosts.host("one").thaw();
        assertTrue(took.compareTo(Duration.ofSeconds(11)) < 0, "close took " + took);
        assertTrue(waiter.join(LONG));
        assertEquals(ErrorCode.CLOSED, code.get());
        eventually(() -> threads("dosvm-hang-").isEmpty(), () -> "left after close: " + threads("dosvm-hang-"));
        try (Dosvm again = open("hang", hosts)) {
            Object result = again.operations().get(start.id()).await(Duration.ofSeconds(100));
            assertEquals(RunState.RUNNING, ((Vm) result).status().run());
        }
    }

    @Test
    void listeners_hearOfChanges_inOrder_andNothingAfterTheEnd() {
        FakeHosts hosts = new FakeHosts();
        try (Dosvm dosvm = open("watch", hosts)) {
            Queue<Event> heard = new ConcurrentLinkedQueue<>();
            Subscription all = dosvm.events().watch(0, heard::add);
            for (int i = 0; i < 30; i++) {
                dosvm.projects().create("p" + i, p -> {});
            }
            eventually(() -> heard.size() == 30, () -> "heard only " + heard.size());
            List<Long> positions = heard.stream().map(Event::position).toList();
            assertEquals(positions.stream().sorted().toList(), positions);
            all.close();
            dosvm.projects().create("late", p -> {});
            Queue<Event> again = new ConcurrentLinkedQueue<>();
            try (Subscription rest = dosvm.events().watch(positions.get(9), again::add)) {
                eventually(() -> again.size() == 21, () -> "heard again " + again + " after " + positions.get(9));
            }
            assertEquals(30, heard.size());
        }
    }

    @Test
    void whatIsDone_standsInTheAuditLog() {
        try (Dosvm dosvm = open("audit", new FakeHosts())) {
            dosvm.projects().create("p", p -> {});
            var records =
                    dosvm.audit().read(time.now().minusSeconds(600), time.now().plusSeconds(600), "SYS", 10);
            assertEquals(1, records.size());
            assertEquals("project.create", records.get(0).action());
            assertEquals("p", records.get(0).resource().name());
            assertEquals(
                    List.of(),
                    dosvm.audit().read(time.now().minusSeconds(600), time.now().plusSeconds(600), "nobody%", 10));
        }
    }

    @Test
    void aWrongConfiguration_isRefusedWithEveryViolation() {
        DosvmException e = assertThrows(
                DosvmException.class, () -> Dosvm.open(c -> c.name("no name").deadline(Duration.ofMillis(1))));
        assertEquals(
                List.of("store", "name", "deadline"),
                e.violations().stream().map(v -> v.field()).toList());
    }
}
