package io.dosvm.libvirt.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** The threads that are ours. */
final class Threads {
    private Threads() {}

    static List<String> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(n -> n.startsWith("dosvm"))
                .toList();
    }

    /** None is left, two seconds from now at the latest: a thread that is over may still be seen for a moment. */
    static void assertNone() {
        long end = System.nanoTime() + 2_000_000_000L;
        while (!ours().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), ours());
    }
}
