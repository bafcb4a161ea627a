package io.dosvm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Operation;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.NodeCrashed;
import io.dosvm.testkit.StepPlan.When;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.Id;
import io.dosvm.value.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The death of a process with an embedded store, and its next start. */
class CrashTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private static Dosvm open(Store store, Runtime runtime, FakeHosts hosts) {
        return Dosvm.open(
                c -> c.store(store).name("sim").driver(hosts).runtime(runtime).deadline(LONG));
    }

    @Test
    void aProgramThatDies_isStartedAgain_andGoesOn() {
        try (VirtualWorld world = new VirtualWorld(1)) {
            FakeHosts hosts = new FakeHosts(world);
            hosts.host("one").instant();
            Dosvm first = open(Store.embedded(folder), world.node("sim"), hosts);
            SmallCloud.ensure(first, "fake:one").vm("kept");
            world.crash(world.node("sim"));
            try (Dosvm second = open(Store.embedded(folder), world.node("sim"), hosts)) {
                SmallCloud cloud = SmallCloud.ensure(second, "fake:one");
                assertEquals(first.id(), second.id());
                assertEquals(1, cloud.project().vms().list(q -> {}).items().size());
            }
            assertEquals(List.of(), world.failures());
        }
    }

    @Test
    void killedAtEveryStepOfAPowerOn_theNextStartBringsItToItsEnd() {
        int steps = powerOn(TestDatabases.memory(), 0, Optional.empty());
        assertTrue(steps > 10, "only " + steps + " steps");
        for (int step = 1; step <= steps; step++) {
            for (When when : When.values()) {
                powerOn(TestDatabases.memory(), step, Optional.of(when));
            }
        }
    }

    /** Files take their time: here some of the steps, in a store whose next process takes everything over at once. */
    @Test
    void killedInAFolder_theNextStartBringsItToItsEnd() {
        int steps = powerOn(Store.embedded(folder.resolve("0")), 0, Optional.empty());
        for (int step = 2; step <= steps; step += 6) {
            powerOn(Store.embedded(folder.resolve("step" + step)), step, Optional.of(When.AFTER));
        }
    }

    private static int powerOn(Store store, int step, Optional<When> kill) {
        String how = kill.map(k -> "killed " + k + " " + step).orElse("undisturbed");
        try (VirtualWorld world = new VirtualWorld(step)) {
            FakeHosts hosts = new FakeHosts(world);
            hosts.host("one").instant();
            Runtime node = world.node("sim");
            Dosvm first = open(store, node, hosts);
            Vm vm = SmallCloud.ensure(first, "fake:one").vm("kept");
            world.plan(node).startCounting();
            kill.ifPresent(when -> world.crashAt(node, step, when));
            AtomicReference<Optional<UUID>> acknowledged = new AtomicReference<>(Optional.empty());
            try {
                Operation<Vm> start = vm.powerOn();
                acknowledged.set(Optional.of(start.id().value()));
                start.await(LONG);
            } catch (NodeCrashed e) {
                assertTrue(kill.isPresent(), how);
            }
            int steps = world.plan(node).count();
            world.crash(node);
            try (Dosvm second = open(store, world.node("sim"), hosts)) {
                Vm kept = second.projects().require("web").vms().require("kept");
                if (acknowledged.get().isPresent()) {
                    second.operations().get(Id.of(acknowledged.get().get())).await(LONG);
                    assertEquals(RunState.RUNNING, kept.status().run(), how);
                } else if (second.operations().unfinished(10).isEmpty()) {
                    kept.powerOn().await(LONG);
                } else {
                    second.operations()
                            .get(second.operations().unfinished(10).get(0).id())
                            .await(LONG);
                }
                assertEquals(1, hosts.host("one").vms().size(), how);
                assertEquals(RunState.RUNNING, hosts.host("one").vms().get(0).state(), how);
                assertEquals(List.of(), hosts.runningTwice(), how);
            }
            assertEquals(List.of(), world.failures(), how);
            return steps;
        }
    }
}
