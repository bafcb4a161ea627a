package io.dosvm.engine.host;

import static io.dosvm.value.ByteSize.gib;
import static io.dosvm.value.ByteSize.mib;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.HostObject;
import io.dosvm.HostObject.Ownership;
import io.dosvm.HostStatus;
import io.dosvm.HostStatus.Connection;
import io.dosvm.Store;
import io.dosvm.VersionCondition;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Verb;
import io.dosvm.testkit.FakeHost;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsTest {
    private static final UUID STRANGER = UUID.fromString("11111111-0000-4000-8000-000000000001");

    @TempDir
    Path folder;

    /** Where this is tested; another one in a subclass. */
    Store store() {
        return Store.embedded(folder);
    }

    private HostWorld world;

    @BeforeEach
    void open() {
        world = new HostWorld(store(), 11);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void create_readsFacts_andMarksTheHost() {
        FakeHost machine = world.machines.host("lab");
        Host lab = world.hosts
                .create("lab", h -> h.uri("fake:lab").description("blue"))
                .await();
        HostStatus status = lab.status();
        assertEquals("fake:lab", status.uri().toString());
        assertEquals(Connection.UP, status.connection());
        assertEquals("lab", status.facts().hostName());
        assertEquals(gib(256), status.facts().memory());
        assertEquals(gib(254), status.maxVmMemory());
        assertEquals(255, status.maxVcpus());
        assertEquals(ByteSize.ZERO, status.reservedMemory());
        assertTrue(status.observedAt().isPresent());
        assertEquals(Optional.of(world.kernel().owner()), machine.owner());
        assertEquals(lab, world.hosts.require("LAB"));
        assertEquals("lab", world.hosts.list(q -> {}).items().get(0).name());
    }

    @Test
    void create_refusesEverythingAtOnce() {
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> world.hosts.create("a b", h -> h.uri("no uri")
                        .maxVcpus(0)
                        .maxVmMemory(ByteSize.bytes(-1))
                        .description("\n")));
        assertEquals(
                List.of("description", "maxVcpus", "maxVmMemory", "name", "uri"),
                e.violations().stream().map(v -> v.field()).sorted().toList());
        assertEquals(ErrorCode.NO_DRIVER, code(() -> world.hosts.create("lab", h -> h.uri("nothing:lab"))));
        assertEquals(ErrorCode.INVALID, code(() -> world.hosts.create("lab", h -> {})));
        assertEquals(0, world.hosts.list(q -> {}).items().size());
    }

    @Test
    void create_ofWhatCannotBeReached_saysWhichPartFailed_andLeavesNothing() {
        assertEquals(
                ErrorCode.CONNECT_RESOLVE,
                code(() -> world.hosts.create("lab", h -> h.uri("fake:nowhere")).await()));
        assertEquals(Optional.empty(), world.hosts.find("lab"));
        world.join("lab");
    }

    @Test
    void create_ofAnothersHost_namesTheOwner_unlessTakenOver() {
        FakeHost machine = world.machines.host("lab");
        own(machine, STRANGER);
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> world.hosts.create("lab", h -> h.uri("fake:lab")).await());
        assertEquals(ErrorCode.HOST_OWNED, e.code());
        assertTrue(e.getMessage().contains(STRANGER.toString()), e.getMessage());
        assertEquals(Optional.of(STRANGER), machine.owner());
        world.hosts.create("lab", h -> h.uri("fake:lab").takeOver()).await();
        assertEquals(Optional.of(world.kernel().owner()), machine.owner());
        String audit = world.kernel().read("test.audit", tx -> tx.first(
                        "SELECT text FROM audit WHERE action = 'host.takeOver'",
                        java.util.Map.of(),
                        (row, context) -> row.getString("text"))
                .orElseThrow());
        assertTrue(audit.contains(STRANGER.toString()), audit);
    }

    @Test
    void create_thatFailsAfterTheMark_takesItOff_andGivesItBack() {
        FakeHost machine = world.machines.host("lab");
        own(machine, STRANGER);
        machine.faults().on(Verb.HOST_FACTS).nth(2).always().fail(ErrorCode.DRIVER_FAILED);
        assertEquals(ErrorCode.DRIVER_FAILED, code(() -> world.hosts
                .create("lab", h -> h.uri("fake:lab").takeOver())
                .await()));
        assertEquals(Optional.of(STRANGER), machine.owner());
        machine.faults().clear();
        FakeHost free = world.machines.host("free");
        free.faults().on(Verb.HOST_FACTS).nth(2).always().fail(ErrorCode.DRIVER_FAILED);
        assertEquals(
                ErrorCode.DRIVER_FAILED,
                code(() -> world.hosts.create("free", h -> h.uri("fake:free")).await()));
        assertEquals(Optional.empty(), free.owner());
    }

    @Test
    void create_ofAKnownMachine_isRefused_andItsMarkStays() {
        world.join("lab");
        FakeHost machine = world.machines.host("lab");
        world.machines.alias("lab2", machine);
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> world.hosts.create("again", h -> h.uri("fake:lab2")).await());
        assertEquals(ErrorCode.HOST_KNOWN, e.code());
        assertTrue(e.getMessage().contains("'lab'"), e.getMessage());
        assertEquals(Optional.of(world.kernel().owner()), machine.owner());
        assertEquals(Optional.empty(), world.hosts.find("again"));
    }

    @Test
    void create_ofMachinesThatTellTheSameIdentity_makesAHostOfEach() {
        world.join("lab");
        world.machines.host("twin").machineKey("fake-lab");
        world.hosts.create("twin", h -> h.uri("fake:twin")).await();
        assertEquals(2, world.hosts.list(q -> {}).items().size());
    }

    @Test
    void create_ofAMachineWithAMarkOfOursThatNobodyKnowsAnyMore_joinsIt() {
        FakeHost machine = world.machines.host("lab");
        own(machine, world.kernel().owner());
        world.hosts.create("lab", h -> h.uri("fake:lab")).await();
        assertEquals(Connection.UP, world.hosts.require("lab").status().connection());
    }

    @Test
    void create_withAHigherLimitThanTheMachineHas_fails() {
        world.machines.host("lab").memory(gib(8));
        DosvmException e = assertThrows(DosvmException.class, () -> world.hosts
                .create("lab", h -> h.uri("fake:lab").maxVmMemory(gib(8)))
                .await());
        assertEquals(ErrorCode.INVALID, e.code());
        assertEquals(Optional.empty(), world.machines.host("lab").owner());
    }

    @Test
    void create_ofAHostThatCarriesNoMarks() {
        world.machines.host("lab").without(Capability.OWNER_MARK);
        UUID id = world.join("lab");
        assertEquals(Connection.UP, world.room.host(Caller.SYSTEM, id).status().connection());
        world.room.host(Caller.SYSTEM, id).delete().await();
        assertEquals(Optional.empty(), world.hosts.find("lab"));
    }

    @Test
    void ensure_joinsOnce_andVerifies() {
        world.machines.host("lab");
        Host lab = world.hosts.ensure("lab", h -> h.uri("fake:lab")).await();
        assertEquals(
                lab,
                world.hosts.ensure("lab", h -> h.uri("fake:lab").maxVcpus(255)).await());
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> world.hosts.ensure("lab", h -> h.uri("fake:other").maxVmMemory(gib(1))));
        assertEquals(ErrorCode.DIFFERS, e.code());
        assertTrue(e.getMessage().contains("uri: is fake:lab, asked fake:other"), e.getMessage());
        assertTrue(e.getMessage().contains("maxVmMemory: is 254 GiB, asked 1 GiB"), e.getMessage());
    }

    @Test
    void ensure_whileItJoins_givesTheSameWork() {
        world.machines.host("lab").latency(java.time.Duration.ofSeconds(2));
        var first = world.hosts.create("lab", h -> h.uri("fake:lab"));
        var second = world.hosts.ensure("lab", h -> h.uri("fake:lab"));
        assertEquals(first.id(), second.id());
        assertEquals(
                ErrorCode.WRONG_STATE, code(() -> world.hosts.require("lab").cordon()));
        assertEquals(first.await(), second.await());
    }

    @Test
    void create_repeated_givesTheSameWork_andIsNoSuccessBeforeTheHostIsOurs() {
        RequestId request = new RequestId("lab-1");
        world.machines.host("lab").latency(java.time.Duration.ofSeconds(2));
        var first = world.hosts.create("lab", h -> h.uri("fake:lab").requestId(request));
        var second = world.hosts.create("lab", h -> h.uri("fake:lab").requestId(request));
        assertEquals(first.id(), second.id());
        Host lab = first.await();
        assertEquals(
                lab,
                world.hosts
                        .create("lab", h -> h.uri("fake:lab").requestId(request))
                        .await());
        // As a join leaves it that could neither end nor be taken back.
        world.kernel().write(Caller.SYSTEM, "test.joining", tx -> {
            world.room.store().state(tx, lab.id().value(), HostRow.State.JOINING);
            return lab;
        });
        assertEquals(
                ErrorCode.WRONG_STATE,
                code(() -> world.hosts.create("lab", h -> h.uri("fake:lab").requestId(request))));
        assertEquals(ErrorCode.WRONG_STATE, code(() -> world.hosts.ensure("lab", h -> h.uri("fake:lab"))));
    }

    @Test
    void edit_changesLimits_withinTheMachine() {
        Host lab = world.room.host(Caller.SYSTEM, world.join("lab"));
        HostStatus before = lab.status();
        HostStatus after =
                lab.edit(h -> h.maxVmMemory(gib(10)).maxVcpus(4), VersionCondition.ifVersion(before.version()));
        assertEquals(gib(10), after.maxVmMemory());
        assertEquals(4, after.maxVcpus());
        assertEquals(
                ErrorCode.VERSION_CONFLICT,
                code(() -> lab.edit(h -> h.description("x"), VersionCondition.ifVersion(before.version()))));
        assertEquals(
                gib(256).minus(mib(512)),
                lab.edit(h -> h.maxVmMemory(gib(256).minus(mib(512)))).maxVmMemory());
        assertEquals(ErrorCode.INVALID, code(() -> lab.edit(h -> h.maxVmMemory(gib(256)))));
        assertEquals(ErrorCode.INVALID, code(() -> lab.edit(h -> h.takeOver())));
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> lab.edit(h -> h.uri("no uri").maxVcpus(0).description("\n")));
        assertEquals(
                List.of("description", "maxVcpus", "uri"),
                e.violations().stream().map(v -> v.field()).sorted().toList());
    }

    @Test
    void edit_ofTheAddress_leadsToTheSameMachineOnly() {
        Host lab = world.room.host(Caller.SYSTEM, world.join("lab"));
        world.machines.alias("lab-new", world.machines.host("lab"));
        world.machines.host("else");
        assertEquals(ErrorCode.INVALID, code(() -> lab.edit(h -> h.uri("fake:else"))));
        assertEquals(ErrorCode.CONNECT_RESOLVE, code(() -> lab.edit(h -> h.uri("fake:nowhere"))));
        assertEquals("fake:lab-new", lab.edit(h -> h.uri("fake:lab-new")).uri().toString());
        assertEquals(1, lab.objects().size() + 1);
    }

    @Test
    void cordon_andBack() {
        Host lab = world.room.host(Caller.SYSTEM, world.join("lab"));
        assertTrue(lab.cordon().cordoned());
        assertTrue(lab.cordon().cordoned());
        assertEquals(ErrorCode.NO_HOST, code(() -> world.place(world.need(UUID.randomUUID(), 1, gib(1)))));
        assertFalse(lab.uncordon().cordoned());
        world.place(world.need(UUID.randomUUID(), 1, gib(1)));
    }

    @Test
    void objects_areOursForeignOrStray() {
        UUID id = world.join("lab");
        FakeHost machine = world.machines.host("lab");
        machine.plantVm("desktop", gib(1), true);
        machine.plantPool("images", "/var/images");
        UUID ours = plant(machine, world.kernel().owner());
        UUID stray = plant(machine, world.kernel().owner());
        UUID strangers = plant(machine, STRANGER);
        world.known.add(ours);
        List<HostObject> objects = world.room.host(Caller.SYSTEM, id).objects();
        assertEquals(
                List.of(ResourceKind.POOL, ResourceKind.VM, ResourceKind.VM, ResourceKind.VM, ResourceKind.VM),
                objects.stream().map(HostObject::kind).toList());
        assertEquals(Ownership.OURS, ownership(objects, ours));
        assertEquals(Ownership.STRAY, ownership(objects, stray));
        assertEquals(Ownership.FOREIGN, ownership(objects, strangers));
        assertEquals(
                3,
                objects.stream().filter(o -> o.ownership() == Ownership.FOREIGN).count());
    }

    @Test
    void delete_takesTheMarkOff_unlessUsed() {
        Host lab = world.room.host(Caller.SYSTEM, world.join("lab"));
        UUID vm = UUID.randomUUID();
        world.place(world.need(vm, 1, gib(1)));
        DosvmException e = assertThrows(DosvmException.class, lab::delete);
        assertEquals(ErrorCode.IN_USE, e.code());
        assertTrue(e.getMessage().contains("vm-" + vm), e.getMessage());
        world.release(vm);
        ResourceRef pool = new ResourceRef(ResourceKind.POOL, UUID.randomUUID(), "local");
        ResourceRef ref = new ResourceRef(ResourceKind.HOST, lab.id().value(), "lab");
        world.kernel().write(Caller.SYSTEM, "test.use", tx -> {
            world.kernel().use(tx, ref, pool, "pool");
            return pool;
        });
        assertEquals(ErrorCode.IN_USE, code(lab::delete));
        world.kernel().write(Caller.SYSTEM, "test.unuse", tx -> {
            world.kernel().unuse(tx, pool.id());
            return pool;
        });
        lab.delete().await();
        assertEquals(Optional.empty(), world.machines.host("lab").owner());
        assertEquals(ErrorCode.NOT_FOUND, code(lab::status));
        world.join("lab");
    }

    @Test
    void delete_ofAHostThatDoesNotAnswer_leavesItAsItWas() {
        Host lab = world.room.host(Caller.SYSTEM, world.join("lab"));
        world.machines.host("lab").vanish();
        assertThrows(DosvmException.class, () -> lab.delete().await(java.time.Duration.ofMinutes(10)));
        world.machines.host("lab").comeBack();
        assertEquals(
                Optional.of(world.kernel().owner()), world.machines.host("lab").owner());
        world.place(world.need(UUID.randomUUID(), 1, gib(1)));
    }

    private static UUID plant(FakeHost machine, UUID owner) {
        Mark mark = new Mark(owner, UUID.randomUUID(), 1);
        machine.plantMarked(
                new VmDefinition(
                        mark,
                        "",
                        "x86_64",
                        Optional.empty(),
                        1,
                        gib(1),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty()),
                0);
        return mark.id();
    }

    private static Ownership ownership(List<HostObject> objects, UUID id) {
        return objects.stream()
                .filter(o -> o.id().equals(id))
                .findFirst()
                .orElseThrow()
                .ownership();
    }

    private void own(FakeHost machine, UUID owner) {
        try (var driver = world.machines.open(
                io.dosvm.value.HostUri.parse("fake:" + machine.name()), world.time.node("stranger"))) {
            driver.claim(
                    new io.dosvm.spi.HostDriver.Claim(
                            new io.dosvm.spi.HostDriver.OwnerMark(owner, UUID.randomUUID()), true),
                    io.dosvm.spi.Call.within(world.time.node("stranger"), java.time.Duration.ofSeconds(5)));
        }
    }

    private static ErrorCode code(Runnable call) {
        return assertThrows(DosvmException.class, call::run).code();
    }
}
