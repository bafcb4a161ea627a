package io.dosvm.engine.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.StepPlan.Taken;
import io.dosvm.testkit.StepPlan.When;
import io.dosvm.testkit.VirtualWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A node whose machine is suspended for longer than a lease: its monotonic clock does not tell. */
class SuspendedNodeTest {
    private static final Duration SUSPENDED = Duration.ofSeconds(45);
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void suspendedAtAnyTransaction_itAsksNoHostForWhatAnotherHasTakenOver() {
        List<Taken> steps = run(0, When.BEFORE);
        int suspended = 0;
        for (int step = 1; step <= steps.size(); step++) {
            if (steps.get(step - 1).step().kind() == Runtime.Step.Kind.TRANSACTION) {
                run(step, When.BEFORE);
                run(step, When.AFTER);
                suspended++;
            }
        }
        assertTrue(suspended >= 3, "only " + suspended);
    }

    private List<Taken> run(int step, When when) {
        Store store = TestDatabases.memory();
        Workshop.Machine machine = new Workshop.Machine();
        String how = "suspended " + when + " " + step;
        try (VirtualWorld world = new VirtualWorld(3)) {
            Workshop b = new Workshop(store, world.node("b"), machine);
            Runtime real = world.node("a");
            Suspended clock = new Suspended(real);
            Workshop a = new Workshop(store, clock, machine);
            world.plan(real).startCounting();
            world.plan(real).doAt(Math.max(1, step), when, () -> {
                if (step > 0) {
                    world.stop(real, SUSPENDED);
                    clock.lost += SUSPENDED.toNanos();
                }
            });
            real.start("client", () -> {
                try {
                    a.make("x").await(LONG);
                } catch (DosvmException e) {
                    assertTrue(
                            Set.of(ErrorCode.TIMEOUT, ErrorCode.STORE_UNAVAILABLE)
                                    .contains(e.code()),
                            how);
                }
            });
            world.sleep(Duration.ofSeconds(step == 0 ? 1 : 120));
            assertEquals(List.of(), machine.late, how);
            assertEquals(List.of(), world.failures(), how);
            assertEquals(List.of("x READY"), b.rows(), how);
            assertEquals(Set.of("x"), machine.things, how);
            return world.steps(real);
        }
    }

    /** A runtime whose monotonic clock has missed some time. */
    private static final class Suspended implements Runtime {
        private final Runtime real;
        private volatile long lost;

        Suspended(Runtime real) {
            this.real = real;
        }

        @Override
        public String client() {
            return real.client();
        }

        @Override
        public Instant now() {
            return real.now();
        }

        @Override
        public long nanoTime() {
            return real.nanoTime() - lost;
        }

        @Override
        public RandomGenerator random() {
            return real.random();
        }

        @Override
        public UUID newId() {
            return real.newId();
        }

        @Override
        public Task start(String role, Runnable body) {
            return real.start(role, body);
        }

        @Override
        public Signal signal() {
            return real.signal();
        }

        @Override
        public void sleep(Duration time) {
            real.sleep(time);
        }

        @Override
        public <T> T step(Step step, Callable<T> body) throws Exception {
            return real.step(step, body);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
