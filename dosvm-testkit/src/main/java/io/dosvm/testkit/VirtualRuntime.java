package io.dosvm.testkit;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One node of a virtual world. */
final class VirtualRuntime implements Runtime {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private static final int DEATHS = 1_000;

    /** Until when nothing of it runs, in virtual nanoseconds; guarded by the baton's lock. */
    long stopped;

    private final Baton baton;
    private final Instant epoch;
    private final String client;
    private final Random random;
    private final StepPlan plan;
    private final Map<String, AtomicInteger> numbers = new ConcurrentHashMap<>();
    private final List<VirtualTask> tasks = new CopyOnWriteArrayList<>();

    VirtualRuntime(Baton baton, Instant epoch, String client, long seed) {
        if (!client.matches("[A-Za-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("a client name is 1–32 letters, digits or '-': '" + client + "'");
        }
        this.baton = baton;
        this.epoch = epoch;
        this.client = client;
        this.random = new Random(seed);
        this.plan = new StepPlan(client, () -> baton.wake(this));
    }

    StepPlan plan() {
        return plan;
    }

    @Override
    public String client() {
        return client;
    }

    @Override
    public Instant now() {
        return epoch.plusNanos(baton.nanos() / 1_000 * 1_000);
    }

    @Override
    public long nanoTime() {
        return baton.nanos();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public UUID newId() {
        long most = random.nextLong() & ~0xF000L | 0x4000L;
        long least = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }

    @Override
    public Task start(String role, Runnable body) {
        guard();
        int number = numbers.computeIfAbsent(role, r -> new AtomicInteger()).incrementAndGet();
        VirtualTask task = new VirtualTask(baton, this, "dosvm-" + client + "-" + role + "-" + number, null);
        tasks.add(task);
        task.startThread(() -> run(task, body));
        return task;
    }

    private void run(VirtualTask task, Runnable body) {
        Throwable failure = null;
        baton.enter(task);
        try {
            if (!plan.crashed()) {
                body.run();
            }
        } catch (NodeCrashed e) {
            failure = plan.crashed() ? null : e;
        } catch (RuntimeException | Error e) {
            boolean stopping = e instanceof DosvmException d && d.code() == ErrorCode.INTERRUPTED;
            failure = stopping || plan.crashed() ? null : e;
        } finally {
            tasks.remove(task);
            baton.leave(task, failure);
        }
    }

    @Override
    public Signal signal() {
        return new VirtualSignal(baton, this);
    }

    @Override
    public void sleep(Duration time) {
        guard();
        mayWait("sleep");
        refuseInterrupted();
        pause(new VirtualTask.Wait(due(time), null, 0), "sleeps " + time);
        refuseInterrupted();
    }

    boolean await(VirtualSignal signal, long seen, Duration atMost) {
        guard();
        mayWait("await");
        boolean raised = signal.count() > seen;
        if (!raised) {
            refuseInterrupted();
        }
        boolean now = raised || atMost.isZero() || atMost.isNegative();
        pause(now ? null : new VirtualTask.Wait(due(atMost), signal, seen), "waits " + atMost);
        raised = signal.count() > seen;
        if (!raised) {
            refuseInterrupted();
        }
        return raised;
    }

    @Override
    public <T> T step(Step step, Callable<T> body) throws Exception {
        guard();
        if (step.kind() == Step.Kind.STATEMENT) {
            return counted(step, body);
        }
        mayWait(step.toString());
        pause(null, "comes to " + step);
        T result;
        VirtualTask task = baton.current();
        task.inTransaction = step.kind() == Step.Kind.TRANSACTION;
        try {
            result = counted(step, body);
        } catch (Exception e) {
            task.inTransaction = false;
            pause(null, "fails in " + step);
            throw e;
        } finally {
            task.inTransaction = false;
        }
        pause(null, "is through " + step);
        return result;
    }

    private <T> T counted(Step step, Callable<T> body) throws Exception {
        StepPlan.Taken taken = plan.begin(step);
        baton.noteStep("takes " + taken);
        T result = body.call();
        plan.end(taken);
        return result;
    }

    /** Interrupts the tasks that still run and waits for them, five virtual seconds at most. */
    @Override
    public void close() {
        tasks.forEach(VirtualTask::interrupt);
        if (plan.crashed()) {
            return;
        }
        long end = baton.nanos() + CLOSE_WAIT.toNanos();
        for (VirtualTask task : tasks) {
            if (task.thread() != Thread.currentThread()) {
                task.join(Duration.ofNanos(Math.max(0, end - baton.nanos())));
            }
        }
    }

    /** Nothing of it runs for a while; nor does the caller. */
    void stop(Duration time) {
        baton.stop(this, due(time));
        baton.pause(this, new VirtualTask.Wait(due(time), null, 0), "stands still for " + time);
    }

    /** Lets others run once. */
    void yield(String what) {
        baton.pause(this, null, what);
    }

    private void pause(VirtualTask.@Nullable Wait wait, String what) {
        baton.pause(this, wait, what);
        guard();
    }

    private long due(Duration time) {
        long now = baton.nanos();
        boolean endless = time.compareTo(Duration.ofDays(36_500)) > 0;
        return endless ? Baton.NEVER : now + Math.max(0, time.toNanos());
    }

    /** Throws if the node is gone; a task that does not heed it is stopped, or nobody else would ever run. */
    private void guard() {
        if (plan.crashed()) {
            VirtualTask task = baton.current();
            if (task.node() == this && ++task.deaths > DEATHS) {
                baton.condemn(task);
            }
        }
        plan.guard();
    }

    /** A wait inside a transaction would hold row locks for as long as it lasts. */
    private void mayWait(String what) {
        if (baton.current().inTransaction) {
            throw new IllegalStateException(what + " inside a transaction");
        }
    }

    private static void refuseInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw DosvmException.of(ErrorCode.INTERRUPTED, "the waiting thread was interrupted")
                    .build();
        }
    }
}
