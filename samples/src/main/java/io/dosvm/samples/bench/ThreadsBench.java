package io.dosvm.samples.bench;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import io.dosvm.testkit.FakeHosts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Threads of an open control plane with a host, when nothing is asked of it. */
final class ThreadsBench {
    private static final long QUIET_NANOS = 20_000_000_000L;

    private ThreadsBench() {}

    static void run(Figures figures) throws Exception {
        Path folder = Files.createTempDirectory("dosvm-bench-");
        FakeHosts fakes = new FakeHosts();
        fakes.host("idle");
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        try (Dosvm dosvm = Dosvm.open(c -> c.store(Store.embedded(folder)).driver(fakes))) {
            dosvm.hosts().ensure("idle", h -> h.uri("fake:idle")).await();
            long end = System.nanoTime() + QUIET_NANOS;
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
            ours.removeAll(before);
            ours.forEach(thread -> System.err.println("  " + thread.getName()));
            figures.print("threads.idle", ours.size(), "threads", "<= 10, each named");
        }
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        after.removeIf(thread -> !thread.getName().startsWith("dosvm-main"));
        figures.print("threads.after-close", after.size(), "threads", "= 0");
        Trees.delete(folder);
    }
}
