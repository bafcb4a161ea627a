package io.dosvm.testkit;

import io.dosvm.spi.HostDriver.HostListener;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** Tells the listeners of one runtime what fake hosts do, from one task that lives while there are any. */
final class FakeEvents {
    private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();

    private final Runtime runtime;
    private final Runnable onEnd;
    private final Runtime.Signal signal;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<FakeWatch> watches = new CopyOnWriteArrayList<>();
    private boolean running;

    FakeEvents(Runtime runtime, Runnable onEnd) {
        this.runtime = runtime;
        this.onEnd = onEnd;
        this.signal = runtime.signal();
    }

    FakeWatch watch(FakeMachine host, HostListener listener) {
        FakeWatch watch = new FakeWatch(this, host, listener);
        boolean begins;
        lock.lock();
        try {
            watches.add(watch);
            begins = !running;
            running = true;
        } finally {
            lock.unlock();
        }
        host.add(watch);
        if (begins) {
            runtime.start("fake-events", this::run);
        }
        signal.raise();
        return watch;
    }

    void remove(FakeWatch watch) {
        watch.host().remove(watch);
        watches.remove(watch);
        signal.raise();
    }

    void raise() {
        signal.raise();
    }

    private void run() {
        boolean orderly = false;
        try {
            // Counted before the look, so that a watch which ends in between is not waited out.
            for (long seen = signal.count(); goesOn(); seen = signal.count()) {
                tellAll(seen);
            }
            orderly = true;
        } finally {
            if (!orderly) {
                // The node crashed or is closing: nobody is there to be told.
                abandon();
            }
        }
    }

    private void tellAll(long seen) {
        long due = Long.MAX_VALUE;
        for (FakeWatch watch : watches) {
            FakeMachine host = watch.host();
            if (host.nextDue() <= host.nanos()) {
                host.locked(host::nanos);
            }
            watch.tell();
            due = Math.min(due, host.nextDue());
        }
        long left = due == Long.MAX_VALUE ? IDLE_NANOS : Math.max(0, due - runtime.nanoTime());
        signal.await(seen, Duration.ofNanos(Math.min(left, IDLE_NANOS)));
    }

    private boolean goesOn() {
        lock.lock();
        try {
            running = !watches.isEmpty();
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void abandon() {
        lock.lock();
        try {
            running = false;
            watches.forEach(w -> w.host().remove(w));
            watches.clear();
        } finally {
            lock.unlock();
        }
        onEnd.run();
    }
}
