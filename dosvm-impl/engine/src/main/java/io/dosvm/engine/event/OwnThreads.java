package io.dosvm.engine.event;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the threads that others wait for: on them, nobody may wait for an operation. */
public final class OwnThreads {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Runs something on a thread that is one of them meanwhile. */
    public void run(Runnable body) {
        boolean added = threads.add(Thread.currentThread());
        try {
            body.run();
        } finally {
            if (added) {
                threads.remove(Thread.currentThread());
            }
        }
    }

    /** Refuses to wait with {@code WRONG_THREAD}. */
    public void refuseToWait() {
        if (threads.contains(Thread.currentThread())) {
            throw DosvmException.of(ErrorCode.WRONG_THREAD, "an operation cannot be awaited on a thread of ours")
                    .with("thread", Thread.currentThread().getName())
                    .hint("hand the work over to a thread of your own")
                    .build();
        }
    }
}
