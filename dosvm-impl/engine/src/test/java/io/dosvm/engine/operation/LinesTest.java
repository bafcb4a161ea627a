package io.dosvm.engine.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Operation;
import io.dosvm.OperationStatus.State;
import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who comes first to a host that is busy is served first, and short work does not wait for long work. */
class LinesTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofHours(9);
    private static final Duration CARRIED = Duration.ofMinutes(20);

    private final VirtualWorld world = new VirtualWorld(19);
    private final Store store = TestDatabases.memory();
    private final Workshop.Machine machine = new Workshop.Machine();
    private final Runtime clock = world.node("a");
    private final Workshop a = new Workshop(store, clock, machine);

    LinesTest() {
        machine.asked = thing -> clock.sleep(Duration.ofSeconds(1));
        machine.carried = this::carry;
    }

    @AfterEach
    void nothingFailedBesides() {
        assertEquals(List.of(), world.failures());
        world.close();
    }

    private void carry(Call call) {
        for (int minute = 0; minute < CARRIED.toMinutes(); minute++) {
            for (int step = 0; step < 6; step++) {
                call.check();
                clock.sleep(Duration.ofSeconds(9));
                call.report(new Progress(minute * 6 + step, CARRIED.toMinutes() * 6, "carrying"));
            }
        }
    }

    private Stream<Operation<String>> many(Workshop node, String name, long host, int count) {
        return IntStream.range(0, count).mapToObj(i -> node.make(name + i + "@" + host)).toList().stream();
    }

    private static void all(List<Operation<String>> operations) {
        operations.forEach(o -> o.await(LONG));
    }

    /** As many as a host can do come all the time: those that wait are not passed by them for ever. */
    @Test
    void whoWaitsForAHost_isServedBeforeWhoComesLater() {
        passed(List.of(a));
    }

    @Test
    void whoWaitsForAHost_isServedBeforeWhoComesLater_toAnotherNode() {
        passed(List.of(a, new Workshop(store, world.node("b"), machine)));
    }

    /** More come than the host can serve, and when a place is free, somebody new is there. */
    private void passed(List<Workshop> nodes) {
        machine.asked =
                thing -> clock.sleep(Duration.ofMillis(100 + clock.random().nextInt(100)));
        Map<String, Instant> asked = new HashMap<>();
        List<Operation<String>> all = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            String name = "x" + i + "@1";
            asked.put(name, world.now());
            all.add(nodes.get(i % nodes.size()).make(name));
            world.sleep(Duration.ofMillis(6).dividedBy(nodes.size()));
        }
        all(all);
        long worst = 0;
        for (int i = 0; i < machine.made.size(); i++) {
            Instant since = asked.get(machine.made.get(i));
            long later = machine.made.subList(0, i).stream()
                    .filter(other -> asked.get(other).isAfter(since))
                    .count();
            worst = Math.max(worst, later);
        }
        assertTrue(worst < Lanes.WIDTH * nodes.size(), "passed by " + worst + " that came later");
    }

    @Test
    void aHostThatFewAsk_doesNotWaitBehindThoseThatManyAsk() {
        List<Operation<String>> busy =
                Stream.concat(many(a, "x", 1, 200), many(a, "y", 2, 200)).toList();
        long began = clock.nanoTime();
        all(many(a, "z", 3, 40).toList());
        Duration took = Duration.ofNanos(clock.nanoTime() - began);
        assertTrue(took.compareTo(Duration.ofSeconds(8)) < 0, "took " + took);
        all(busy);
    }

    @Test
    void longWork_doesNotHoldUpShortWork() {
        List<Operation<String>> hauls = haul(1, 40);
        world.sleep(SOON);
        all(many(a, "x", 1, 1).toList());
        long began = clock.nanoTime();
        all(many(a, "y", 1, Lanes.WIDTH).toList());
        Duration took = Duration.ofNanos(clock.nanoTime() - began);
        assertTrue(took.compareTo(SOON) < 0, "took " + took);
        assertEquals(Lanes.LONG_WIDTH, running(hauls));
    }

    @Test
    void longWorkOnManyHosts_leavesWorkersForShortWork() {
        List<Operation<String>> hauls = IntStream.rangeClosed(1, 80)
                .mapToObj(host -> haul(host, 2))
                .flatMap(List::stream)
                .toList();
        world.sleep(Duration.ofMinutes(1));
        assertEquals(Runner.WORKERS / 2, running(hauls));
        long began = clock.nanoTime();
        for (int host = 1; host <= 80; host += 10) {
            all(many(a, "x", host, 4).toList());
        }
        Duration took = Duration.ofNanos(clock.nanoTime() - began);
        assertTrue(took.compareTo(Duration.ofSeconds(30)) < 0, "took " + took);
    }

    @Test
    void longWork_comesToItsEnd_firstComeFirstServed_andIsCancelledAtOnce() {
        List<Operation<String>> hauls = haul(1, 12);
        world.sleep(SOON);
        Operation<String> waiting = hauls.get(11);
        assertEquals(State.PENDING, waiting.status().state());
        waiting.cancel();
        assertEquals(
                ErrorCode.CANCELLED,
                assertThrows(DosvmException.class, () -> waiting.await(SOON)).code());
        Operation<String> under = hauls.get(0);
        under.cancel();
        assertEquals(
                ErrorCode.CANCELLED,
                assertThrows(DosvmException.class, () -> under.await(SOON.multipliedBy(3)))
                        .code());
        all(hauls.subList(1, 11));
        for (int i = 0; i < 10; i++) {
            int place = Integer.parseInt(
                            machine.made.get(i).substring(1, machine.made.get(i).indexOf('@')))
                    - 1;
            assertTrue(Math.abs(place - i) <= Lanes.LONG_WIDTH, "the order was " + machine.made);
        }
    }

    private List<Operation<String>> haul(long host, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    world.sleep(Duration.ofMillis(1));
                    return a.haul("h" + i + "@" + host);
                })
                .toList();
    }

    private static long running(List<Operation<String>> operations) {
        return operations.stream()
                .filter(o -> o.status().state() == State.RUNNING)
                .count();
    }
}
