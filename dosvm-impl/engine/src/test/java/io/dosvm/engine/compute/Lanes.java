package io.dosvm.engine.compute;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Does pieces of work that know nothing of each other, two at a time. */
final class Lanes {
    private static final int LANES = 2;

    private Lanes() {}

    /** Does all of them, and then fails if any did. */
    static <T> void run(List<T> pieces, Consumer<T> work) throws InterruptedException {
        Queue<T> left = new ConcurrentLinkedQueue<>(pieces);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> lanes = IntStream.range(0, LANES)
                .mapToObj(i -> new Thread(
                        () -> {
                            for (T next = left.poll(); next != null; next = left.poll()) {
                                attempt(next, work, failures);
                            }
                        },
                        "lane-" + i))
                .toList();
        lanes.forEach(Thread::start);
        for (Thread lane : lanes) {
            lane.join();
        }
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError(failures.size() + " failed: " + failures);
            failures.forEach(all::addSuppressed);
            throw all;
        }
    }

    private static <T> void attempt(T piece, Consumer<T> work, Queue<Throwable> failures) {
        try {
            work.accept(piece);
        } catch (Exception | Error e) {
            failures.add(new AssertionError(piece + ": " + e.getMessage(), e));
        }
    }
}
