package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Host;
import io.dosvm.HostObject;
import io.dosvm.HostObject.Ownership;
import io.dosvm.HostStatus;
import io.dosvm.HostStatus.Connection;
import io.dosvm.Instance;
import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that never answers again, and the word of a person about it. */
class HostDeadTest {
    private static final String REASON = "burnt with its rack";

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(17, Store.embedded(folder.resolve("store")), folder);
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), scene.world.failures());
        scene.close();
    }

    private static ErrorCode refused(Runnable asked) {
        return assertThrows(DosvmException.class, asked::run).code();
    }

    private void die() {
        scene.machine.vanish();
        untilDown();
    }

    private void untilDown() {
        for (int i = 0; scene.host.status().connection() != Connection.DOWN; i++) {
            assertTrue(i < 100, "it does not count as down");
            scene.world.sleep(Duration.ofSeconds(5));
        }
    }

    private boolean audited(String action, String text) {
        Instant now = scene.world.node("clock").now();
        return scene.dosvm.audit().read(now.minusSeconds(3600), now.plusSeconds(60), "SYS", 100).stream()
                .anyMatch(r -> r.action().equals(action) && r.text().equals(text));
    }

    private List<String> asked() {
        return scene.machine.log();
    }

    @Test
    void onlyWhatIsDown_canBeConfirmedDead_withAReason() {
        assertEquals(ErrorCode.WRONG_STATE, refused(() -> scene.host.confirmDead(REASON)));
        die();
        for (String bad : List.of("", "  ", "a\nb", "x".repeat(401))) {
            assertEquals(ErrorCode.INVALID, refused(() -> scene.host.confirmDead(bad)), bad);
        }
        assertEquals(Optional.empty(), scene.host.status().confirmedDead());
        assertEquals(
                Optional.of(REASON), scene.host.confirmDead(" " + REASON + " ").confirmedDead());
        assertEquals(
                Optional.of(REASON), scene.host.confirmDead("something else").confirmedDead());
        assertEquals(ErrorCode.WRONG_STATE, refused(() -> scene.host.cordon()));
        assertEquals(ErrorCode.WRONG_STATE, refused(() -> scene.host.edit(h -> h.description("x"))));
    }

    @Test
    void itsVmsAreOff_andWhatTheyHadIsFree_andTheWordIsKept() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        die();
        assertEquals(RunState.UNKNOWN, vm.status().run());
        assertEquals(2, scene.web.status().use().vcpus());
        HostStatus dead = scene.host.confirmDead(REASON);
        assertEquals(PowerState.OFF, vm.status().power());
        assertEquals(RunState.OFF, vm.status().run());
        assertEquals(0, scene.web.status().use().vcpus());
        assertEquals(ByteSize.ZERO, scene.web.status().use().memory());
        assertEquals(0, dead.reservedVcpus());
        assertEquals(ByteSize.ZERO, dead.reservedMemory());
        assertTrue(audited("host.confirmDead", REASON));
        assertTrue(scene.dosvm.events().read(0, 1000).stream()
                .anyMatch(e -> e.kind().equals("host.dead")));
        DosvmException none =
                assertThrows(DosvmException.class, () -> vm.powerOn().await(Scene.LONG));
        assertEquals(ErrorCode.NO_HOST, none.code());
        assertEquals(PowerState.OFF, vm.status().power());
        assertEquals(0, scene.web.status().use().vcpus());
    }

    @Test
    void everythingOfItCanBeDeleted_andItIsNotAsked_evenIfItComesBack() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        var data =
                scene.web.volumes().create("data", v -> v.size(ByteSize.gib(1))).await(Scene.LONG);
        die();
        scene.host.confirmDead(REASON);
        scene.machine.comeBack();
        int before = asked().size();
        vm.delete().await(Scene.LONG);
        data.delete().await(Scene.LONG);
        scene.nginx().delete();
        scene.debian.delete().await(Scene.LONG);
        scene.lan.delete().await(Scene.LONG);
        scene.pool.delete().await(Scene.LONG);
        scene.world.sleep(Duration.ofMinutes(5));
        assertEquals(before, asked().size(), () -> "asked " + asked());
        assertTrue(scene.host.objects().stream().map(HostObject::ownership).allMatch(Ownership.STRAY::equals));
        assertEquals(1, scene.machine.vms().size(), "what runs there is left alone");
        scene.host.delete().await(Scene.LONG);
        assertEquals(0, scene.web.status().use().images());
        assertEquals(ByteSize.ZERO, scene.web.status().use().disk());
        assertEquals(ErrorCode.NOT_FOUND, refused(() -> scene.host.status()));
    }

    @Test
    void aMachineThatWasConfirmedDead_joinsByTakeOverOnly() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        die();
        scene.host.confirmDead(REASON);
        assertEquals(
                ErrorCode.IN_USE,
                refused(() -> scene.host.delete()),
                "its pool and its network are there to be deleted");
        everythingOfItCanBeDeletedBut(vm);
        scene.host.delete().await(Scene.LONG);
        scene.machine.comeBack();
        DosvmException refused = assertThrows(DosvmException.class, () -> scene.dosvm
                .hosts()
                .create("again", h -> h.uri("fake:lab"))
                .await(Scene.LONG));
        assertEquals(ErrorCode.HOST_OWNED, refused.code());
        assertTrue(
                refused.getMessage().contains("'lab'") && refused.getMessage().contains(REASON));
        Host again = scene.dosvm
                .hosts()
                .create("again", h -> h.uri("fake:lab").takeOver())
                .await(Scene.LONG);
        assertTrue(again.objects().stream().map(HostObject::ownership).allMatch(Ownership.STRAY::equals));
        assertTrue(audited("host.takeOver", "taken over, though it was confirmed dead as host 'lab': " + REASON));
        again.delete().await(Scene.LONG);
        scene.dosvm.hosts().create("plain", h -> h.uri("fake:lab")).await(Scene.LONG);
    }

    private void everythingOfItCanBeDeletedBut(Vm vm) {
        vm.delete().await(Scene.LONG);
        scene.nginx().delete();
        scene.debian.delete().await(Scene.LONG);
        scene.lan.delete().await(Scene.LONG);
        scene.pool.delete().await(Scene.LONG);
    }

    @Test
    void workThatWaitsForIt_ends() {
        Vm running = scene.vm(1);
        running.powerOn().await(Scene.LONG);
        Vm starting = scene.vm(2);
        scene.machine.freeze();
        Operation<Vm> off = running.powerOff();
        Operation<Vm> on = starting.powerOn();
        Operation<?> data = scene.web.volumes().create("data", v -> v.size(ByteSize.gib(1)));
        untilDown();
        scene.host.confirmDead(REASON);
        for (Operation<?> work : List.of(off, on, data)) {
            for (int i = 0; !work.status().state().ended(); i++) {
                assertTrue(
                        i < 100,
                        "still " + work.status().state() + " " + work.status().kind());
                scene.world.sleep(Duration.ofSeconds(10));
            }
        }
        assertEquals(OperationStatus.State.SUCCEEDED, off.status().state());
        assertEquals(OperationStatus.State.FAILED, on.status().state());
        assertEquals(OperationStatus.State.FAILED, data.status().state());
        assertTrue(scene.web.volumes().find("data").isEmpty());
        for (Vm vm : List.of(running, starting)) {
            assertEquals(PowerState.OFF, vm.status().power());
            assertEquals(RunState.OFF, vm.status().run());
        }
        assertEquals(0, scene.web.status().use().vcpus());
        assertEquals(0, scene.host.status().reservedVcpus());
    }

    @Test
    void aVmThatNeedsNothingOfIt_startsElsewhere() {
        Project free = scene.dosvm.projects().create("free", p -> {});
        Instance plain = free.instances().create("plain", i -> i.vcpus(1).memory(ByteSize.gib(1)));
        Vm idle = free.vms().create("idle", v -> v.from(plain));
        idle.powerOn().await(Scene.LONG);
        Vm starting = free.vms().create("starting", v -> v.from(plain));
        scene.machine.latency(Verb.VM_START, Duration.ofSeconds(50));
        Operation<Vm> start = starting.powerOn();
        scene.world.sleep(Duration.ofSeconds(1));
        scene.machine.freeze();
        untilDown();
        scene.fakes.host("spare").cpus(8).memory(ByteSize.gib(32));
        Host spare =
                scene.dosvm.hosts().create("spare", h -> h.uri("fake:spare")).await(Scene.LONG);
        scene.host.confirmDead(REASON);
        start.await(Scene.LONG);
        idle.powerOn().await(Scene.LONG);
        for (Vm vm : List.of(idle, starting)) {
            assertEquals(RunState.RUNNING, vm.status().run());
            assertEquals(PowerState.ON, vm.status().power());
        }
        assertEquals(2, spare.status().reservedVcpus());
        assertEquals(2, free.status().use().vcpus());
    }
}
