package io.dosvm.engine.compute;

import static io.dosvm.VersionCondition.ifVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Instance;
import io.dosvm.InstanceStatus;
import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.VmStatus;
import io.dosvm.Volume;
import io.dosvm.VolumeStatus;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Runtime.Step;
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

    @Test
    void aLostResetIsNeverPressedAgain() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        scene.machine.faults().on(Verb.VM_RESET).loseAnswer();
        Operation<Vm> reset = vm.reset();
        assertThrows(DosvmException.class, () -> reset.await(Scene.LONG));
        assertEquals(OperationStatus.State.UNKNOWN, reset.status().state());
        assertEquals(1, scene.machine.guest(Scene.id(vm)).rebootCount());
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
    }

    @Test
    void whatRunsThoughItIsWantedOffIsStopped() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        scene.machine.faults().on(Verb.VM_STOP).fail(ErrorCode.DRIVER_FAILED);
        assertThrows(DosvmException.class, () -> vm.powerOff(Duration.ZERO).await(Scene.LONG));
        assertEquals(PowerState.OFF, vm.status().power());
        assertEquals(RunState.RUNNING, vm.status().run());
        assertEquals(2, scene.web.status().use().vcpus(), "paid for until it is seen off");
        assertEquals(
                ErrorCode.WRONG_STATE,
                assertThrows(DosvmException.class, vm::powerOn).code());
        scene.observe();
        scene.observe();
        assertEquals(RunState.OFF, vm.status().run());
        assertEquals(0, scene.web.status().use().vcpus());
    }

    @Test
    void whatWasSeenBeforeAnActSaysNothing() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        VmRow row = scene.row(vm);
        HostDriver.Observation before = new HostDriver.Observation(
                row.state().actedAt(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        scene.room().observer().observed(row.state().host().orElseThrow(), before);
        assertEquals(row.state(), scene.row(vm).state());
        scene.settle();
        assertEquals(RunState.RUNNING, vm.status().run());
    }

    @Test
    void aCancelledPowerOffLeavesItOn() {
        Vm vm = scene.vm(1);
        scene.machine.guest(Scene.id(vm)).ignoresShutdown();
        vm.powerOn().await(Scene.LONG);
        Operation<Vm> off = vm.powerOff(Duration.ofMinutes(10));
        scene.world.sleep(Duration.ofSeconds(5));
        off.cancel();
        scene.settle();
        assertEquals(OperationStatus.State.CANCELLED, off.status().state());
        assertEquals(PowerState.ON, vm.status().power());
        assertEquals(RunState.RUNNING, vm.status().run());
    }

    @Test
    void noAddressNamesEverySourceThatWasTried() {
        Vm vm = scene.vm(1);
        scene.machine.guest(Scene.id(vm)).takesNoLease();
        vm.powerOn().await(Scene.LONG);
        assertEquals(List.of(), vm.addresses().now());
        DosvmException late =
                assertThrows(DosvmException.class, () -> vm.addresses().first(Duration.ofSeconds(5)));
        assertEquals(ErrorCode.TIMEOUT, late.code());
        assertTrue(late.arguments().size() >= 1, late.getMessage());
        assertTrue(late.getMessage().contains("nothing"), late.getMessage());
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        assertEquals(
                ErrorCode.WRONG_STATE,
                assertThrows(DosvmException.class, () -> vm.addresses().now()).code());
    }

    @Test
    void aVolumeThatOneWritesIsForThatOneAlone() {
        Volume data = scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool))
                .await(Scene.LONG);
        Instance shared = scene.web.instances().create("shared", i -> i.memory(ByteSize.mib(64))
                .disk(d -> d.volume(data)));
        Vm one = scene.web.vms().create("one", v -> v.from(shared));
        Vm two = scene.web.vms().create("two", v -> v.from(shared));
        one.powerOn().await(Scene.LONG);
        DosvmException refused = assertThrows(DosvmException.class, two::powerOn);
        assertEquals(ErrorCode.WRONG_STATE, refused.code());
        assertTrue(refused.getMessage().contains("'one'"), refused.getMessage());
        one.powerOff(Duration.ZERO).await(Scene.LONG);
        two.powerOn().await(Scene.LONG);
        two.powerOff(Duration.ZERO).await(Scene.LONG);
        two.delete().await(Scene.LONG);
        assertEquals(VolumeStatus.State.READY, data.status().state(), "it is not the VM's own");
    }

    @Test
    void aPageOfVmsIsAFewStatements() {
        for (int i = 1; i <= 7; i++) {
            scene.vm(i);
        }
        scene.plan().startCounting();
        assertEquals(7, scene.web.vms().list(q -> q.limit(10)).items().size());
        List<String> ofVms = scene.plan().steps().stream()
                .filter(s -> s.step().kind() == Step.Kind.STATEMENT)
                .map(s -> s.step().name())
                .filter(name -> name.startsWith("select vm") || name.startsWith("select volume"))
                .toList();
        assertEquals(List.of("select vm", "select vm_nic", "select vm_disk"), ofVms);
    }

    @Test
    void anInstanceIsEditedForTheNextStart() {
        Instance nginx = scene.nginx();
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        InstanceStatus before = nginx.status();
        InstanceStatus after = nginx.edit(i -> i.vcpus(4), ifVersion(before.version()));
        assertEquals(4, after.vcpus());
        assertEquals(2, vm.status().vcpus(), "what it was started with");
        assertEquals(
                ErrorCode.VERSION_CONFLICT,
                assertThrows(DosvmException.class, () -> nginx.edit(i -> i.vcpus(8), ifVersion(before.version())))
                        .code());
        assertEquals(
                ErrorCode.WRONG_STATE,
                assertThrows(DosvmException.class, () -> nginx.edit(i -> i.nic(n -> n.network(scene.lan))))
                        .code());
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        assertEquals(4, vm.status().vcpus());
        vm.powerOn().await(Scene.LONG);
        assertEquals(4, scene.web.status().use().vcpus());
    }

    @Test
    void ensureNamesWhatDiffers() {
        scene.nginx();
        DosvmException differs = assertThrows(DosvmException.class, () -> scene.web
                .instances()
                .ensure("nginx", i -> i.vcpus(3).memory(ByteSize.gib(1)).disk(d -> d.blank(ByteSize.gib(2)))));
        assertEquals(ErrorCode.DIFFERS, differs.code());
        assertTrue(differs.getMessage().contains("vcpus: is 2, asked 3"), differs.getMessage());
        assertTrue(differs.getMessage().contains("disks: is 2, asked 1"), differs.getMessage());
    }

    @Test
    void quotaIsKeptAndNothingIsWritten() {
        Instance big = scene.web.instances().create("big", i -> i.vcpus(9).memory(ByteSize.gib(1)));
        Vm one = scene.web.vms().create("one", v -> v.from(big));
        Vm two = scene.web.vms().create("two", v -> v.from(big));
        one.powerOn().await(Scene.LONG);
        DosvmException refused = assertThrows(DosvmException.class, two::powerOn);
        assertEquals(ErrorCode.QUOTA_EXCEEDED, refused.code());
        assertEquals(PowerState.OFF, two.status().power());
    }

    @Test
    void noRoomTellsWhyPerHostAndLeavesItOff() {
        Instance huge = scene.web.instances().create("huge", i -> i.memory(ByteSize.gib(16)));
        scene.host.cordon();
        Vm vm = scene.web.vms().create("huge", v -> v.from(huge));
        DosvmException none =
                assertThrows(DosvmException.class, () -> vm.powerOn().await(Scene.LONG));
        assertEquals(ErrorCode.NO_HOST, none.code());
        assertTrue(none.getMessage().contains("lab"), none.getMessage());
        assertEquals(PowerState.OFF, vm.status().power());
        assertTrue(vm.status().startError().orElseThrow().contains("NO-HOST"));
    }

    @Test
    void aDeletionThatTouchedNoDiskCanBeTakenBack() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        scene.machine.faults().on(Verb.VM_UNDEFINE).fail(ErrorCode.DRIVER_FAILED);
        assertThrows(DosvmException.class, () -> vm.delete().await(Scene.LONG));
        vm.powerOn().await(Scene.LONG);
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        scene.machine.faults().on(Verb.VOLUME_DELETE).nth(2).fail(ErrorCode.DRIVER_FAILED);
        assertThrows(DosvmException.class, () -> vm.delete().await(Scene.LONG));
        assertEquals(
                ErrorCode.WRONG_STATE,
                assertThrows(DosvmException.class, vm::powerOn).code());
        vm.delete().await(Scene.LONG);
        assertEquals(1, scene.machine.volumes().size(), "only the image is left");
    }
}
