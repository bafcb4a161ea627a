package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Instance;
import io.dosvm.Operation;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.Volume;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import io.dosvm.value.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked for while something else is under way. */
class InTheWayTest {
    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(11, Store.embedded(folder.resolve("store")), folder);
    }

    @AfterEach
    void close() {
        scene.check("at the end");
        scene.close();
    }

    @Test
    void theLongestName_livesAsWell() {
        Instance nginx = scene.nginx();
        for (String letter : new String[] {"n", "\uD840\uDC00"}) {
            Vm vm = scene.web.vms().create(letter.repeat(64), v -> v.from(nginx));
            vm.powerOn().await(Scene.LONG);
            assertEquals(RunState.RUNNING, vm.status().run());
            vm.powerOff().await(Scene.LONG);
            vm.delete().await(Scene.LONG);
        }
    }

    @Test
    void aVolumeThatIsUsed_staysWhenItsCreationIsCancelled() {
        scene.machine.latency(Verb.VOLUME_CREATE, Duration.ofSeconds(10));
        Operation<Volume> making =
                scene.web.volumes().create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool));
        Volume data = scene.web.volumes().require("data");
        Instance instance = scene.web
                .instances()
                .create("db", i -> i.vcpus(1).memory(ByteSize.gib(1)).disk(d -> d.volume(data)));
        making.cancel();
        DosvmException cancelled = assertThrows(DosvmException.class, () -> making.await(Scene.LONG));
        assertEquals(ErrorCode.CANCELLED, cancelled.code());
        Vm vm = scene.web.vms().create("db-1", v -> v.from(instance));
        vm.powerOn().await(Scene.LONG);
        assertEquals(RunState.RUNNING, vm.status().run());
    }

    @Test
    void aRepeatedRequest_forWhatCouldNotBeMade_isNoSuccess() {
        scene.machine.vanish();
        RequestId request = new RequestId("data-1");
        Operation<Volume> making = create(request);
        scene.world.sleep(Scene.LONG);
        DosvmException half = assertThrows(DosvmException.class, () -> create(request));
        assertEquals(ErrorCode.WRONG_STATE, half.code(), "it is being taken back, for as long as the host is away");
        scene.machine.comeBack();
        assertThrows(DosvmException.class, () -> making.await(Scene.LONG));
        assertEquals(ByteSize.ZERO, scene.web.status().use().disk());
        DosvmException gone = assertThrows(DosvmException.class, () -> create(request));
        assertEquals(ErrorCode.NOT_FOUND, gone.code());
    }

    private Operation<Volume> create(RequestId request) {
        return scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool).requestId(request));
    }

    @Test
    void guestsThatTakeTheirTimeToGoDown_keepNobodyFromTheirHost() {
        scene.web.edit(p -> p.quota(q -> q.vcpus(64)));
        Instance tiny = scene.web.instances().create("tiny", i -> i.vcpus(1).memory(ByteSize.mib(64)));
        List<Vm> slow = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            Vm vm = scene.web.vms().create("tiny-" + i, v -> v.from(tiny));
            vm.powerOn().await(Scene.LONG);
            scene.machine.guest(Scene.id(vm)).ignoresShutdown();
            slow.add(vm);
        }
        List<Operation<Vm>> going =
                slow.stream().map(vm -> vm.powerOff(Duration.ofMinutes(10))).toList();
        Vm other = scene.web.vms().create("other", v -> v.from(tiny));
        other.powerOn().await(Duration.ofSeconds(20));
        other.powerOff(Duration.ZERO).await(Duration.ofSeconds(20));
        going.forEach(operation -> operation.await(Scene.LONG));
    }

    @Test
    void manyWhoEnsureAtOnce_getTheSame() {
        Instance plain = scene.web.instances().create("plain", i -> i.vcpus(1).memory(ByteSize.mib(64)));
        List<Supplier<Object>> asks = List.of(
                () -> scene.dosvm.projects().ensure("new", p -> {}),
                () -> scene.dosvm.subnets().ensure("new", s -> s.cidr("10.77.0.0/24")
                        .allow(scene.web)),
                () -> scene.dosvm.pools().ensure("new", p -> p.hostDirectory(scene.host, "/new")
                        .capacity(ByteSize.gib(1))),
                () -> scene.web.instances().ensure("new", i -> i.vcpus(1).memory(ByteSize.mib(64))),
                () -> scene.web.vms().ensure("new", v -> v.from(plain)));
        for (Supplier<Object> ask : asks) {
            Queue<Object> got = new ConcurrentLinkedQueue<>();
            List<Runtime.Task> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(scene.world.node("askers").start("asker", () -> got.add(ask.get())));
            }
            tasks.forEach(task -> assertTrue(task.join(Scene.LONG)));
            assertEquals(8, got.size());
            assertEquals(1, Set.copyOf(got).size(), () -> "different: " + got);
        }
        scene.dosvm.projects().require("new").delete().await(Scene.LONG);
        scene.web.vms().require("new").delete().await(Scene.LONG);
        scene.dosvm.pools().require("new").delete().await(Scene.LONG);
    }

    @Test
    void whatIsUnderWay_isGivenBackToWhoeverAsksAgain() {
        Vm vm = scene.vm(1);
        scene.machine.latency(Verb.VM_START, Duration.ofSeconds(10));
        assertJoined(vm.powerOn(), vm::powerOn);
        scene.machine.latency(Verb.VM_SUSPEND, Duration.ofSeconds(10));
        assertJoined(vm.suspend(), vm::suspend);
        scene.machine.latency(Verb.VM_RESUME, Duration.ofSeconds(10));
        Operation<Vm> resume = vm.resume();
        DosvmException other = assertThrows(DosvmException.class, vm::suspend);
        assertEquals(ErrorCode.WRONG_STATE, other.code(), "other work is not joined");
        assertJoined(resume, vm::resume);
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        scene.machine.latency(Verb.VM_UNDEFINE, Duration.ofSeconds(10));
        assertJoined(vm.delete(), vm::delete);
    }

    @Test
    void whatIsBeingCancelled_isNotJoined() {
        Vm vm = scene.vm(1);
        scene.machine.latency(Verb.VM_START, Duration.ofSeconds(10));
        Operation<Vm> start = vm.powerOn();
        start.cancel();
        DosvmException refused = assertThrows(DosvmException.class, vm::powerOn);
        assertEquals(ErrorCode.WRONG_STATE, refused.code());
        assertThrows(DosvmException.class, () -> start.await(Scene.LONG));
    }

    private static void assertJoined(Operation<Vm> first, Supplier<Operation<Vm>> again) {
        assertEquals(first.id(), again.get().id());
        first.await(Scene.LONG);
    }

    @Test
    void aProject_isNotDeletedUnderTheWorkOnItsVolumes() {
        scene.machine.latency(Verb.VOLUME_CREATE, Duration.ofSeconds(10));
        Operation<Volume> making =
                scene.web.volumes().create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool));
        DosvmException refused = assertThrows(DosvmException.class, () -> scene.web.delete());
        assertEquals(ErrorCode.WRONG_STATE, refused.code());
        making.await(Scene.LONG);
        assertEquals(ByteSize.gib(1), scene.web.status().use().disk());
    }

    @Test
    void whatIsBeingDeleted_isNotEnsured() {
        Volume data = scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool))
                .await(Scene.LONG);
        scene.machine.latency(Verb.VOLUME_DELETE, Duration.ofSeconds(10));
        Operation<Volume> going = data.delete();
        DosvmException refused =
                assertThrows(DosvmException.class, () -> scene.web.volumes().ensure("data", v -> v.size(ByteSize.gib(1))
                        .in(scene.pool)));
        assertEquals(ErrorCode.WRONG_STATE, refused.code());
        going.await(Scene.LONG);
    }
}
