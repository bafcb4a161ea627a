package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.VmStatus;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmLifeTest {
    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(7, Store.embedded(folder.resolve("store")), folder);
    }

    @AfterEach
    void close() {
        scene.check("at the end");
        scene.close();
    }

    @Test
    void aVmLives() {
        Vm vm = scene.vm(1);
        VmStatus made = vm.status();
        assertEquals(PowerState.OFF, made.power());
        assertEquals(RunState.OFF, made.run());
        assertEquals(2, made.volumes().size());
        assertEquals(1, made.macs().size());
        assertEquals(2, made.vcpus());
        assertTrue(scene.machine.vms().isEmpty(), "made by record alone");

        vm.powerOn().await(Scene.LONG);
        VmStatus on = vm.status();
        assertEquals(PowerState.ON, on.power());
        assertEquals(RunState.RUNNING, on.run());
        assertEquals(Optional.of(scene.host), on.host());
        assertEquals(ByteSize.gib(1), scene.web.status().use().memory());
        scene.check("while on");
        assertEquals(1, scene.machine.guest(Scene.id(vm)).startCount());
        vm.powerOn().await(Scene.LONG);
        assertEquals(1, scene.machine.guest(Scene.id(vm)).startCount(), "already on");

        assertTrue(vm.addresses().first(Duration.ofMinutes(1)).toString().startsWith("10.0.0."));
        vm.suspend().await(Scene.LONG);
        assertEquals(RunState.SUSPENDED, vm.status().run());
        vm.resume().await(Scene.LONG);
        assertEquals(RunState.RUNNING, vm.status().run());
        vm.reset().await(Scene.LONG);
        assertEquals(1, scene.machine.guest(Scene.id(vm)).rebootCount());

        vm.powerOff().await(Scene.LONG);
        assertEquals(PowerState.OFF, vm.status().power());
        assertEquals(RunState.OFF, vm.status().run());
        assertEquals(ByteSize.ZERO, scene.web.status().use().memory());
        vm.powerOff().await(Scene.LONG);
        scene.check("while off");

        vm.powerOn().await(Scene.LONG);
        assertEquals(2, scene.row(vm).state().generation());
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        vm.delete().await(Scene.LONG);
        assertEquals(
                ErrorCode.NOT_FOUND,
                assertThrows(DosvmException.class, vm::status).code());
        assertTrue(scene.machine.vms().isEmpty());
        assertEquals(1, scene.machine.volumes().size(), "only the image is left");
    }

    @Test
    void theRequestIdGivesTheSameVm() {
        assertEquals(scene.vm(1), scene.vm(1));
        assertEquals(1, scene.web.vms().list(q -> {}).items().size());
        assertEquals(1, scene.nginx().status().vms());
    }

    @Test
    void aGuestThatGoesDownByItselfIsOffFromThenOn() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        scene.machine.guest(Scene.id(vm)).powersOff();
        scene.observe();
        assertEquals(PowerState.OFF, vm.status().power());
        assertEquals(RunState.OFF, vm.status().run());
        assertEquals(0, scene.web.status().use().vcpus());
        vm.powerOn().await(Scene.LONG);
        scene.machine.guest(Scene.id(vm)).crashes();
        scene.observe();
        assertEquals(PowerState.OFF, vm.status().power());
    }

    @Test
    void aLostHostMakesItsVmsUnknownUntilItIsBack() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        scene.machine.vanish();
        scene.world.sleep(Duration.ofMinutes(3));
        assertEquals(RunState.UNKNOWN, vm.status().run());
        assertEquals(PowerState.ON, vm.status().power());
        scene.machine.comeBack();
        scene.observe();
        scene.observe();
        assertEquals(RunState.RUNNING, vm.status().run());
    }

    @Test
    void aFailedStartIsTakenBackAndItsReasonKept() {
        Vm vm = scene.vm(1);
        scene.machine.faults().on(Verb.VM_START).fail(ErrorCode.DRIVER_FAILED);
        DosvmException failed =
                assertThrows(DosvmException.class, () -> vm.powerOn().await(Scene.LONG));
        assertEquals(ErrorCode.DRIVER_FAILED, failed.code());
        assertEquals(PowerState.OFF, vm.status().power());
        assertTrue(vm.status().startError().orElseThrow().contains("DRIVER-FAILED"));
        assertTrue(scene.machine.vms().isEmpty());
        scene.check("after a failed start");
        vm.powerOn().await(Scene.LONG);
        assertEquals(Optional.empty(), vm.status().startError());
    }

    @Test
    void whatHoldsIsRefusedToBeDeleted() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        assertEquals(
                ErrorCode.WRONG_STATE,
                assertThrows(DosvmException.class, vm::delete).code());
        assertEquals(
                ErrorCode.IN_USE,
                assertThrows(DosvmException.class, () -> scene.nginx().delete()).code());
        assertEquals(
                ErrorCode.IN_USE,
                assertThrows(DosvmException.class, () -> scene.lan.delete()).code());
        assertEquals(
                ErrorCode.IN_USE,
                assertThrows(DosvmException.class, () -> scene.debian.delete()).code());
        assertEquals(
                ErrorCode.WRONG_STATE,
                assertThrows(DosvmException.class, () -> scene.web.delete()).code());
    }

    @Test
    void aProjectGoesWithAllThatIsInIt() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        vm.powerOff().await(Scene.LONG);
        scene.vm(2);
        scene.web.delete().await(Scene.LONG);
        assertEquals(List.of(), scene.machine.vms());
        assertEquals(List.of(), scene.machine.volumes());
    }
}
