package io.dosvm.testkit;

import io.dosvm.spi.Runtime.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the steps of one node and says what happens at which: the same for a virtual node and for a real runtime.
 *
 * <p>A test runs its case once to learn {@link #steps()}, and then once per step with a crash or a failure there. Steps
 * are numbered from 1 in the order in which they begin, from the last {@link #startCounting()} on. Thread-safe.
 *
 * @since 0.1
 */
public final class StepPlan {
    /** On which side of a step something happens. */
    public enum When {
        /** The step's work is not done. */
        BEFORE,
        /** The step's work is done, and nobody learns it. */
        AFTER
    }

    /**
     * A step that began.
     *
     * @param number its number, from 1
     * @param step what it was
     */
    public record Taken(int number, Step step) {
        @Override
        public String toString() {
            return "#" + number + " " + step;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final String node;
    private final Runnable onCrash;
    private final List<Taken> taken = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int count;
    private boolean keeps = true;
    private @Nullable String crashed;

    StepPlan(String node, Runnable onCrash) {
        this.node = node;
        this.onCrash = onCrash;
    }

    /**
     * The steps that began since counting started.
     *
     * @return a copy, in order; at most the first 100,000
     */
    public List<Taken> steps() {
        lock.lock();
        try {
            return List.copyOf(taken);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many steps began since counting started.
     *
     * @return the number of the last step
     */
    public int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Numbers the next step 1 and forgets all steps and faults so far: what went before was preparation. */
    public void startCounting() {
        lock.lock();
        try {
            taken.clear();
            faults.clear();
            count = 0;
            keeps = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the node at a step.
     *
     * @param number the step's number
     * @param when on which side
     * @return this
     */
    public StepPlan crashAt(int number, When when) {
        return add(new Fault(n -> n.number() == number, 1, when, null));
    }

    /**
     * Lets a step fail.
     *
     * @param number the step's number
     * @param when on which side; after it, its work is done and the answer is lost
     * @param failure makes what it throws
     * @return this
     */
    public StepPlan failAt(int number, When when, Supplier<? extends Exception> failure) {
        return add(new Fault(n -> n.number() == number, 1, when, failure));
    }

    /**
     * Lets the n-th step of some kind fail, counted from now.
     *
     * @param which says of which steps
     * @param nth which of them, from 1
     * @param when on which side; after it, its work is done and the answer is lost
     * @param failure makes what it throws
     * @return this
     */
    public StepPlan fail(Predicate<Step> which, int nth, When when, Supplier<? extends Exception> failure) {
        return add(new Fault(n -> which.test(n.step()), nth, when, failure));
    }

    /**
     * Ends the node at the n-th step of some kind, counted from now.
     *
     * @param which says of which steps
     * @param nth which of them, from 1
     * @param when on which side
     * @return this
     */
    public StepPlan crash(Predicate<Step> which, int nth, When when) {
        return add(new Fault(n -> which.test(n.step()), nth, when, null));
    }

    /**
     * Does something at a step of the node, in the task that takes it.
     *
     * @param number the step's number
     * @param when on which side
     * @param action what; what it throws, the step throws
     * @return this
     */
    public StepPlan doAt(int number, When when, Runnable action) {
        return add(new Fault(n -> n.number() == number, 1, when, action, null));
    }

    /**
     * Whether the node has crashed.
     *
     * @return true from then on
     */
    public boolean crashed() {
        lock.lock();
        try {
            return crashed != null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the node now, wherever it is. */
    void crashNow(String where) {
        lock.lock();
        try {
            if (crashed != null) {
                return;
            }
            crashed = where;
        } finally {
            lock.unlock();
        }
        onCrash.run();
    }

    /** Throws if the node is gone. */
    void guard() {
        lock.lock();
        try {
            if (crashed != null) {
                throw new NodeCrashed(node, crashed);
            }
        } finally {
            lock.unlock();
        }
    }

    Taken begin(Step step) throws Exception {
        Taken now;
        Fault due;
        lock.lock();
        try {
            now = new Taken(++count, step);
            keeps &= count <= 100_000;
            if (keeps) {
                taken.add(now);
            }
            faults.forEach(f -> f.meet(now));
            due = take(now, When.BEFORE);
        } finally {
            lock.unlock();
        }
        strike(due, now);
        return now;
    }

    void end(Taken step) throws Exception {
        Fault due;
        lock.lock();
        try {
            due = take(step, When.AFTER);
        } finally {
            lock.unlock();
        }
        strike(due, step);
    }

    private void strike(@Nullable Fault due, Taken at) throws Exception {
        if (due == null) {
            return;
        }
        if (due.action != null) {
            due.action.run();
            return;
        }
        if (due.failure != null) {
            throw due.failure.get();
        }
        crashNow((due.when == When.BEFORE ? "before " : "after ") + at);
        guard();
    }

    private StepPlan add(Fault fault) {
        lock.lock();
        try {
            faults.add(fault);
            return this;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Fault take(Taken step, When when) {
        for (Fault fault : faults) {
            if (fault.when == when && fault.at == step.number()) {
                faults.remove(fault);
                return fault;
            }
        }
        return null;
    }

    private static final class Fault {
        private final Predicate<Taken> which;
        private final When when;
        private final @Nullable Runnable action;
        private final @Nullable Supplier<? extends Exception> failure;
        private int left;
        private int at;

        Fault(Predicate<Taken> which, int nth, When when, @Nullable Supplier<? extends Exception> failure) {
            this(which, nth, when, null, failure);
        }

        Fault(
                Predicate<Taken> which,
                int nth,
                When when,
                @Nullable Runnable action,
                @Nullable Supplier<? extends Exception> failure) {
            if (nth < 1) {
                throw new IllegalArgumentException("the first is 1, not " + nth);
            }
            this.which = which;
            this.left = nth;
            this.when = when;
            this.action = action;
            this.failure = failure;
        }

        /** Remembers the number of the step that it is meant for. */
        void meet(Taken step) {
            if (left > 0 && which.test(step) && --left == 0) {
                at = step.number();
            }
        }
    }
}
