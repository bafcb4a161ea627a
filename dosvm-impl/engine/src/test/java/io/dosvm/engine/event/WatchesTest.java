package io.dosvm.engine.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Event;
import io.dosvm.EventListener;
import io.dosvm.Store;
import io.dosvm.Subscription;
import io.dosvm.engine.kernel.KernelWorld;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Those who watch, in virtual time. */
class WatchesTest {
    private final VirtualWorld world = new VirtualWorld(3);
    private final Store store = TestDatabases.memory();
    private final KernelWorld a = new KernelWorld(store, world.node("a"));

    @AfterEach
    void close() {
        assertEquals(List.of(), world.failures());
        world.close();
    }

    private static void write(KernelWorld node, int count) {
        node.kernel().write(Caller.SYSTEM, "test.write", tx -> {
            for (int i = 0; i < count; i++) {
                tx.event("thing.changed", new ResourceRef(ResourceKind.VM, UUID.randomUUID(), "x"), null, "changed");
            }
            return count;
        });
    }

    private static class Heard implements EventListener {
        final List<Long> positions = new ArrayList<>();
        int resyncs;

        @Override
        public void event(Event event) {
            positions.add(event.position());
        }

        @Override
        public void resync() {
            resyncs++;
        }
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void allOfAnyNode_areHeardInOrder() {
        KernelWorld b = new KernelWorld(store, world.node("b"));
        Heard heard = new Heard();
        a.watches().watch(OptionalLong.of(0), e -> true, heard);
        for (int i = 0; i < 20; i++) {
            write(i % 2 == 0 ? a : b, 3);
        }
        world.sleep(Duration.ofSeconds(5));
        assertEquals(range(1, 60), heard.positions);
        assertEquals(0, heard.resyncs);
    }

    @Test
    void aWatchThatBeginsFurtherBack_missesNothing_andDisturbsNobody() {
        Heard now = new Heard();
        Heard past = new Heard();
        write(a, 1200);
        a.watches().watch(OptionalLong.empty(), e -> true, now);
        world.sleep(Duration.ofSeconds(1));
        write(a, 3);
        a.watches().watch(OptionalLong.of(700), e -> true, past);
        write(a, 3);
        world.sleep(Duration.ofSeconds(5));
        assertEquals(range(1201, 1206), now.positions);
        assertEquals(range(701, 1206), past.positions);
    }

    @Test
    void aListenerThatFallsBehind_isToldSo_andOthersAreNotDelayed() {
        Heard quick = new Heard();
        Heard slow = new Heard() {
            @Override
            public void event(Event event) {
                super.event(event);
                world.node("a").sleep(Duration.ofSeconds(1));
            }
        };
        a.watches().watch(OptionalLong.of(0), e -> true, slow);
        a.watches().watch(OptionalLong.of(0), e -> true, quick);
        for (int i = 0; i < 30; i++) {
            write(a, 100);
            world.sleep(Duration.ofMillis(10));
        }
        world.sleep(Duration.ofSeconds(1));
        assertEquals(range(1, 3000), quick.positions);
        world.sleep(Duration.ofHours(1));
        assertTrue(slow.resyncs >= 1);
        assertTrue(slow.positions.size() < 3000);
        assertEquals(3000L, slow.positions.get(slow.positions.size() - 1));
        assertEquals(slow.positions.stream().sorted().distinct().toList(), slow.positions);
    }

    @Test
    void whatWasPurged_isToldAsLost() {
        write(a, 10);
        a.kernel()
                .write(
                        Caller.SYSTEM,
                        "test.purge",
                        tx -> tx.update("DELETE FROM event WHERE position <= 6", java.util.Map.of()));
        Heard heard = new Heard();
        a.watches().watch(OptionalLong.of(3), e -> true, heard);
        world.sleep(Duration.ofSeconds(1));
        assertEquals(1, heard.resyncs);
        assertEquals(range(7, 10), heard.positions);
    }

    @Test
    void positionsOfAnotherStore_areToldAsLost() {
        write(a, 2);
        Heard heard = new Heard();
        a.watches().watch(OptionalLong.of(99), e -> true, heard);
        world.sleep(Duration.ofSeconds(1));
        write(a, 1);
        world.sleep(Duration.ofSeconds(1));
        assertEquals(1, heard.resyncs);
        assertEquals(List.of(3L), heard.positions);
    }

    @Test
    void aListenerThatThrows_hearsTheNextAllTheSame() {
        Heard heard = new Heard() {
            @Override
            public void event(Event event) {
                super.event(event);
                throw new IllegalStateException("planned");
            }
        };
        a.watches().watch(OptionalLong.of(0), e -> true, heard);
        write(a, 3);
        world.sleep(Duration.ofSeconds(1));
        assertEquals(range(1, 3), heard.positions);
    }

    @Test
    void aListenerThatThrowsAnError_hearsTheNextAllTheSame() {
        List<Error> errors = List.of(
                new AssertionError("planned"),
                new NoClassDefFoundError("planned"),
                new StackOverflowError("planned"),
                new OutOfMemoryError("planned"));
        Heard heard = new Heard() {
            @Override
            public void event(Event event) {
                super.event(event);
                throw errors.get(positions.size() % errors.size());
            }
        };
        Heard other = new Heard();
        a.watches().watch(OptionalLong.of(0), e -> true, heard);
        a.watches().watch(OptionalLong.of(0), e -> true, other);
        write(a, 8);
        world.sleep(Duration.ofSeconds(1));
        write(a, 2);
        world.sleep(Duration.ofSeconds(1));
        assertEquals(range(1, 10), heard.positions);
        assertEquals(range(1, 10), other.positions);
    }

    @Test
    void anEndedWatch_hearsNothing_andItsTasksEnd() {
        Heard heard = new Heard();
        Subscription watch = a.watches().watch(OptionalLong.of(0), e -> true, heard);
        write(a, 1);
        world.sleep(Duration.ofSeconds(1));
        watch.close();
        watch.close();
        write(a, 1);
        world.sleep(Duration.ofSeconds(5));
        assertEquals(List.of(1L), heard.positions);
        assertTrue(world.dump().lines().noneMatch(l -> l.contains("-events-")), world.dump());
    }
}
