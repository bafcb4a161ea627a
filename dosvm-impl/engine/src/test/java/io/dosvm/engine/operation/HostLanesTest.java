package io.dosvm.engine.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Operation;
import io.dosvm.OperationStatus.State;
import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.VirtualWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that hang, beside hosts that do not. */
class HostLanesTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofHours(1);

    private final VirtualWorld world = new VirtualWorld(11);
    private final Store store = TestDatabases.memory();
    private final Workshop.Machine machine = new Workshop.Machine();
    private final Set<UUID> frozen = new HashSet<>();
    private final Runtime clock = world.node("a");
    private final Workshop a = new Workshop(store, clock, machine);

    HostLanesTest() {
        machine.asked = thing -> {
            while (frozen.contains(Workshop.hostOf(thing))) {
                clock.sleep(Duration.ofMillis(100));
            }
        };
    }

    @AfterEach
    void nothingFailedBesides() {
        frozen.clear();
        assertEquals(List.of(), world.failures());
        world.close();
    }

    private List<Operation<String>> makeOn(long host, int count) {
        List<Operation<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(a.make("x" + i + "@" + host));
        }
        return all;
    }

    @Test
    void aHostThatHangs_leavesWorkersForOthers() {
        frozen.add(new UUID(0, 1));
        List<Operation<String>> stuck = makeOn(1, 120);
        makeOn(2, 30).forEach(o -> o.await(SOON));
        assertEquals(Lanes.WIDTH, machine.busiest.get(new UUID(0, 1)));
        assertEquals(
                120 - Lanes.WIDTH,
                stuck.stream().filter(o -> o.status().state() == State.PENDING).count());
        frozen.clear();
        stuck.forEach(o -> o.await(LONG));
        assertEquals(Lanes.WIDTH, machine.busiest.get(new UUID(0, 1)));
        assertEquals(150, machine.things.size());
    }

    @Test
    void manyHostsThatHang_leaveWorkersForOthers() {
        List<Operation<String>> stuck = new ArrayList<>();
        for (int host = 1; host <= 20; host++) {
            frozen.add(new UUID(0, host));
            stuck.addAll(makeOn(host, 10));
        }
        makeOn(99, 10).forEach(o -> o.await(SOON));
        frozen.clear();
        stuck.forEach(o -> o.await(LONG));
    }

    @Test
    void whoWaitsForAHost_isTakenUpAfterARestart_andByOtherNodes() {
        frozen.add(new UUID(0, 1));
        List<Operation<String>> stuck = makeOn(1, 40);
        world.sleep(Duration.ofSeconds(1));
        Workshop b = new Workshop(store, world.node("b"), machine);
        a.close();
        frozen.clear();
        stuck.forEach(
                o -> b.kernel().operation(Caller.SYSTEM, o.id().value(), "x").await(LONG));
        assertEquals(40, machine.things.size());
    }

    @Test
    void whatNeedsTheNodeThatWasAsked_waitsForIt_asLongAsItLives() {
        machine.staysHere = true;
        Workshop b = new Workshop(store, world.node("b"), machine);
        frozen.add(new UUID(0, 1));
        List<Operation<String>> all = makeOn(1, 40);
        world.sleep(Duration.ofSeconds(10));
        frozen.clear();
        all.forEach(o -> o.await(LONG));
        assertEquals(Set.of("a"), Set.copyOf(machine.makers.values()));
        frozen.add(new UUID(0, 1));
        List<Operation<String>> left = makeOn(2, 1);
        left.addAll(makeAgainOn(1, 40));
        world.sleep(Duration.ofSeconds(1));
        a.close();
        frozen.clear();
        left.forEach(
                o -> b.kernel().operation(Caller.SYSTEM, o.id().value(), "x").await(LONG));
        assertTrue(machine.makers.containsValue("b"), "nobody else is there");
    }

    private List<Operation<String>> makeAgainOn(long host, int count) {
        List<Operation<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(a.make("y" + i + "@" + host));
        }
        return all;
    }

    @Test
    void whatWaitsForAHost_isWokenWithoutPolling(@TempDir Path folder) {
        try (Workshop alone = new Workshop(Store.embedded(folder), clock, machine)) {
            frozen.add(new UUID(0, 1));
            List<Operation<String>> stuck = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                stuck.add(alone.make("y" + i + "@1"));
            }
            world.sleep(Duration.ofSeconds(1));
            frozen.clear();
            long began = clock.nanoTime();
            stuck.forEach(o -> o.await(LONG));
            Duration took = Duration.ofNanos(clock.nanoTime() - began);
            assertTrue(took.compareTo(SOON) < 0, "took " + took);
        }
    }

    @Test
    void cancelOfWhatWaitsForAHost_isHeardAtOnce() {
        frozen.add(new UUID(0, 1));
        List<Operation<String>> all = makeOn(1, Lanes.WIDTH + 1);
        world.sleep(Duration.ofSeconds(1));
        Operation<String> waiting = all.stream()
                .filter(o -> o.status().state() == State.PENDING)
                .findFirst()
                .orElseThrow();
        waiting.cancel();
        world.sleep(Duration.ofSeconds(2));
        List<Boolean> undoing = a.kernel()
                .read(
                        "test.undoing",
                        tx -> tx.list(
                                "SELECT undoing FROM operation WHERE id = :id",
                                Map.of("id", waiting.id().value()),
                                (row, c) -> row.getBoolean("undoing")));
        assertEquals(List.of(true), undoing);
        frozen.clear();
        assertEquals(
                ErrorCode.CANCELLED,
                assertThrows(DosvmException.class, () -> waiting.await(LONG)).code());
    }
}
