package io.dosvm.engine.host;

import static io.dosvm.value.ByteSize.gib;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Store;
import io.dosvm.engine.kernel.KernelWorld;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementRaceTest {
    private static final int HOSTS = 100;
    private static final int EACH = 4;
    private static final int TOO_MANY = 30;
    private static final int THREADS = 4;

    @TempDir
    Path folder;

    /** Where this is tested; another one in a subclass. */
    Store store() {
        return Store.embedded(folder);
    }

    @Test
    void neverMoreThanFits_whateverRunsAtOnce_andAllOfIt() {
        try (Runtime runtime = Runtime.system("placement-race");
                KernelWorld world = new KernelWorld(store(), runtime)) {
            HostConnections none = new HostConnections(
                    runtime, HostDrivers.of(List.of()), Instrumentation.NONE, id -> HostUri.parse("fake:" + id));
            HostRoom room = new HostRoom(world.kernel(), none, HostParameters.USUAL, runtime.newId(), List.of());
            addHosts(world, room, runtime);
            Queue<UUID> placed = new ConcurrentLinkedQueue<>();
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger next = new AtomicInteger();
            List<Runtime.Task> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                tasks.add(runtime.start("placer", () -> {
                    while (next.getAndIncrement() < HOSTS * EACH + TOO_MANY) {
                        place(world, room, runtime.newId(), placed, refused);
                    }
                }));
            }
            tasks.forEach(task -> task.join(Duration.ofMinutes(2)));
            assertEquals(HOSTS * EACH, placed.size());
            assertEquals(TOO_MANY, refused.get());
            for (HostRow host : rows(world, room)) {
                assertEquals(EACH, host.reserved().vcpus());
                assertTrue(host.reserved().memory() <= host.capacity().memory());
            }
            placed.forEach(vm -> world.kernel().write(Caller.SYSTEM, "test.release", tx -> {
                room.placement().release(tx, vm);
                room.placement().release(tx, vm);
                return vm;
            }));
            assertTrue(rows(world, room).stream().allMatch(h -> h.reserved().equals(HostRow.Room.NONE)));
        }
    }

    @Test
    void aVmThatIsPlacedAgain_keepsItsHost_andCostsWhatItIsNow() {
        try (Runtime runtime = Runtime.system("placement-again");
                KernelWorld world = new KernelWorld(store(), runtime)) {
            HostConnections none = new HostConnections(
                    runtime, HostDrivers.of(List.of()), Instrumentation.NONE, id -> HostUri.parse("fake:" + id));
            HostRoom room = new HostRoom(world.kernel(), none, HostParameters.USUAL, runtime.newId(), List.of());
            addHosts(world, room, runtime);
            UUID vm = runtime.newId();
            UUID host = room.placement().place(context(world), need(vm, 1, gib(1)));
            HostRow.Room small = reserved(world, room, host);
            assertEquals(host, room.placement().place(context(world), need(vm, 4, gib(2))));
            assertEquals(4, reserved(world, room, host).vcpus());
            assertTrue(reserved(world, room, host).memory() >= small.memory() + gib(1).bytes());
            HostRow.Room large = reserved(world, room, host);
            DosvmException refused = assertThrows(
                    DosvmException.class, () -> room.placement().place(context(world), need(vm, 4, gib(100))));
            assertEquals(ErrorCode.NO_HOST, refused.code());
            assertEquals(large, reserved(world, room, host));
            assertEquals(host, room.placement().place(context(world), need(vm, 1, gib(1))));
            assertEquals(small, reserved(world, room, host));
        }
    }

    private static HostRow.Room reserved(KernelWorld world, HostRoom room, UUID host) {
        return rows(world, room).stream()
                .filter(row -> row.id().equals(host))
                .findFirst()
                .orElseThrow()
                .reserved();
    }

    private static Need need(UUID vm, int vcpus, ByteSize memory) {
        return new Need(
                new ResourceRef(ResourceKind.VM, vm, "vm"),
                "x86_64",
                vcpus,
                memory,
                Set.of(Capability.COMPUTE),
                Optional.empty());
    }

    private static void place(KernelWorld world, HostRoom room, UUID vm, Queue<UUID> placed, AtomicInteger refused) {
        try {
            room.placement().place(context(world), need(vm, 1, gib(2).minus(ByteSize.mib(200))));
            placed.add(vm);
        } catch (DosvmException e) {
            assertEquals(ErrorCode.NO_HOST, e.code());
            refused.incrementAndGet();
        }
    }

    /** An operation's context of which only transactions are asked for. */
    private static WorkContext context(KernelWorld world) {
        return (WorkContext) Proxy.newProxyInstance(
                WorkContext.class.getClassLoader(), new Class<?>[] {WorkContext.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("write")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    @SuppressWarnings("unchecked")
                    Function<Tx, Object> body = (Function<Tx, Object>) arguments[1];
                    return world.kernel().write(Caller.SYSTEM, (String) arguments[0], body);
                });
    }

    private static List<HostRow> rows(KernelWorld world, HostRoom room) {
        return world.kernel().read("test.hosts", tx -> room.lookup().all(tx));
    }

    private static void addHosts(KernelWorld world, HostRoom room, Runtime runtime) {
        world.kernel().write(Caller.SYSTEM, "test.hosts", tx -> {
            for (int i = 0; i < HOSTS; i++) {
                ResourceRef host = new ResourceRef(ResourceKind.HOST, runtime.newId(), "h" + i);
                room.store().insert(tx, host, HostDraft.of(h -> h.uri("fake:" + host.name())));
                room.store()
                        .joined(
                                tx,
                                host.id(),
                                new HostDriver.HostFacts(
                                        host.name(),
                                        "",
                                        host.name(),
                                        "fake",
                                        "",
                                        "",
                                        List.of("x86_64"),
                                        "",
                                        16,
                                        gib(8).plus(ByteSize.mib(512)),
                                        "",
                                        Optional.empty(),
                                        Set.of(Capability.COMPUTE)));
            }
            return Map.of();
        });
    }
}
