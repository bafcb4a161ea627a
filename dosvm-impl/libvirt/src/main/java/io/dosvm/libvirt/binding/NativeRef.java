package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One reference to a libvirt object, freed exactly once: when it is closed and the last call that uses it is back.
 *
 * <p>A call that hangs keeps its object alive; closing meanwhile is safe and takes effect when the call comes back.
 */
final class NativeRef {
    private final String what;
    private final Pointer pointer;
    private final Consumer<Pointer> free;
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
    private boolean closed;

    NativeRef(String what, Pointer pointer, Consumer<Pointer> free) {
        this.what = what;
        this.pointer = pointer;
        this.free = free;
    }

    /** Begins a use; {@link #exit()} ends it. */
    Pointer enter() {
        lock.lock();
        try {
            if (closed) {
                throw LibvirtException.notDone(
                        LibvirtException.Reason.CLOSED, what, "this " + what + " handle is closed");
            }
            users++;
            return pointer;
        } finally {
            lock.unlock();
        }
    }

    void exit() {
        boolean last;
        lock.lock();
        try {
            users--;
            last = closed && users == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            free.accept(pointer);
        }
    }

    /** Closes it; false if it was closed before. */
    boolean close() {
        boolean last;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            last = users == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            free.accept(pointer);
        }
        return true;
    }
}
