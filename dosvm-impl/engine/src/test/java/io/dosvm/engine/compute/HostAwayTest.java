package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Event;
import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.OperationStatus.State;
import io.dosvm.Vm;
import io.dosvm.Volume;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that is away for long: what must be done there is done once it is back. */
class HostAwayTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(17, TestDatabases.memory(), folder);
    }

    @AfterEach
    void close() {
        scene.check("at the end");
        assertEquals(List.of(), scene.world.failures());
        scene.close();
    }

    @Test
    void aVolumeThatCouldNotBeMade_isTakenBack_andPaidBack_whenItsHostIsBack() {
        scene.machine.vanish();
        Operation<Volume> create =
                scene.web.volumes().create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool));
        scene.world.sleep(Duration.ofHours(5));
        OperationStatus status = create.status();
        assertEquals(State.PENDING, status.state());
        assertTrue(status.attempts() > 20, "tried " + status.attempts());
        assertTrue(status.error().isPresent());
        scene.machine.comeBack();
        DosvmException e = assertThrows(DosvmException.class, () -> create.await(SOON));
        assertTrue(e.retryable(), e.getMessage());
        assertEquals(Optional.empty(), scene.web.volumes().find("data"));
        assertEquals(imageSize(), scene.pool.status().used());
    }

    /** Not what comes of it, but that it was asked for: at once, and in the transaction that records it. */
    @Test
    void whatIsAskedFor_isTold_whenItIsAskedFor() {
        Vm vm = scene.vm(1);
        Volume volume = data();
        List<String> told = new ArrayList<>();
        asked(vm::powerOn, "vm.powerOn.asked", told);
        asked(vm::suspend, "vm.suspend.asked", told);
        asked(vm::resume, "vm.resume.asked", told);
        asked(vm::reboot, "vm.reboot.asked", told);
        asked(vm::reset, "vm.reset.asked", told);
        asked(() -> vm.powerOff(Duration.ZERO), "vm.powerOff.asked", told);
        asked(vm::delete, "vm.delete.asked", told);
        asked(volume::delete, "volume.delete.asked", told);
        scene.nginx().delete();
        asked(scene.lan::delete, "network.delete.asked", told);
        asked(scene.debian::delete, "image.delete.asked", told);
        asked(scene.pool::delete, "pool.delete.asked", told);
        asked(scene.web::delete, "project.delete.asked", told);
        asked(scene.host::delete, "host.delete.asked", told);
        assertEquals(13, told.size());
    }

    private void asked(Supplier<Operation<?>> verb, String kind, List<String> told) {
        long before = scene.dosvm.events().position();
        Operation<?> operation = verb.get();
        Event event = scene.dosvm.events().read(before, 10).stream()
                .filter(e -> e.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind));
        assertEquals(operation.status().target().id(), event.resource().id());
        told.add(event.kind());
        operation.await(SOON);
    }

    private Volume data() {
        return scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool))
                .await(SOON);
    }

    private ByteSize imageSize() {
        return scene.debian.status().size();
    }

    @Test
    void aVolumeThatIsToGo_goesWhenItsHostIsBack() {
        Volume volume = data();
        scene.machine.vanish();
        Operation<Volume> delete = volume.delete();
        scene.world.sleep(Duration.ofHours(5));
        assertEquals(State.PENDING, delete.status().state());
        scene.machine.comeBack();
        delete.await(SOON);
        assertEquals(Optional.empty(), scene.web.volumes().find("data"));
        assertEquals(imageSize(), scene.pool.status().used());
    }

    @Test
    void aHostThatComesBack_whileItIsStillBeingAsked_isAskedAgainAtOnce() {
        Volume volume = scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool))
                .await(SOON);
        scene.machine.freeze();
        Operation<Volume> delete = volume.delete();
        while (delete.status().attempts() < 8) {
            scene.world.sleep(Duration.ofSeconds(1));
        }
        scene.machine.faults().on(Verb.POOL_ENSURE).always().hang();
        while (delete.status().state() != State.RUNNING) {
            scene.world.sleep(Duration.ofSeconds(1));
        }
        scene.machine.faults().clear();
        scene.machine.thaw();
        while (delete.status().state() == State.RUNNING) {
            scene.world.sleep(Duration.ofMillis(100));
        }
        delete.await(Duration.ofSeconds(3));
        assertEquals(Optional.empty(), scene.web.volumes().find("data"));
    }

    @Test
    void aVolumeThatIsToGo_staysIfItIsCancelled() {
        Volume volume = data();
        scene.machine.vanish();
        Operation<Volume> delete = volume.delete();
        scene.world.sleep(Duration.ofHours(1));
        delete.cancel();
        scene.world.sleep(Duration.ofHours(5));
        assertEquals(State.CANCELLING, delete.status().state());
        scene.machine.comeBack();
        assertThrows(DosvmException.class, () -> delete.await(SOON));
        assertEquals(State.CANCELLED, delete.status().state());
        volume.delete().await(SOON);
    }
}
