package io.dosvm.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets exactly one task of a virtual world run, and moves the clock when all of them wait. */
final class Baton {
    /** A wait with no end in virtual time: nothing can be due so late. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int TRACE_LIMIT = 200_000;
    private static final int SPIN_LIMIT = 2_000_000;
    private static final long STALL_SECONDS = 60;
    private static final System.Logger LOG = System.getLogger(Baton.class.getName());

    /** One line of the trace. */
    private record Noted(long nanos, String task, String what) {
        @Override
        public String toString() {
            return VirtualTask.seconds(nanos) + " " + task + " " + what;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Random chance;
    private final List<VirtualTask> tasks = new ArrayList<>();
    private final List<Noted> trace = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private volatile VirtualTask holder;
    private long nanos;
    private long passes;
    private int passesSinceTimeMoved;

    Baton(long seed) {
        this.chance = new Random(seed);
        this.holder = new VirtualTask(this, null, "test", Thread.currentThread());
        tasks.add(holder);
    }

    /** Virtual nanoseconds since the world began. */
    long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    void add(VirtualTask task) {
        lock.lock();
        try {
            task.stopped = lock.newCondition();
            tasks.add(task);
            note(task, "starts");
        } finally {
            lock.unlock();
        }
    }

    /** The task of the calling thread, which must hold the baton. */
    VirtualTask current() {
        VirtualTask now = holder;
        if (now.thread() != Thread.currentThread()) {
            throw new IllegalStateException("thread '" + Thread.currentThread().getName()
                    + "' is no task of this virtual world: only the thread that made the world and those that its"
                    + " nodes start may step, sleep or wait in it");
        }
        return now;
    }

    /**
     * Hands the baton on, and returns when it comes back.
     *
     * @param via the node whose code waits
     * @param wait what for; null to be runnable at once
     */
    void pause(VirtualRuntime via, VirtualTask.@Nullable Wait wait, String what) {
        boolean flagged = Thread.interrupted();
        WorldStuck stuck;
        lock.lock();
        try {
            VirtualTask self = current();
            self.via = via;
            self.wait = wait;
            self.what = what;
            note(self, what);
            pass();
            flagged |= hold(self);
            self.via = null;
            self.what = "runs";
            flagged |= self.interrupted;
            self.interrupted = false;
            stuck = self.stuck;
            self.stuck = null;
        } finally {
            lock.unlock();
            if (flagged) {
                Thread.currentThread().interrupt();
            }
        }
        if (stuck != null) {
            throw stuck;
        }
    }

    /** The first wait of a task's own thread. */
    void enter(VirtualTask self) {
        lock.lock();
        try {
            boolean flagged = hold(self) | self.interrupted;
            self.interrupted = false;
            if (flagged) {
                Thread.currentThread().interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The last act of a task's own thread. */
    void leave(VirtualTask self, @Nullable Throwable failure) {
        lock.lock();
        try {
            if (failure != null) {
                failures.add(failure);
                note(self, "fails: " + failure);
            }
            note(self, "ends");
            self.done = true;
            tasks.remove(self);
            raise(self.over);
            pass();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the baton from a task that goes on and on after its node crashed; its thread stands still for good. */
    void condemn(VirtualTask self) {
        leave(self, new IllegalStateException(self.name() + " catches NodeCrashed and goes on"));
        while (true) {
            LockSupport.park(this);
        }
    }

    void raise(VirtualSignal signal) {
        lock.lock();
        try {
            signal.count++;
            for (VirtualTask task : tasks) {
                VirtualTask.Wait wait = task.wait;
                if (wait != null && wait.signal() == signal && wait.seen() < signal.count) {
                    task.wait = null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    long count(VirtualSignal signal) {
        lock.lock();
        try {
            return signal.count;
        } finally {
            lock.unlock();
        }
    }

    void interrupt(VirtualTask task) {
        lock.lock();
        try {
            if (task.thread() == Thread.currentThread()) {
                task.thread().interrupt();
            } else {
                task.interrupted = true;
                task.wait = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has no task of a node run before a moment. */
    void stop(VirtualRuntime node, long until) {
        lock.lock();
        try {
            node.stopped = Math.max(node.stopped, until);
        } finally {
            lock.unlock();
        }
    }

    /** Makes everything runnable that belongs to a node or waits in its code. */
    void wake(VirtualRuntime node) {
        lock.lock();
        try {
            for (VirtualTask task : tasks) {
                if (task.node() == node || task.via == node) {
                    task.wait = null;
                }
            }
            node.stopped = 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks a node has that are not over; of all nodes if null. */
    int alive(@Nullable VirtualRuntime node) {
        lock.lock();
        try {
            return (int) tasks.stream()
                    .filter(t -> t.node() != null && (node == null || t.node() == node))
                    .count();
        } finally {
            lock.unlock();
        }
    }

    List<String> trace() {
        lock.lock();
        try {
            return trace.stream().map(Noted::toString).toList();
        } finally {
            lock.unlock();
        }
    }

    List<Throwable> failures() {
        lock.lock();
        try {
            return List.copyOf(failures);
        } finally {
            lock.unlock();
        }
    }

    String dump() {
        lock.lock();
        try {
            return "virtual time " + VirtualTask.seconds(nanos) + " s, " + passes + " passes\n"
                    + tasks.stream().map(t -> "  " + t.line(t == holder)).collect(Collectors.joining("\n"));
        } finally {
            lock.unlock();
        }
    }

    void note(VirtualTask task, String what) {
        if (trace.size() < TRACE_LIMIT) {
            trace.add(new Noted(nanos, task.name(), what));
        }
    }

    void noteStep(String what) {
        lock.lock();
        try {
            note(holder, what);
        } finally {
            lock.unlock();
        }
    }

    private void pass() {
        List<VirtualTask> ready = ready();
        if (ready.isEmpty()) {
            long due = tasks.stream().mapToLong(this::due).min().orElse(NEVER);
            if (due == NEVER) {
                fail("every task waits for ever");
            } else {
                nanos = Math.max(nanos, due);
                passesSinceTimeMoved = 0;
                tasks.stream().filter(t -> due(t) <= nanos).forEach(t -> t.wait = null);
            }
            ready = ready();
        }
        if (ready.isEmpty()) {
            return;
        }
        passes++;
        if (++passesSinceTimeMoved > SPIN_LIMIT) {
            passesSinceTimeMoved = 0;
            fail("tasks go on without time passing");
        }
        holder = ready.get(chance.nextInt(ready.size()));
        holder.signal();
    }

    private List<VirtualTask> ready() {
        return tasks.stream()
                .filter(t -> t.wait == null && t.stopped() <= nanos)
                .toList();
    }

    private long due(VirtualTask task) {
        VirtualTask.Wait wait = task.wait;
        if (task.stopped() > nanos) {
            return wait == null ? task.stopped() : Math.max(wait.due(), task.stopped());
        }
        return wait == null ? NEVER : wait.due();
    }

    private void fail(String why) {
        String message = why + ": " + dump();
        for (VirtualTask task : tasks) {
            task.wait = null;
            task.stuck = new WorldStuck(message);
        }
    }

    /** Waits for the baton; returns whether the thread was interrupted from outside meanwhile. */
    private boolean hold(VirtualTask self) {
        boolean flagged = false;
        long before = passes;
        while (holder != self) {
            try {
                if (!self.await(lock, STALL_SECONDS, TimeUnit.SECONDS) && passes == before && holder != self) {
                    stalled();
                }
                before = passes;
            } catch (InterruptedException e) {
                flagged = true;
                self.wait = null;
            }
        }
        return flagged;
    }

    /** The holder blocks on something that the world does not see: a lock, a socket. Shows where, and shakes it. */
    private void stalled() {
        String stack = List.of(holder.thread().getStackTrace()).stream()
                .map(f -> "    at " + f)
                .collect(Collectors.joining("\n"));
        LOG.log(
                System.Logger.Level.ERROR,
                "the task that runs has not come to a step or wait for {0} s of real time\n{1}\n{2}\n{3}",
                STALL_SECONDS,
                holder.name(),
                stack,
                dump());
        holder.thread().interrupt();
    }
}
