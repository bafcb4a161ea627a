package io.dosvm.testkit;

import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * A real runtime with a {@link StepPlan}: real threads and time, but steps are counted, fail, and the node can crash.
 *
 * <p>For tests against a real database, where a virtual world would wait for locks that it does not see. A crash
 * reaches a thread at its next step or wait; a statement or verb that is under way ends first.
 *
 * @since 0.1
 */
public final class FaultyRuntime implements Runtime {
    private final Runtime real;
    private final StepPlan plan;
    private final Set<Waiter> awaited = ConcurrentHashMap.newKeySet();
    private final Signal crash;

    /**
     * A runtime that does what another does until the plan says otherwise.
     *
     * @param real does the work; closed with this one
     */
    public FaultyRuntime(Runtime real) {
        this.real = real;
        this.crash = real.signal();
        this.plan = new StepPlan(real.client(), this::wakeAll);
    }

    /**
     * What happens at which step.
     *
     * @return the plan
     */
    public StepPlan plan() {
        return plan;
    }

    /** Ends the node now. Threads get {@link NodeCrashed} at their next step or wait, or out of the present wait. */
    public void crash() {
        plan.crashNow("by the test");
    }

    private void wakeAll() {
        crash.raise();
        awaited.forEach(w -> w.on.raise());
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
        return real.nanoTime();
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
        plan.guard();
        return real.start(role, () -> {
            try {
                body.run();
            } catch (NodeCrashed e) {
                if (!plan.crashed()) {
                    throw e;
                }
            }
        });
    }

    @Override
    public Signal signal() {
        return new FaultySignal(real.signal());
    }

    @Override
    public void sleep(Duration time) {
        plan.guard();
        crash.await(0, time);
        plan.guard();
    }

    @Override
    public <T> T step(Step step, Callable<T> body) throws Exception {
        plan.guard();
        StepPlan.Taken taken = plan.begin(step);
        T result = real.step(step, body);
        plan.guard();
        plan.end(taken);
        return result;
    }

    @Override
    public void close() {
        real.close();
    }

    /** One wait; compared by identity, as several threads may wait for one signal. */
    private static final class Waiter {
        private final Signal on;

        Waiter(Signal on) {
            this.on = on;
        }
    }

    private final class FaultySignal implements Signal {
        private final Signal real;

        FaultySignal(Signal real) {
            this.real = real;
        }

        @Override
        public long count() {
            return real.count();
        }

        @Override
        public void raise() {
            real.raise();
        }

        @Override
        public boolean await(long seen, Duration atMost) {
            plan.guard();
            Waiter waiter = new Waiter(real);
            awaited.add(waiter);
            try {
                plan.guard();
                boolean raised = real.await(seen, atMost);
                plan.guard();
                return raised;
            } finally {
                awaited.remove(waiter);
            }
        }
    }
}
