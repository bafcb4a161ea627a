package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * libvirt's event loop, which exists once per process: started before the first connection, stopped after the last.
 *
 * <p>It carries events and keepalive. Its thread runs inside libvirt, so it ends by a timer that wakes it. A second
 * class loader that holds this class (a web application deployed twice) would run the same loop on a second thread,
 * which libvirt does not support: the holder is marked in the system properties, the one place all class loaders share,
 * and whoever comes second is refused until the first has closed its last connection.
 */
final class EventLoop {
    static final String HOLDER = "io.dosvm.libvirt.eventloop.holder";
    private static final String REGISTERED = "io.dosvm.libvirt.eventloop.registered";
    static final String THREAD = "dosvm-libvirt-events";
    private static final long JOIN_MILLIS = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Pointer doNothing;
    private final EventCallbacks callbacks = new EventCallbacks();
    private int users;
    private @Nullable Runner runner;

    EventLoop(Pointer doNothing) {
        this.doNothing = doNothing;
    }

    /** The callbacks that the loop may call; they live as long as this class, so none dies under libvirt. */
    EventCallbacks callbacks() {
        return callbacks;
    }

    /** Adds a user; the first one starts the loop. */
    void retain() {
        lock.lock();
        try {
            if (users == 0) {
                start();
            }
            users++;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a user away; the last one ends the loop and waits until its thread is gone. */
    void release() {
        lock.lock();
        try {
            users--;
            if (users == 0) {
                stop();
            }
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        Object holder = System.getProperties().putIfAbsent(HOLDER, String.valueOf(EventLoop.class.getClassLoader()));
        if (holder != null) {
            throw LibvirtException.notDone(
                    LibvirtException.Reason.EVENT_LOOP_TAKEN,
                    "virEventRegisterDefaultImpl",
                    "libvirt's event loop, of which a process has one, belongs to another class loader: " + holder
                            + "; put the SDK into a class loader that both share, or close the other one first");
        }
        boolean started = false;
        try {
            if (System.getProperties().putIfAbsent(REGISTERED, "true") == null) {
                Faults.notNegative("virEventRegisterDefaultImpl", Natives.virEventRegisterDefaultImpl());
            }
            int timer = Faults.notNegative("virEventAddTimeout", Natives.virEventAddTimeout(-1, doNothing, null, null));
            Runner fresh = new Runner(timer);
            fresh.thread.start();
            runner = fresh;
            started = true;
        } finally {
            if (!started) {
                System.getProperties().remove(HOLDER);
            }
        }
    }

    private void stop() {
        Runner ending = runner;
        if (ending == null) {
            return;
        }
        runner = null;
        ending.end();
        System.getProperties().remove(HOLDER);
    }

    /** One life of the loop's thread. */
    private static final class Runner implements Runnable {
        private final int timer;
        private final Thread thread;
        private volatile boolean ending;

        Runner(int timer) {
            this.timer = timer;
            this.thread = new Thread(null, this, THREAD, 0, false);
            this.thread.setDaemon(true);
        }

        @Override
        public void run() {
            while (!ending && Natives.virEventRunDefaultImpl() >= 0) {
                // events reach EventCallbacks from inside the call
            }
        }

        void end() {
            ending = true;
            Natives.virEventUpdateTimeout(timer, 0);
            boolean interrupted = false;
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            Natives.virEventRemoveTimeout(timer);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
