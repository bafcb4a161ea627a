package io.dosvm.engine.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.StepPlan.Taken;
import io.dosvm.testkit.StepPlan.When;
import io.dosvm.testkit.VirtualWorld;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** One piece of work, with its node killed or its store failing at every step. */
class KillAtEveryStepTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Longer than a lease. */
    private static final Duration STOPPED = Duration.ofSeconds(70);

    /** What one run came to. */
    private record Run(
            List<Taken> taken, Optional<Operation<String>> acknowledged, Workshop survivor, Workshop.Machine machine) {}

    @Test
    void killedAnywhere_anotherNodeBringsItToItsEnd() {
        int steps = run(1, (world, a) -> {}, this::verifyDone);
        assertTrue(steps > 10, "only " + steps);
        for (int step = 1; step <= steps; step++) {
            for (When when : When.values()) {
                int at = step;
                run(at, (world, a) -> world.crashAt(a, at, when), run -> verify(run, "killed " + when + " " + at));
            }
        }
    }

    @Test
    void killedAnywhere_whileItIsUndone_anotherNodeBringsItToItsEnd() {
        int steps = run(1, (world, a) -> {}, run -> {}, true);
        for (int step = 1; step <= steps; step++) {
            for (When when : When.values()) {
                int at = step;
                run(
                        at,
                        (world, a) -> world.crashAt(a, at, when),
                        run -> verifyUndone(run, "killed " + when + " " + at),
                        true);
            }
        }
    }

    @Test
    void anyStatementFails_andItStillComesToItsEnd() {
        int steps = run(1, (world, a) -> {}, this::verifyDone);
        for (int step = 1; step <= steps; step++) {
            for (When when : When.values()) {
                int at = step;
                run(
                        at,
                        (world, a) -> world.plan(a).failAt(at, when, () -> lost(world, a, at)),
                        run -> verify(run, "failed " + when + " " + at));
            }
        }
    }

    /** As if it were stopped by a signal, for longer than its lease: then another has gone on with its work. */
    @Test
    void standingStillAnywhere_itDoesNothingMore_whenItGoesOn() {
        stoppedEverywhere(false, this::verify);
    }

    @Test
    void standingStillAnywhere_whileItIsUndone_itDoesNothingMore_whenItGoesOn() {
        stoppedEverywhere(true, this::verifyUndone);
    }

    private void stoppedEverywhere(boolean failing, BiConsumer<Run, String> verify) {
        List<Runtime.Step.Kind> kinds = new ArrayList<>();
        run(
                1,
                (world, a) -> {},
                run -> run.taken().forEach(t -> kinds.add(t.step().kind())),
                failing);
        int stopped = 0;
        for (int step = 1; step <= kinds.size(); step++) {
            // Inside a transaction it would hold its locks: databases end such connections.
            for (When when : kinds.get(step - 1) == Runtime.Step.Kind.STATEMENT ? new When[0] : When.values()) {
                int at = step;
                stopped++;
                // The same seed: what comes before the step is as it was when the steps were looked at.
                run(
                        1,
                        (world, a) -> world.plan(a).doAt(at, when, () -> world.stop(a, STOPPED)),
                        run -> {
                            verify.accept(run, "stopped " + when + " " + at);
                            assertEquals(List.of(), run.machine().late, "stopped " + when + " " + at);
                        },
                        failing);
            }
        }
        assertTrue(stopped > 10, "only " + stopped);
    }

    private static Exception lost(VirtualWorld world, Runtime node, int step) {
        boolean host = world.steps(node).get(step - 1).step().kind() == Runtime.Step.Kind.HOST;
        return host ? Workshop.failure(ErrorCode.HOST_LOST) : new SQLException("planned", "08006", 90067);
    }

    private interface Check {
        void accept(Run run);
    }

    private int run(int seed, BiConsumer<VirtualWorld, Runtime> plan, Check check) {
        return run(seed, plan, check, false);
    }

    private int run(int seed, BiConsumer<VirtualWorld, Runtime> plan, Check check, boolean failing) {
        Store store = TestDatabases.memory();
        Workshop.Machine machine = new Workshop.Machine();
        try (VirtualWorld world = new VirtualWorld(seed)) {
            Workshop b = new Workshop(store, world.node("b"), machine);
            Workshop a = new Workshop(store, world.node("a"), machine);
            if (failing) {
                machine.always = call -> {
                    if (call.step().equals("volume.create")) {
                        throw Workshop.failure(ErrorCode.DRIVER_FAILED);
                    }
                };
            }
            world.plan(a.runtime()).startCounting();
            plan.accept(world, a.runtime());
            AtomicReference<Optional<Operation<String>>> acknowledged = new AtomicReference<>(Optional.empty());
            AtomicInteger steps = new AtomicInteger();
            a.runtime().start("client", () -> {
                try {
                    Operation<String> operation = a.make("x");
                    acknowledged.set(Optional.of(
                            b.kernel().operation(Caller.SYSTEM, operation.id().value(), "x")));
                    operation.await(LONG);
                } catch (DosvmException e) {
                    // The create or the work may fail for this caller; what must hold is checked below.
                    steps.set(world.plan(a.runtime()).count());
                }
                steps.set(world.plan(a.runtime()).count());
            });
            world.sleep(LONG);
            assertEquals(List.of(), world.failures());
            check.accept(new Run(world.steps(a.runtime()).subList(0, steps.get()), acknowledged.get(), b, machine));
            return steps.get();
        }
    }

    private void verifyDone(Run run) {
        assertTrue(run.acknowledged().isPresent());
        verify(run, "undisturbed");
    }

    private void verify(Run run, String how) {
        List<String> rows = new ArrayList<>(run.survivor().rows());
        List<OperationStatus> left =
                run.survivor().operations().view(io.dosvm.Caller.SYSTEM, t -> t).unfinished(10);
        assertEquals(List.of(), left, how);
        if (run.acknowledged().isPresent()) {
            assertEquals(
                    OperationStatus.State.SUCCEEDED,
                    run.acknowledged().get().status().state(),
                    how);
            assertEquals(List.of("x READY"), rows, how);
        }
        assertEquals(rows.isEmpty() ? Set.of() : Set.of("x"), run.machine().things, how);
        assertTrue(rows.isEmpty() || rows.equals(List.of("x READY")), how + " left " + rows);
    }

    private void verifyUndone(Run run, String how) {
        run.acknowledged()
                .ifPresent(o ->
                        assertEquals(OperationStatus.State.FAILED, o.status().state(), how));
        assertEquals(List.of(), run.survivor().rows(), how);
        assertEquals(Set.of(), run.machine().things, how);
    }
}
