package io.dosvm.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Host;
import io.dosvm.HostStatus.Connection;
import io.dosvm.Store;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.NodeCrashed;
import io.dosvm.testkit.StepPlan;
import io.dosvm.testkit.VirtualWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCrashTest {
    @TempDir
    Path folder;

    private enum Case {
        JOIN,
        LEAVE
    }

    @Test
    void join_endsWholeOrNotAtAll_whereverTheNodeDies() {
        atEachStep(Case.JOIN);
    }

    @Test
    void leave_endsWholeOrNotAtAll_whereverTheNodeDies() {
        atEachStep(Case.LEAVE);
    }

    private void atEachStep(Case what) {
        List<StepPlan.Taken> steps;
        try (HostWorld world = new HostWorld(Store.embedded(folder.resolve(what + "-0")), 3)) {
            Host host = prepared(world, what);
            run(world, what, host);
            steps = List.copyOf(world.time.steps(world.runtime));
        }
        int crashes = 0;
        for (StepPlan.Taken step : steps) {
            if (step.step().kind() != Runtime.Step.Kind.STATEMENT) {
                crashAt(what, step, StepPlan.When.BEFORE);
                crashAt(what, step, StepPlan.When.AFTER);
                crashes += 2;
            }
        }
        assertTrue(crashes >= 8, "crashes: " + crashes);
    }

    private void crashAt(Case what, StepPlan.Taken step, StepPlan.When when) {
        String where = what + " " + when + " " + step;
        Store store = Store.embedded(folder.resolve(what + "-" + step.number() + "-" + when));
        HostWorld before = new HostWorld(store, 3);
        VirtualWorld time = before.time;
        Host host = prepared(before, what);
        time.crashAt(before.runtime, step.number(), when);
        try {
            run(before, what, host);
        } catch (NodeCrashed e) {
            // As planned; whoever asked has died with the node.
        }
        time.crash(before.runtime);
        before.world.database().abandon();
        try (HostWorld after =
                new HostWorld(store, time, before.machines, "a", before.kernel().owner())) {
            after.room.start(after.seen, true);
            time.sleep(Duration.ofMinutes(5));
            requireWhole(after, where);
        }
    }

    /** Up to where the case begins. */
    private static Host prepared(HostWorld world, Case what) {
        world.machines.host("lab");
        Host host = what == Case.LEAVE ? world.room.host(io.dosvm.Caller.SYSTEM, world.join("lab")) : null;
        world.time.plan(world.runtime).startCounting();
        return host;
    }

    private static void run(HostWorld world, Case what, Host host) {
        if (what == Case.JOIN) {
            world.hosts.create("lab", h -> h.uri("fake:lab")).await();
        } else {
            host.delete().await();
        }
    }

    /** Either the host is there and ours, or nothing of it is left; and everything can go on. */
    private static void requireWhole(HostWorld world, String where) {
        FakeHost machine = world.machines.host("lab");
        Optional<Host> host = world.hosts.find("lab");
        if (host.isPresent()) {
            assertEquals(Connection.UP, host.get().status().connection(), where);
            assertEquals(Optional.of(world.kernel().owner()), machine.owner(), where);
            host.get().delete().await();
        }
        assertEquals(Optional.empty(), machine.owner(), where);
        assertEquals(0, rows(world, "lease"), where);
        assertEquals(0, rows(world, "uses"), where);
        world.join("lab");
    }

    private static int rows(HostWorld world, String table) {
        return world.kernel().read("test.rows", tx -> tx.first(
                        "SELECT COUNT(*) AS n FROM " + table, Map.of(), (row, context) -> row.getInt("n"))
                .orElseThrow());
    }
}
