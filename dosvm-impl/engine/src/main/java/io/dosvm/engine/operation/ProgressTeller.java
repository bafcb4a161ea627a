package io.dosvm.engine.operation;

import io.dosvm.OperationStatus;
import io.dosvm.engine.event.Listening;
import io.dosvm.engine.event.OwnThreads;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.value.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells of progress: one task, while there is anybody to be told. States in between are left out. */
final class ProgressTeller {
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Runtime runtime;
    private final OwnThreads ownThreads;
    private final Runtime.Signal signal;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Told> all = new ArrayList<>();
    private Optional<Runtime.Task> task = Optional.empty();
    private boolean telling;
    private boolean closed;

    ProgressTeller(Runtime runtime, OwnThreads ownThreads) {
        this.runtime = runtime;
        this.ownThreads = ownThreads;
        this.signal = runtime.signal();
    }

    /** Something may have changed. */
    void changed() {
        signal.raise();
    }

    /** Tells a listener until the operation has ended. */
    void tell(Supplier<OperationStatus> read, Consumer<Progress> listener) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            all.add(new Told(read, listener));
            if (!telling) {
                telling = true;
                task = Optional.of(runtime.start("progress", () -> ownThreads.run(this::run)));
            }
        } finally {
            lock.unlock();
        }
        signal.raise();
    }

    private void run() {
        while (true) {
            long seen = signal.count();
            List<Told> now = present();
            if (now.isEmpty()) {
                return;
            }
            List<Told> over = now.stream().filter(ProgressTeller::tellOne).toList();
            forget(over);
            if (over.isEmpty()) {
                signal.await(seen, POLL);
                runtime.sleep(PACE);
            }
        }
    }

    private List<Told> present() {
        lock.lock();
        try {
            telling = !closed && !all.isEmpty();
            return telling ? List.copyOf(all) : List.of();
        } finally {
            lock.unlock();
        }
    }

    private void forget(List<Told> over) {
        lock.lock();
        try {
            all.removeAll(over);
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is no more to tell. */
    private static boolean tellOne(Told told) {
        OperationStatus status;
        try {
            status = told.read.get();
        } catch (DosvmException e) {
            return e.code() != ErrorCode.STORE_UNAVAILABLE && e.code() != ErrorCode.TIMEOUT;
        }
        if (!status.progress().equals(told.last)) {
            told.last = status.progress();
            told.listening.tell(() -> told.listener.accept(status.progress()));
        }
        return status.state().ended();
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            all.clear();
            task.ifPresent(Runtime.Task::interrupt);
        } finally {
            lock.unlock();
        }
        signal.raise();
    }

    private static final class Told {
        private final Supplier<OperationStatus> read;
        private final Consumer<Progress> listener;
        private final Listening listening = new Listening("progress");
        private @Nullable Progress last;

        Told(Supplier<OperationStatus> read, Consumer<Progress> listener) {
            this.read = read;
            this.listener = listener;
        }
    }
}
