package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Instance;
import io.dosvm.NicSpec;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.VmForward;
import io.dosvm.engine.store.Json;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Capability;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import io.dosvm.value.Protocol;
import io.dosvm.value.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VMs with NICs in user networking. */
class UserNicTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

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

    private Instance instance(String name, Consumer<NicSpec> nic) {
        return scene.web.instances().ensure(name, i -> i.memory(ByteSize.gib(1))
                .disk(d -> d.linkedCloneOf(scene.debian).in(scene.pool))
                .nic(nic));
    }

    /** What a host can do is asked when it comes back. */
    private void lacks(Capability... capabilities) {
        scene.machine.without(capabilities);
        scene.machine.vanish();
        scene.world.sleep(Duration.ofMinutes(1));
        scene.machine.comeBack();
        scene.observe();
    }

    private Vm vm(Instance instance, String name) {
        return scene.web.vms().ensure(name, v -> v.from(instance));
    }

    @Test
    void aVmIsReachedByItsForwards_fromItsStartToItsEnd() {
        lacks(Capability.NETWORKS, Capability.LEASES);
        Instance shop =
                instance("shop", n -> n.user(u -> u.forward(Protocol.TCP, 80).forward(Protocol.UDP, 5353, 53)));
        Vm vm = vm(shop, "shop-1");
        assertEquals(1, vm.status().macs().size());
        assertEquals(
                ErrorCode.WRONG_STATE,
                assertThrows(DosvmException.class, vm::forwards).code());

        vm.powerOn().await(Scene.LONG);
        List<VmForward> forwards = vm.forwards();
        assertEquals(2, forwards.size());
        VmForward web = forwards.get(0);
        assertEquals(vm.status().macs().get(0), web.mac());
        assertEquals(Protocol.TCP, web.protocol());
        assertEquals(LOOPBACK, web.address());
        assertEquals(80, web.guestPort());
        assertTrue(web.hostPort() > 0);
        assertEquals(5353, forwards.get(1).hostPort());

        vm.suspend().await(Scene.LONG);
        assertEquals(forwards, vm.forwards());
        vm.resume().await(Scene.LONG);
        vm.reset().await(Scene.LONG);
        assertEquals(forwards, vm.forwards());
        scene.reopen();
        vm = scene.web.vms().get(vm.id());
        assertEquals(forwards, vm.forwards(), "nothing of it is stored");

        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        vm.delete().await(Scene.LONG);
    }

    @Test
    void vmsOfOneInstanceRunSideBySide_unlessAPortIsGiven() {
        Instance free = instance("free", n -> n.user(u -> u.forward(Protocol.TCP, 80)));
        Vm first = vm(free, "free-1");
        Vm second = vm(free, "free-2");
        first.powerOn().await(Scene.LONG);
        second.powerOn().await(Scene.LONG);
        assertTrue(
                first.forwards().get(0).hostPort() != second.forwards().get(0).hostPort());

        Instance given = instance("given", n -> n.user(u -> u.forward(Protocol.TCP, 8080, 80)));
        Vm third = vm(given, "given-1");
        Vm fourth = vm(given, "given-2");
        third.powerOn().await(Scene.LONG);
        DosvmException taken =
                assertThrows(DosvmException.class, () -> fourth.powerOn().await(Scene.LONG));
        assertEquals(ErrorCode.IN_USE, taken.code());
        assertTrue(String.valueOf(taken.getMessage()).contains("127.0.0.1:8080"), taken.toString());
        assertEquals(RunState.OFF, fourth.status().run());
        assertTrue(fourth.status().startError().orElse("").contains("8080"));
        third.powerOff(Duration.ZERO).await(Scene.LONG);
        fourth.powerOn().await(Scene.LONG);
        assertEquals(8080, fourth.forwards().get(0).hostPort());
    }

    @Test
    void aHostWithoutUserNetworkingIsRejectedByName() {
        lacks(Capability.USER_NICS);
        Vm vm = vm(instance("shop", n -> n.user(u -> {})), "shop-1");
        DosvmException refused =
                assertThrows(DosvmException.class, () -> vm.powerOn().await(Scene.LONG));
        assertEquals(ErrorCode.NO_HOST, refused.code());
        assertTrue(String.valueOf(refused.getMessage()).contains("'lab': it lacks [USER_NICS]"), refused.toString());
    }

    @Test
    void aVmOnANetworkHasNoForwards() {
        Vm vm = scene.vm(1);
        vm.powerOn().await(Scene.LONG);
        assertEquals(List.of(), vm.forwards());
    }

    @Test
    void everythingWrongIsToldAtOnceWithItsField() {
        ValidationException refused = assertThrows(
                ValidationException.class, () -> scene.web.instances().create("wrong", i -> i.memory(ByteSize.gib(1))
                        .nic(n -> n.network(scene.lan).user(u -> {}))
                        .nic(n -> n.model("virtio"))
                        .nic(n -> n.user(u -> u.listen("::1")
                                .forward(Protocol.TCP, 0)
                                .forward(Protocol.TCP, 65_536, 80)
                                .forward(Protocol.TCP, 80)
                                .forward(Protocol.UDP, 80)))
                        .nic(n -> n.user(u -> u.listen("localhost")
                                .forward(Protocol.TCP, 22, 22)
                                .forward(Protocol.TCP, 22, 23)))));
        assertEquals(
                List.of(
                        "nics[0].user",
                        "nics[1].network",
                        "nics[1].listen",
                        "nics[1].forwards[0].guestPort",
                        "nics[1].forwards[1].hostPort",
                        "nics[1].forwards[2].guestPort",
                        "nics[2].listen",
                        "nics[2].forwards[1].hostPort"),
                refused.violations().stream().map(Violation::field).toList());
    }

    @Test
    void anEditAddsOne() {
        Instance shop = instance("shop", n -> n.network(scene.lan));
        shop.edit(i -> i.nic(n -> n.user(u -> u.forward(Protocol.TCP, 80))));
        assertEquals(2, shop.status().nics());
        Vm vm = vm(shop, "shop-1");
        assertEquals(2, vm.status().macs().size());
        vm.powerOn().await(Scene.LONG);
        assertTrue(vm.addresses().first(Duration.ofMinutes(1)).toString().startsWith("10.0.0."));
        assertEquals(vm.status().macs().get(1), vm.forwards().get(0).mac());
        assertEquals(
                ErrorCode.INVALID,
                assertThrows(DosvmException.class, () -> instance("other", n -> n.user(u -> {}))
                                .edit(i -> i.nic(n -> n.user(u -> u.forward(Protocol.TCP, 0)))))
                        .code());
    }

    @Test
    void ensureNamesTheDifferences() {
        instance("shop", n -> n.user(u -> u.forward(Protocol.TCP, 80)));
        instance("shop", n -> n.user(u -> u.forward(Protocol.TCP, 80)));
        DosvmException differs = assertThrows(
                DosvmException.class, () -> instance("shop", n -> n.user(u -> u.forward(Protocol.TCP, 8080, 80))));
        assertEquals(ErrorCode.DIFFERS, differs.code());
        assertTrue(
                String.valueOf(differs.getMessage())
                        .contains("nics[0].user: is [tcp 127.0.0.1:* to 80], asked [tcp 127.0.0.1:8080 to 80]"),
                differs.toString());
        assertThrows(DosvmException.class, () -> instance("shop", n -> n.network(scene.lan)));
    }

    @Test
    void whatAnEarlierVersionWroteIsRead() {
        InstanceDefinition read = new Json().read("""
                        {"vcpus":1,"memory":1073741824,"architecture":"x86_64","machine":null,"boot":[],"disks":[],
                         "nics":[{"network":"00000000-0000-0000-0000-000000000007","model":null}],
                         "graphics":null,"host":null}""", InstanceDefinition.class);
        assertEquals(Optional.empty(), Optional.ofNullable(read.nics().get(0).user()));
        InstanceDefinition user = new InstanceDefinition(
                1,
                ByteSize.gib(1),
                "x86_64",
                null,
                List.of(),
                List.of(),
                List.of(new InstanceDefinition.Nic(
                        null,
                        "e1000",
                        new InstanceDefinition.User(
                                null,
                                List.of(
                                        new InstanceDefinition.Forward(Protocol.TCP, null, 80),
                                        new InstanceDefinition.Forward(Protocol.UDP, 53, 53))))),
                null,
                null);
        assertEquals(user, new Json().read(new Json().write(user), InstanceDefinition.class));
    }
}
