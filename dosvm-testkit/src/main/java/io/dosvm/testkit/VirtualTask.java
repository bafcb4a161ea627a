package io.dosvm.testkit;

import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One thread of a virtual world. Its fields are guarded by the baton's lock. */
final class VirtualTask implements Runtime.Task {
    /** What a task waits for: a moment, or a signal until a moment. */
    record Wait(long due, @Nullable VirtualSignal signal, long seen) {}

    private final Baton baton;
    private final @Nullable VirtualRuntime node;
    private final String name;
    private final @Nullable Thread given;
    private @Nullable Thread made;

    final VirtualSignal over;

    @Nullable
    Condition stopped;

    @Nullable
    Wait wait;

    @Nullable
    VirtualRuntime via;

    @Nullable
    WorldStuck stuck;

    String what = "runs";
    boolean interrupted;
    boolean inTransaction;
    int deaths;
    volatile boolean done;

    VirtualTask(Baton baton, @Nullable VirtualRuntime node, String name, @Nullable Thread given) {
        this.baton = baton;
        this.node = node;
        this.name = name;
        this.given = given;
        this.over = new VirtualSignal(baton, node);
    }

    @Nullable
    VirtualRuntime node() {
        return node;
    }

    String name() {
        return name;
    }

    /** Until when its node stands still. */
    long stopped() {
        return node == null ? 0 : node.stopped;
    }

    Thread thread() {
        Thread own = given != null ? given : made;
        if (own == null) {
            throw new IllegalStateException("task " + name + " has no thread yet");
        }
        return own;
    }

    void startThread(Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        made = thread;
        baton.add(this);
        thread.start();
    }

    void signal() {
        if (stopped != null) {
            stopped.signal();
        }
    }

    boolean await(ReentrantLock lock, long time, TimeUnit unit) throws InterruptedException {
        if (stopped == null) {
            stopped = lock.newCondition();
        }
        return stopped.await(time, unit);
    }

    String line(boolean holds) {
        Wait now = wait;
        String until = now == null || now.due() == Baton.NEVER ? "" : " until " + seconds(now.due()) + " s";
        return (holds ? "* " : "- ") + name + ": " + what + (now == null && !holds ? " (could run)" : until);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%d.%06d", nanos / 1_000_000_000, nanos / 1_000 % 1_000_000);
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void interrupt() {
        baton.interrupt(this);
    }

    @Override
    public boolean join(Duration atMost) {
        return over.await(0, atMost);
    }

    @Override
    public String toString() {
        return name;
    }
}
