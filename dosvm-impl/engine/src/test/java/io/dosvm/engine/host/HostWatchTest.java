package io.dosvm.engine.host;

import static io.dosvm.value.ByteSize.gib;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.HostStatus.Connection;
import io.dosvm.Store;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Verb;
import io.dosvm.testkit.FakeHost;
import io.dosvm.value.HostUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostWatchTest {
    @TempDir
    Path folder;

    /** Where this is tested; another one in a subclass. */
    Store store() {
        return Store.embedded(folder);
    }

    private HostWorld world;

    @BeforeEach
    void open() {
        world = new HostWorld(store(), 5);
        world.room.start(world.seen, true);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aNewHost_isLookedAt_andThenEveryInterval() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        assertEquals(1, world.seen.count("observed", lab));
        assertTrue(host(lab).status().load().isPresent());
        world.time.sleep(Duration.ofMinutes(5));
        long looks = world.seen.count("observed", lab);
        assertTrue(looks >= 9 && looks <= 13, "looks: " + looks);
    }

    @Test
    void events_comeAtOnce() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        FakeHost machine = world.machines.host("lab");
        UUID vm = machine.plantVm("desktop", gib(1), true);
        machine.guest(vm).powersOff();
        world.time.sleep(Duration.ofSeconds(2));
        assertTrue(world.seen.count("observed", lab) >= 2);
        assertEquals(vm, world.seen.last.orElseThrow().vms().get(0).id());
    }

    @Test
    void lostEvents_areMadeGoodByTheNextLook() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        FakeHost machine = world.machines.host("lab");
        machine.faults().loseEvents(100);
        UUID vm = machine.plantVm("desktop", gib(1), true);
        machine.guest(vm).powersOff();
        world.time.sleep(Duration.ofSeconds(5));
        assertEquals(1, world.seen.count("observed", lab));
        world.time.sleep(Duration.ofSeconds(35));
        assertEquals(vm, world.seen.last.orElseThrow().vms().get(0).id());
    }

    @Test
    void aQuietHost_isReadAndWrittenNoMore() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(5));
        int facts = world.machines.host("lab").faults().count(Verb.HOST_FACTS);
        long before = version(lab);
        world.time.plan(world.runtime).startCounting();
        world.time.sleep(Duration.ofMinutes(10));
        assertEquals(facts, world.machines.host("lab").faults().count(Verb.HOST_FACTS));
        assertEquals(before, version(lab));
        assertEquals(
                0,
                world.time.steps(world.runtime).stream()
                        .filter(s -> s.step().name().equals("update host"))
                        .count());
    }

    @Test
    void missedAnswers_makeSuspectThenDown_andComingBackMakesUp() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        FakeHost machine = world.machines.host("lab");
        machine.vanish();
        world.time.sleep(Duration.ofMillis(1500));
        assertEquals(Connection.SUSPECT, host(lab).status().connection());
        assertEquals(1, world.seen.count("suspect", lab));
        DosvmException refused =
                assertThrows(DosvmException.class, () -> world.place(world.need(UUID.randomUUID(), 1, gib(1))));
        assertEquals(ErrorCode.NO_HOST, refused.code());
        assertTrue(refused.getMessage().contains("'lab': it is "), refused.getMessage());
        world.time.sleep(Duration.ofSeconds(10));
        assertEquals(Connection.DOWN, host(lab).status().connection());
        assertEquals(1, world.seen.count("down", lab));
        world.time.sleep(Duration.ofMinutes(3));
        assertEquals(1, world.seen.count("down", lab));
        machine.comeBack();
        world.time.sleep(Duration.ofSeconds(2));
        assertEquals(Connection.UP, host(lab).status().connection());
        world.place(world.need(UUID.randomUUID(), 1, gib(1)));
    }

    @Test
    void oneMissedAnswer_isForgottenByTheNext() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        world.machines.host("lab").faults().on(Verb.HOST_OBSERVE).fail(ErrorCode.HOST_LOST);
        world.time.sleep(Duration.ofSeconds(40));
        assertEquals(Connection.UP, host(lab).status().connection());
        assertEquals(1, world.seen.count("suspect", lab));
        assertEquals(0, world.seen.count("down", lab));
    }

    @Test
    void facts_areReadAgainAfterAReconnect() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        FakeHost machine = world.machines.host("lab");
        String boot = host(lab).status().facts().bootId();
        machine.losePower();
        machine.memory(gib(128));
        world.time.sleep(Duration.ofSeconds(20));
        machine.comeBack();
        world.time.sleep(Duration.ofSeconds(2));
        assertEquals(gib(128), host(lab).status().facts().memory());
        assertTrue(!boot.equals(host(lab).status().facts().bootId()));
    }

    /** libvirt does so where the machine has no UUID of its own. */
    @Test
    void aDaemonThatTellsAnotherIdentityAtEachStart_isStillTheSameHost() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        FakeHost machine = world.machines.host("lab");
        machine.vanish();
        machine.machineKey("made-anew");
        machine.comeBack();
        world.time.sleep(Duration.ofSeconds(20));
        assertEquals(Connection.UP, host(lab).status().connection());
        world.machines.alias("lab-2", machine);
        world.hosts.require("lab").edit(h -> h.uri("fake:lab-2"));
    }

    @Test
    void anotherMachineAtTheSameAddress_isNotTheHost() {
        UUID lab = world.join("lab");
        UUID other = world.join("other");
        world.time.sleep(Duration.ofSeconds(2));
        FakeHost machine = world.machines.host("lab");
        machine.vanish();
        world.machines.host("other").machineKey("fake-lab");
        world.machines.alias("lab", world.machines.host("other"));
        world.time.sleep(Duration.ofSeconds(20));
        assertEquals(Connection.DOWN, host(lab).status().connection());
        assertEquals(Connection.UP, host(other).status().connection());
    }

    @Test
    void aHostThatBecameSomebodyElses_isDown() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        UUID stranger = UUID.randomUUID();
        try (HostDriver other = world.machines.open(HostUri.parse("fake:lab"), world.time.node("stranger"))) {
            other.claim(
                    new HostDriver.Claim(new HostDriver.OwnerMark(stranger, UUID.randomUUID()), true),
                    Call.within(world.time.node("stranger"), Duration.ofSeconds(5)));
        }
        world.machines.host("lab").vanish();
        world.machines.host("lab").comeBack();
        world.time.sleep(Duration.ofSeconds(20));
        assertEquals(Connection.DOWN, host(lab).status().connection());
        assertEquals(stranger, world.machines.host("lab").owner().orElseThrow());
        DosvmException refused =
                assertThrows(DosvmException.class, () -> world.place(world.need(UUID.randomUUID(), 1, gib(1))));
        assertTrue(refused.getMessage().contains("DOSVM-HOST-OWNED"), refused.getMessage());
    }

    @Test
    void foreignVms_takeRoomAway_andGiveItBack() {
        FakeHost machine = world.machines.host("lab").memory(gib(8));
        UUID lab = world.join("lab");
        UUID vm = machine.plantVm("desktop", gib(5), true);
        world.time.sleep(Duration.ofMinutes(1));
        DosvmException refused =
                assertThrows(DosvmException.class, () -> world.place(world.need(UUID.randomUUID(), 1, gib(3))));
        assertEquals(ErrorCode.NO_HOST, refused.code());
        machine.guest(vm).powersOff();
        world.time.sleep(Duration.ofMinutes(1));
        assertEquals(lab, world.place(world.need(UUID.randomUUID(), 1, gib(3))));
    }

    @Test
    void frozenHosts_doNotHoldUpTheOthers() {
        List<UUID> well = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            well.add(world.join("well" + i));
        }
        for (int i = 0; i < 20; i++) {
            world.join("ill" + i);
        }
        world.time.sleep(Duration.ofSeconds(5));
        for (int i = 0; i < 20; i++) {
            world.machines.host("ill" + i).freeze();
        }
        world.time.sleep(Duration.ofMinutes(2));
        world.seen.told.clear();
        world.time.sleep(Duration.ofMinutes(2));
        for (UUID host : well) {
            long looks = world.seen.count("observed", host);
            assertTrue(looks >= 3, "looks: " + looks);
            assertEquals(Connection.UP, host(host).status().connection());
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    Connection.DOWN, world.hosts.require("ill" + i).status().connection());
        }
        assertTrue(world.time.failures().isEmpty(), () -> world.time.failures().toString());
    }

    @Test
    void closing_isNoMissedAnswer() {
        UUID lab = world.join("lab");
        world.time.sleep(Duration.ofSeconds(2));
        world.machines.host("lab").freeze();
        world.time.sleep(Duration.ofSeconds(35));
        world.connections.close();
        world.time.sleep(Duration.ofSeconds(15));
        assertEquals(Connection.UP, host(lab).status().connection());
        assertEquals(0, world.seen.count("suspect", lab));
    }

    @Test
    void aMovedHost_isWatchedAtItsNewAddress() {
        Host lab = host(world.join("lab"));
        world.time.sleep(Duration.ofSeconds(2));
        world.machines.alias("lab-new", world.machines.host("lab"));
        lab.edit(h -> h.uri("fake:lab-new"));
        world.time.sleep(Duration.ofSeconds(2));
        world.seen.told.clear();
        UUID vm = world.machines.host("lab").plantVm("desktop", gib(1), true);
        world.machines.host("lab").guest(vm).powersOff();
        world.time.sleep(Duration.ofSeconds(2));
        assertTrue(world.seen.count("observed", lab.id().value()) >= 1);
    }

    @Test
    void nodes_shareTheHosts_andTakeOverFromEachOther() {
        world.room.close();
        List<UUID> hosts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            hosts.add(world.join("h" + i));
        }
        HostWorld.Seen seenByOne = new HostWorld.Seen();
        HostWorld.Seen seenByTwo = new HostWorld.Seen();
        HostRoom one = node(seenByOne);
        world.time.sleep(Duration.ofSeconds(10));
        assertEquals(10, watched(hosts, seenByOne));
        HostRoom two = node(seenByTwo);
        world.time.sleep(Duration.ofSeconds(60));
        seenByOne.told.clear();
        seenByTwo.told.clear();
        world.time.sleep(Duration.ofSeconds(60));
        assertEquals(5, watched(hosts, seenByOne));
        assertEquals(5, watched(hosts, seenByTwo));
        one.close();
        world.time.sleep(Duration.ofSeconds(60));
        seenByTwo.told.clear();
        world.time.sleep(Duration.ofSeconds(60));
        assertEquals(10, watched(hosts, seenByTwo));
        assertEquals(10, epochsAbove(1));
        two.close();
    }

    private HostRoom node(HostWorld.Seen seen) {
        UUID node = world.runtime.newId();
        world.kernel()
                .write(
                        Caller.SYSTEM,
                        "test.node",
                        tx -> tx.update(
                                "INSERT INTO node (id, name, opened_at, seen_at) VALUES (:id, 'n', :now, :now)",
                                Map.of("id", node, "now", tx.now().plus(Duration.ofDays(1)))));
        HostRoom room = world.room(node);
        room.start(seen, false);
        return room;
    }

    private static long watched(List<UUID> hosts, HostWorld.Seen seen) {
        return hosts.stream().filter(host -> seen.count("observed", host) > 0).count();
    }

    private int epochsAbove(int epoch) {
        return world.kernel().read("test.epochs", tx -> tx.first(
                        "SELECT COUNT(*) AS n FROM host WHERE observer_epoch > :epoch",
                        Map.of("epoch", epoch),
                        (row, context) -> row.getInt("n"))
                .orElseThrow());
    }

    private long version(UUID host) {
        return host(host).status().version().number();
    }

    private Host host(UUID id) {
        return world.room.host(Caller.SYSTEM, id);
    }
}
