package io.dosvm.engine.host;

import static io.dosvm.value.ByteSize.gib;
import static io.dosvm.value.ByteSize.mib;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.HostStatus.Connection;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacementRulesTest {
    private static final Candidate GOOD = host("good", 64, 64);
    private static final Need NEED = need(2, gib(2), Optional.empty());

    @Test
    void rejects_eachWithItsReason() {
        assertEquals(Optional.empty(), PlacementRules.rejection(GOOD, NEED));
        assertReason("it is joining", with(HostRow.State.JOINING, Connection.UP, false));
        assertReason("it is suspect: lost", with(HostRow.State.ACTIVE, Connection.SUSPECT, false));
        assertReason("it is down: lost", with(HostRow.State.ACTIVE, Connection.DOWN, false));
        assertReason("it is cordoned", with(HostRow.State.ACTIVE, Connection.UP, true));
        assertReason("not aarch64", GOOD, new Need(vm(), "aarch64", 1, gib(1), Set.of(), Optional.empty()));
        assertReason(
                "it lacks [NETWORKS]",
                GOOD,
                new Need(vm(), "x86_64", 1, gib(1), Set.of(Capability.NETWORKS, Capability.COMPUTE), Optional.empty()));
        assertReason("a VM there may have 32 GiB, not 33 GiB", GOOD, need(1, gib(33), Optional.empty()));
        assertReason("a VM there may have 16 vCPUs, not 17", GOOD, need(17, gib(1), Optional.empty()));
        assertReason("the VM is bound to another host", GOOD, need(1, gib(1), Optional.of(new UUID(0, 9))));
    }

    @Test
    void rejects_whatFitsOnlyWithoutOverhead() {
        Candidate tight = GOOD.freed(gib(2).bytes() - gib(64).bytes(), 0);
        assertReason("it has 2 GiB free, and 2.1 GiB are needed with overhead", tight, NEED);
        assertEquals(
                Optional.empty(), PlacementRules.rejection(tight.freed(mib(100).bytes(), 0), NEED));
        assertReason("it has 1 vCPUs free, and 2 are needed", GOOD.freed(0, -63), NEED);
        assertReason("it has 0 B free", GOOD.freed(-gib(100).bytes(), 0), NEED);
    }

    @Test
    void chooses_theLeastLoadedOfAFew_evenly() {
        List<Candidate> hosts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            hosts.add(host("h" + i, 64, 64));
        }
        Random random = new Random(3);
        Map<UUID, Integer> placed = new HashMap<>();
        for (int vm = 0; vm < 500; vm++) {
            Candidate chosen = PlacementRules.choose(hosts, NEED, random).get(0);
            placed.merge(chosen.id(), 1, Integer::sum);
            hosts.replaceAll(h -> h.id().equals(chosen.id()) ? h.freed(-NEED.taken().memory(), -2) : h);
        }
        assertEquals(500, placed.values().stream().mapToInt(n -> n).sum());
        assertTrue(placed.values().stream().allMatch(n -> n >= 8 && n <= 12), placed::toString);
    }

    @Test
    void chooses_theOneThatIsLeft_amongAThousand() {
        List<Candidate> hosts = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            hosts.add(host("full" + i, 1, 64));
        }
        hosts.add(GOOD);
        assertEquals(List.of(GOOD), PlacementRules.choose(hosts, NEED, new Random(1)));
    }

    @Test
    void chooses_theBoundHostAlone() {
        Candidate other = host("other", 64, 64);
        List<Candidate> both = List.of(other, GOOD);
        assertEquals(
                List.of(GOOD),
                PlacementRules.choose(both, need(1, gib(1), Optional.of(GOOD.id())), new Random(1)));
        assertEquals(
                List.of(), PlacementRules.choose(both, need(1, gib(1), Optional.of(new UUID(1, 1))), new Random(1)));
        assertEquals(List.of(), PlacementRules.choose(List.of(), NEED, new Random(1)));
    }

    @Test
    void refusal_namesTwenty_andCountsTheOthers() {
        List<Candidate> hosts = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            hosts.add(host(String.format("h%02d", i), 1, 64));
        }
        DosvmException e = PlacementRules.refusal(hosts, NEED);
        assertEquals(ErrorCode.NO_HOST, e.code());
        assertEquals("25", e.arguments().get("hosts"));
        assertEquals(21, e.arguments().size());
        assertTrue(e.arguments().get("host.h19").contains("1 GiB free"), e.getMessage());
        assertTrue(e.getMessage().contains("of the others 5 without the memory"), e.getMessage());
        DosvmException none = PlacementRules.refusal(List.of(), NEED);
        assertTrue(none.getMessage().contains("there is no host"), none.getMessage());
        DosvmException bound = PlacementRules.refusal(List.of(GOOD), need(99, gib(1), Optional.of(GOOD.id())));
        assertTrue(bound.getMessage().contains("'good': a VM there may have 16 vCPUs"), bound.getMessage());
    }

    @Test
    void capacity_keepsWhatTheMachineNeeds() {
        assertEquals(gib(62), HostCapacity.maxVmMemory(gib(64), Optional.empty()));
        assertEquals(gib(1), HostCapacity.maxVmMemory(gib(2), Optional.empty()));
        assertEquals(mib(88), HostCapacity.maxVmMemory(mib(600), Optional.empty()));
        assertEquals(ByteSize.ZERO, HostCapacity.maxVmMemory(mib(256), Optional.empty()));
        assertEquals(gib(10), HostCapacity.maxVmMemory(gib(64), Optional.of(gib(10))));
        assertEquals(
                gib(64).minus(mib(512)), HostCapacity.maxVmMemory(gib(64), Optional.of(gib(64))));
    }

    @Test
    void heartbeat_countsToDown_andBack() {
        Heartbeat beat = Heartbeat.of(Connection.UP, 3);
        assertEquals(Connection.UP, beat.connection(3));
        assertEquals(Connection.SUSPECT, beat.miss(3).connection(3));
        assertEquals(Connection.SUSPECT, beat.miss(3).miss(3).connection(3));
        assertEquals(Connection.DOWN, beat.miss(3).miss(3).miss(3).connection(3));
        assertEquals(Connection.DOWN, beat.miss(1).connection(1));
        assertEquals(3, beat.miss(3).miss(3).miss(3).miss(3).missed());
        assertEquals(Connection.UP, Heartbeat.of(Connection.DOWN, 3).answer().connection(3));
        assertEquals(Connection.DOWN, Heartbeat.of(Connection.DOWN, 3).connection(3));
    }

    private static void assertReason(String text, Candidate host) {
        assertReason(text, host, NEED);
    }

    private static void assertReason(String text, Candidate host, Need need) {
        String reason = PlacementRules.rejection(host, need).orElseThrow().text();
        assertTrue(reason.contains(text), reason);
    }

    private static Candidate with(HostRow.State state, Connection connection, boolean cordoned) {
        return new Candidate(
                GOOD.id(),
                "good",
                state,
                connection,
                "lost",
                cordoned,
                GOOD.architectures(),
                GOOD.capabilities(),
                GOOD.maxVmMemory(),
                GOOD.maxVcpus(),
                GOOD.freeMemory(),
                GOOD.freeVcpus(),
                GOOD.capacity());
    }

    private static Candidate host(String name, long memoryGib, int vcpus) {
        return new Candidate(
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                name,
                HostRow.State.ACTIVE,
                Connection.UP,
                "",
                false,
                Set.of("x86_64"),
                Set.of(Capability.COMPUTE),
                gib(32).bytes(),
                16,
                gib(memoryGib).bytes(),
                vcpus,
                new HostRow.Room(gib(memoryGib).bytes(), vcpus));
    }

    private static Need need(int vcpus, ByteSize memory, Optional<UUID> bound) {
        return new Need(vm(), "x86_64", vcpus, memory, Set.of(Capability.COMPUTE), bound);
    }

    private static ResourceRef vm() {
        return new ResourceRef(ResourceKind.VM, new UUID(0, 1), "nginx");
    }
}
