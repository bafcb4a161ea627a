package io.dosvm.testkit.lab;

import java.util.Locale;
import java.util.function.Supplier;

/** Prints how long things took; nothing is asserted about it. */
final class Laps {
    private Laps() {}

    static <T> T timed(String what, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        System.out.printf(Locale.ROOT, "[lab] %-44s %6.2f s%n", what, (System.nanoTime() - start) / 1e9);
        return result;
    }

    static void timed(String what, Runnable work) {
        timed(what, () -> {
            work.run();
            return what;
        });
    }
}
