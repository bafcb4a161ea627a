package io.dosvm.testkit;

import io.dosvm.spi.HostDriver.HostListener;
import io.dosvm.spi.HostDriver.Watch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One listener to one fake host, with what it has not been told yet. */
final class FakeWatch implements Watch {
    private static final System.Logger LOG = System.getLogger(FakeWatch.class.getName());
    private static final int QUEUE_LIMIT = 10_000;

    private final FakeEvents events;
    private final FakeMachine host;
    private final HostListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock telling = new ReentrantLock();
    private final Deque<Consumer<HostListener>> queue = new ArrayDeque<>();
    private volatile boolean closed;

    FakeWatch(FakeEvents events, FakeMachine host, HostListener listener) {
        this.events = events;
        this.host = host;
        this.listener = listener;
    }

    FakeMachine host() {
        return host;
    }

    void changed(UUID vm) {
        offer(l -> l.vmChanged(vm));
    }

    void resync() {
        offer(HostListener::resync);
    }

    void lost() {
        offer(HostListener::lost);
    }

    /** Tells all that is queued, in order. */
    void tell() {
        while (true) {
            Consumer<HostListener> next;
            lock.lock();
            try {
                next = queue.pollFirst();
            } finally {
                lock.unlock();
            }
            if (next == null) {
                return;
            }
            telling.lock();
            try {
                if (!closed) {
                    next.accept(listener);
                }
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener of fake:" + host.name() + " threw", e);
            } finally {
                telling.unlock();
            }
        }
    }

    @Override
    public void close() {
        // Waits for a call that is under way; listeners do not block.
        telling.lock();
        try {
            closed = true;
        } finally {
            telling.unlock();
        }
        events.remove(this);
    }

    private void offer(Consumer<HostListener> event) {
        lock.lock();
        try {
            if (queue.size() >= QUEUE_LIMIT) {
                queue.clear();
                queue.addLast(HostListener::resync);
            }
            queue.addLast(event);
        } finally {
            lock.unlock();
        }
        events.raise();
    }
}
