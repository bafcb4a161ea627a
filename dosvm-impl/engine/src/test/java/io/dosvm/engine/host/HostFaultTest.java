package io.dosvm.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.HostStatus.Connection;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.StepPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every statement, transaction and verb of joining and leaving fails in turn: no half state is left. */
class HostFaultTest {
    private enum Case {
        JOIN,
        LEAVE
    }

    @Test
    void join_leavesNoHalfState_whateverFails() {
        atEachStep(Case.JOIN);
    }

    @Test
    void leave_leavesNoHalfState_whateverFails() {
        atEachStep(Case.LEAVE);
    }

    private static void atEachStep(Case what) {
        List<StepPlan.Taken> steps;
        try (HostWorld world = new HostWorld(TestDatabases.memory(), 3)) {
            Host host = prepared(world, what);
            run(world, what, host);
            steps = List.copyOf(world.time.steps(world.runtime));
        }
        int faults = 0;
        for (StepPlan.Taken step : steps) {
            failAt(what, step, StepPlan.When.BEFORE);
            faults++;
            // A statement that was done and fails is undone with its transaction, as one that was not done is.
            if (step.step().kind() != Runtime.Step.Kind.STATEMENT) {
                failAt(what, step, StepPlan.When.AFTER);
                faults++;
            }
        }
        assertTrue(faults >= 30, "faults: " + faults);
    }

    private static void failAt(Case what, StepPlan.Taken step, StepPlan.When when) {
        String where = what + " " + when + " " + step;
        ErrorCode code =
                step.step().kind() == Runtime.Step.Kind.HOST ? ErrorCode.HOST_LOST : ErrorCode.STORE_UNAVAILABLE;
        try (HostWorld world = new HostWorld(TestDatabases.memory(), 3)) {
            world.room.start(world.seen, false);
            Host host = prepared(world, what);
            world.time.plan(world.runtime).fail(step.step()::equals, 1, when, () -> DosvmException.of(code, "planned")
                    .build());
            try {
                run(world, what, host);
            } catch (DosvmException e) {
                assertEquals(code, e.code(), where);
            }
            world.time.sleep(Duration.ofMinutes(5));
            requireWhole(world, where);
            assertEquals(List.of(), world.time.failures(), where);
        }
    }

    private static Host prepared(HostWorld world, Case what) {
        world.machines.host("lab");
        Host host = what == Case.LEAVE ? world.room.host(Caller.SYSTEM, world.join("lab")) : null;
        world.time.plan(world.runtime).startCounting();
        return host;
    }

    private static void run(HostWorld world, Case what, Host host) {
        if (what == Case.JOIN) {
            world.hosts.create("lab", h -> h.uri("fake:lab")).await(Duration.ofMinutes(10));
        } else {
            host.delete().await(Duration.ofMinutes(10));
        }
    }

    private static void requireWhole(HostWorld world, String where) {
        FakeHost machine = world.machines.host("lab");
        Optional<Host> host = world.hosts.find("lab");
        if (host.isPresent()) {
            assertEquals(Connection.UP, host.get().status().connection(), where);
            assertEquals(Optional.of(world.kernel().owner()), machine.owner(), where);
            host.get().delete().await();
        }
        assertEquals(Optional.empty(), machine.owner(), where);
        int left = world.kernel().read("test.rows", tx -> tx.first(
                        "SELECT COUNT(*) AS n FROM lease", Map.of(), (row, context) -> row.getInt("n"))
                .orElseThrow());
        assertEquals(0, left, where);
        world.join("lab");
    }
}
