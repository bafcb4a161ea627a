package io.dosvm.testkit;

import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several nodes under one virtual clock: exactly one task runs at a time, and a seed picks which.
 *
 * <p>A task hands the baton on where it sleeps, waits for a signal, or comes to a transaction or to a verb of a host.
 * Time stands still while anything can run, and jumps to the next thing due when nothing can. The same seed gives the
 * same run, if the tested code takes time, chance and threads from its {@link Runtime} alone.
 *
 * <p>The thread that makes the world is a task too: only while it waits through a node do others run. Other threads may
 * read clocks and raise signals, but not wait.
 *
 * @since 0.1
 */
public final class VirtualWorld implements AutoCloseable {
    private static final Instant EPOCH = Instant.parse("2026-01-05T08:00:00Z");
    private static final int UNWIND_LIMIT = 100_000;

    private final long seed;
    private final Baton baton;
    private final Map<String, VirtualRuntime> nodes = new LinkedHashMap<>();
    private int started;

    /**
     * A world in which nothing runs yet.
     *
     * @param seed picks the order of everything
     */
    public VirtualWorld(long seed) {
        this.seed = seed;
        this.baton = new Baton(seed);
    }

    /**
     * The seed.
     *
     * @return what the world was made with
     */
    public long seed() {
        return seed;
    }

    /**
     * A node: the running one of this name, or a new one if there is none or the last one crashed.
     *
     * @param name 1–32 letters, digits or {@code -}
     * @return its runtime
     */
    public Runtime node(String name) {
        VirtualRuntime known = nodes.get(name);
        if (known == null || known.plan().crashed()) {
            // Each start draws other ids and chances than the one before, as a restarted program does.
            long own = seed * 0x9E37_79B9_7F4A_7C15L + name.hashCode() * 31L + ++started;
            known = new VirtualRuntime(baton, EPOCH, name, own);
            nodes.put(name, known);
        }
        return known;
    }

    /**
     * What happens at which step of a node.
     *
     * @param node a node of this world
     * @return its plan
     */
    public StepPlan plan(Runtime node) {
        return own(node).plan();
    }

    /**
     * The steps that a node took, in order.
     *
     * @param node a node of this world
     * @return their numbers, kinds and names
     */
    public List<StepPlan.Taken> steps(Runtime node) {
        return plan(node).steps();
    }

    /**
     * Ends a node at a step to come.
     *
     * @param node a node of this world
     * @param number the step's number, as {@link #steps} tells it
     * @param when on which side of it
     */
    public void crashAt(Runtime node, int number, StepPlan.When when) {
        plan(node).crashAt(number, when);
    }

    /**
     * Ends a node now, and lets its tasks unwind. Repeatable; after a crash at a step it waits for the unwinding.
     *
     * @param node a node of this world
     */
    public void crash(Runtime node) {
        VirtualRuntime own = own(node);
        own.plan().crashNow("by the test");
        for (int i = 0;
                i < UNWIND_LIMIT && baton.alive(own) > 0 && baton.current().node() != own;
                i++) {
            own.yield("lets " + own.client() + " unwind");
        }
    }

    /**
     * Stops a node for a while, as a process is stopped by a signal or with its machine: its clock goes on, and none of
     * its tasks runs, wherever they are. The caller stands still with it. Not inside a transaction.
     *
     * @param node a node of this world
     * @param time how long
     */
    public void stop(Runtime node, Duration time) {
        own(node).stop(time);
    }

    /**
     * Lets time pass for the test.
     *
     * @param time how long
     */
    public void sleep(Duration time) {
        node("test").sleep(time);
    }

    /**
     * The wall clock of all nodes.
     *
     * @return now
     */
    public Instant now() {
        return EPOCH.plusNanos(baton.nanos());
    }

    /**
     * What happened: every start, wait, step and end, with virtual seconds and the task.
     *
     * @return a copy; the first 200,000 lines
     */
    public List<String> trace() {
        return baton.trace();
    }

    /**
     * What tasks threw that ended them, other than by a crash or an interruption.
     *
     * @return a copy, in order; a test that expects none asserts so
     */
    public List<Throwable> failures() {
        return baton.failures();
    }

    /**
     * What every task is doing now.
     *
     * @return lines for people
     */
    public String dump() {
        return "seed " + seed + ", " + baton.dump();
    }

    /** Ends all nodes as a crash does, and lets their tasks unwind. */
    @Override
    public void close() {
        for (VirtualRuntime node : List.copyOf(nodes.values())) {
            crash(node);
        }
    }

    private VirtualRuntime own(Runtime node) {
        if (node instanceof VirtualRuntime own) {
            return own;
        }
        throw new IllegalArgumentException("not a node of a virtual world: " + node);
    }
}
