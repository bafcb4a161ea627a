package io.dosvm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Runtime.Step;
import io.dosvm.testkit.StepPlan.When;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VirtualWorldTest {
    private static final Step COMMIT = new Step(Step.Kind.TRANSACTION, "test.commit");
    private static final Step INSERT = new Step(Step.Kind.STATEMENT, "test.insert");
    private static final Step VERB = new Step(Step.Kind.HOST, "volume.create");

    @Test
    void timeJumpsToWhatIsDueAndDoesNotPassOtherwise() {
        try (VirtualWorld world = new VirtualWorld(1)) {
            Runtime node = world.node("a");
            Instant begin = node.now();
            node.sleep(Duration.ofDays(30));
            assertEquals(begin.plus(Duration.ofDays(30)), node.now());
            Runtime.Task task = node.start("worker", () -> node.sleep(Duration.ofHours(2)));
            assertFalse(task.join(Duration.ofHours(1)));
            assertTrue(task.join(Duration.ofHours(5)));
            assertEquals(begin.plus(Duration.ofDays(30)).plus(Duration.ofHours(2)), node.now());
        }
    }

    @Test
    void exactlyOneTaskRuns() {
        for (long seed = 0; seed < 50; seed++) {
            try (VirtualWorld world = new VirtualWorld(seed)) {
                Runtime node = world.node("a");
                AtomicInteger inside = new AtomicInteger();
                AtomicInteger most = new AtomicInteger();
                List<Runtime.Task> tasks = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    tasks.add(node.start("worker", () -> {
                        for (int j = 0; j < 10; j++) {
                            step(node, COMMIT, () -> {
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                return inside.decrementAndGet();
                            });
                        }
                    }));
                }
                tasks.forEach(t -> assertTrue(t.join(Duration.ofMinutes(1))));
                assertEquals(1, most.get());
                assertEquals(List.of(), world.failures());
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameRunAndOtherSeedsGiveOthers() {
        Set<List<String>> runs = new HashSet<>();
        for (long seed = 0; seed < 30; seed++) {
            List<String> first = race(seed);
            assertEquals(first, race(seed), "seed " + seed);
            runs.add(first);
        }
        assertTrue(runs.size() > 20, "only " + runs.size() + " different runs of 30");
    }

    private static List<String> race(long seed) {
        try (VirtualWorld world = new VirtualWorld(seed)) {
            List<String> order = new ArrayList<>();
            List<Runtime.Task> tasks = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                Runtime node = world.node(name);
                for (int i = 0; i < 3; i++) {
                    tasks.add(node.start("worker", () -> {
                        order.add(node.client() + " " + node.newId());
                        node.sleep(Duration.ofMillis(node.random().nextInt(20)));
                        step(node, VERB, () -> order.add(Thread.currentThread().getName() + " " + node.now()));
                    }));
                }
            }
            tasks.forEach(t -> t.join(Duration.ofMinutes(1)));
            order.addAll(world.trace());
            return order;
        }
    }

    @Test
    void aLostUpdateIsFoundBySomeSeed() {
        boolean lost = false;
        for (long seed = 0; seed < 100 && !lost; seed++) {
            try (VirtualWorld world = new VirtualWorld(seed)) {
                int[] balance = {0};
                List<Runtime.Task> tasks = new ArrayList<>();
                for (String name : List.of("a", "b")) {
                    Runtime node = world.node(name);
                    tasks.add(node.start("worker", () -> {
                        int seen = step(node, COMMIT, () -> balance[0]);
                        step(node, COMMIT, () -> balance[0] = seen + 1);
                    }));
                }
                tasks.forEach(t -> t.join(Duration.ofMinutes(1)));
                lost = balance[0] == 1;
            }
        }
        assertTrue(lost, "no order of two read-then-write tasks lost an update");
    }

    @Test
    void signalsLoseNoWakeUp() {
        for (long seed = 0; seed < 100; seed++) {
            try (VirtualWorld world = new VirtualWorld(seed)) {
                Runtime node = world.node("a");
                Runtime.Signal signal = node.signal();
                boolean[] ready = {false};
                node.start("setter", () -> {
                    node.sleep(Duration.ofMillis(node.random().nextInt(2)));
                    ready[0] = true;
                    signal.raise();
                });
                while (!ready[0]) {
                    long seen = signal.count();
                    if (!ready[0]) {
                        assertTrue(signal.await(seen, Duration.ofSeconds(10)), "seed " + seed);
                    }
                }
                assertFalse(signal.await(signal.count(), Duration.ofSeconds(3)));
            }
        }
    }

    @Test
    void interruptionEndsTheNextOrPresentWaitAndKeepsTheFlag() {
        try (VirtualWorld world = new VirtualWorld(3)) {
            Runtime node = world.node("a");
            List<String> seen = new ArrayList<>();
            Runtime.Task task = node.start("worker", () -> {
                DosvmException e = assertThrows(DosvmException.class, () -> node.sleep(Duration.ofDays(1)));
                seen.add(e.code() + " " + Thread.currentThread().isInterrupted());
                e = assertThrows(DosvmException.class, () -> node.sleep(Duration.ofDays(1)));
                seen.add(e.code().toString());
            });
            node.sleep(Duration.ofSeconds(1));
            task.interrupt();
            assertTrue(task.join(Duration.ofSeconds(1)));
            assertEquals(List.of(ErrorCode.INTERRUPTED + " true", ErrorCode.INTERRUPTED.toString()), seen);
        }
    }

    @Test
    void closeEndsWhatRuns() {
        try (VirtualWorld world = new VirtualWorld(4)) {
            Runtime node = world.node("a");
            Runtime.Task task = node.start("worker", () -> {
                while (true) {
                    node.sleep(Duration.ofSeconds(1));
                }
            });
            node.sleep(Duration.ofSeconds(10));
            assertFalse(task.done());
            node.close();
            assertTrue(task.done());
            assertEquals(List.of(), world.failures());
        }
    }

    @Test
    void everyStepCanBeTheLast() {
        List<StepPlan.Taken> steps;
        try (VirtualWorld world = new VirtualWorld(5)) {
            Runtime node = world.node("a");
            useCase(node, new ArrayList<>());
            steps = world.steps(node);
            assertEquals(
                    List.of("#1 TRANSACTION test.commit", "#2 STATEMENT test.insert", "#3 HOST volume.create"),
                    steps.stream().map(StepPlan.Taken::toString).toList());
        }
        List<String> outcomes = new ArrayList<>();
        for (StepPlan.Taken step : steps) {
            for (When when : When.values()) {
                try (VirtualWorld world = new VirtualWorld(5)) {
                    Runtime node = world.node("a");
                    Runtime other = world.node("b");
                    List<String> done = new ArrayList<>();
                    world.crashAt(node, step.number(), when);
                    assertThrows(NodeCrashed.class, () -> useCase(node, done));
                    assertThrows(NodeCrashed.class, () -> node.sleep(Duration.ofSeconds(1)));
                    assertThrows(NodeCrashed.class, () -> step(node, VERB, () -> done.add("after death")));
                    other.sleep(Duration.ofSeconds(1));
                    Runtime again = world.node("a");
                    again.sleep(Duration.ofSeconds(1));
                    assertNotEquals(node, again);
                    outcomes.add(String.join(" ", done));
                }
            }
        }
        assertEquals(
                List.of("", "row row2 commit", "row", "row row2", "row row2 commit", "row row2 commit verb"), outcomes);
    }

    private static void useCase(Runtime node, List<String> done) {
        step(node, COMMIT, () -> {
            done.add("row");
            step(node, INSERT, () -> done.add("row2"));
            return done.add("commit");
        });
        step(node, VERB, () -> done.add("verb"));
    }

    @Test
    void aCrashReachesTasksAndTheTestInItsWaits() {
        try (VirtualWorld world = new VirtualWorld(6)) {
            Runtime node = world.node("a");
            List<String> done = new ArrayList<>();
            Runtime.Task task = node.start("worker", () -> {
                try {
                    node.sleep(Duration.ofDays(1));
                    done.add("slept");
                } finally {
                    assertThrows(NodeCrashed.class, () -> step(node, VERB, () -> done.add("cleaned up")));
                }
            });
            world.node("b").start("killer", () -> {
                world.node("b").sleep(Duration.ofSeconds(5));
                world.crash(node);
            });
            Runtime.Signal never = node.signal();
            assertThrows(NodeCrashed.class, () -> never.await(0, Duration.ofDays(2)));
            world.crash(node);
            assertTrue(task.done());
            assertEquals(List.of(), done);
            assertEquals(List.of(), world.failures());
        }
    }

    @Test
    void aTaskThatDoesNotHeedTheCrashIsStoppedAndTold() {
        try (VirtualWorld world = new VirtualWorld(11)) {
            Runtime node = world.node("a");
            node.start("stubborn", () -> {
                while (true) {
                    try {
                        node.sleep(Duration.ofSeconds(1));
                    } catch (Throwable e) {
                        node.nanoTime();
                    }
                }
            });
            world.sleep(Duration.ofSeconds(5));
            world.crash(node);
            assertEquals(1, world.failures().size());
            assertTrue(world.failures().get(0).getMessage().contains("dosvm-a-stubborn-1"));
        }
    }

    @Test
    void manyTasksAndStepsAreQuick() {
        try (VirtualWorld world = new VirtualWorld(12)) {
            List<Runtime.Task> tasks = new ArrayList<>();
            long begin = System.nanoTime();
            for (int n = 0; n < 4; n++) {
                Runtime node = world.node("n" + n);
                for (int i = 0; i < 50; i++) {
                    tasks.add(node.start("worker", () -> {
                        for (int j = 0; j < 50; j++) {
                            step(node, COMMIT, () -> 0);
                            node.sleep(Duration.ofMillis(node.random().nextInt(1_000)));
                        }
                    }));
                }
            }
            tasks.forEach(t -> assertTrue(t.join(Duration.ofHours(1))));
            int steps = 0;
            for (int n = 0; n < 4; n++) {
                steps += world.steps(world.node("n" + n)).size();
            }
            System.out.printf(
                    Locale.ROOT,
                    "[world] 200 tasks, %d steps and as many waits: %.2f s%n",
                    steps,
                    (System.nanoTime() - begin) / 1e9);
            assertEquals(10_000, steps);
        }
    }

    @Test
    void stepsFailBeforeAndAfter() {
        try (VirtualWorld world = new VirtualWorld(7)) {
            Runtime node = world.node("a");
            List<String> done = new ArrayList<>();
            world.plan(node)
                    .fail(s -> s.kind() == Step.Kind.STATEMENT, 2, When.BEFORE, () -> new IOException("broken"))
                    .fail(s -> s.kind() == Step.Kind.TRANSACTION, 1, When.AFTER, () -> new IOException("answer lost"));
            IOException lost = assertThrows(IOException.class, () -> node.step(COMMIT, () -> done.add("one")));
            assertEquals("answer lost", lost.getMessage());
            assertEquals(List.of("one"), done);
            step(node, INSERT, () -> done.add("two"));
            assertThrows(IOException.class, () -> node.step(INSERT, () -> done.add("three")));
            step(node, INSERT, () -> done.add("four"));
            assertEquals(List.of("one", "two", "four"), done);
        }
    }

    @Test
    void aWaitInsideATransactionIsRefused() {
        try (VirtualWorld world = new VirtualWorld(8)) {
            Runtime node = world.node("a");
            assertThrows(
                    IllegalStateException.class,
                    () -> node.step(COMMIT, () -> {
                        node.sleep(Duration.ofMillis(1));
                        return 0;
                    }));
        }
    }

    @Test
    void waitingForEverIsToldWithAllTasks() {
        try (VirtualWorld world = new VirtualWorld(9)) {
            Runtime node = world.node("a");
            Runtime.Signal never = node.signal();
            node.start("worker", () -> never.await(0, Duration.ofSeconds(Long.MAX_VALUE)));
            WorldStuck stuck = assertThrows(WorldStuck.class, () -> never.await(0, Duration.ofSeconds(Long.MAX_VALUE)));
            assertTrue(stuck.getMessage().contains("dosvm-a-worker-1: waits"), stuck.getMessage());
        }
    }

    @Test
    void strangersMayNotWait() throws InterruptedException {
        try (VirtualWorld world = new VirtualWorld(10)) {
            Runtime node = world.node("a");
            List<Throwable> seen = new ArrayList<>();
            Thread stranger = new Thread(
                    () -> seen.add(assertThrows(IllegalStateException.class, () -> node.sleep(Duration.ofMillis(1)))));
            stranger.start();
            stranger.join();
            assertEquals(1, seen.size());
        }
    }

    @Test
    void aFaultyRealRuntimeFollowsTheSamePlan() throws Exception {
        try (FaultyRuntime node = new FaultyRuntime(Runtime.system("real"))) {
            List<String> done = new ArrayList<>();
            useCase(node, done);
            assertEquals(3, node.plan().count());
            node.plan().startCounting();
            node.plan().crashAt(3, When.AFTER);
            Runtime.Signal never = node.signal();
            Runtime.Signal begun = node.signal();
            List<Throwable> seen = new ArrayList<>();
            Runtime.Task waiter = node.start("waiter", () -> {
                begun.raise();
                try {
                    never.await(0, Duration.ofSeconds(50));
                } catch (NodeCrashed e) {
                    seen.add(e);
                    throw e;
                }
            });
            assertTrue(begun.await(0, Duration.ofSeconds(10)));
            assertThrows(NodeCrashed.class, () -> useCase(node, done));
            assertTrue(waiter.join(Duration.ofSeconds(10)));
            assertEquals(1, seen.size());
            assertEquals(List.of("row", "row2", "commit", "verb", "row", "row2", "commit", "verb"), done);
        }
    }

    private static <T> T step(Runtime node, Step step, Callable<T> body) {
        try {
            return node.step(step, body);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
