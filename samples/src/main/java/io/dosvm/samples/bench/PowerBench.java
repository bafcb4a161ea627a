package io.dosvm.samples.bench;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Instance;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.spi.Runtime.Step;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What a power-on takes beside the hypervisor and the database. */
final class PowerBench {
    private static final int TIMES = 21;

    private PowerBench() {}

    static void run(Figures figures) throws Exception {
        AtomicLong host = new AtomicLong();
        AtomicLong sql = new AtomicLong();
        try (Lab lab = Lab.open(options -> {})) {
            Path store = lab.directory().resolve("bench-store");
            try (Dosvm dosvm = Dosvm.open(c -> c.store(Store.embedded(store)).instrumentation((step, took, failure) -> {
                // What this node does beside, such as observing, is not part of the power-on.
                if (!Thread.currentThread().getName().contains("-work-")) {
                    return;
                }
                if (step.kind() == Step.Kind.HOST) {
                    host.addAndGet(took.toNanos());
                } else if (step.kind() == Step.Kind.TRANSACTION) {
                    sql.addAndGet(took.toNanos());
                }
            }))) {
                Host on = dosvm.hosts()
                        .ensure("lab", h -> h.uri(lab.host(1).uri().toString()))
                        .await();
                Project project = dosvm.projects().ensure("bench", p -> {});
                Instance empty = project.instances()
                        .ensure("empty", i -> i.memory(ByteSize.mib(64)).on(on));
                Vm vm = project.vms().ensure("empty-1", v -> v.from(empty));
                double[] wall = new double[TIMES];
                double[] own = new double[TIMES];
                double[] outside = new double[TIMES];
                for (int i = 0; i < TIMES; i++) {
                    host.set(0);
                    sql.set(0);
                    long begin = System.nanoTime();
                    vm.powerOn().await(Duration.ofMinutes(1));
                    long took = System.nanoTime() - begin;
                    wall[i] = took / 1e6;
                    outside[i] = (took - host.get()) / 1e6;
                    own[i] = (took - host.get() - sql.get()) / 1e6;
                    vm.powerOff(Duration.ZERO).await(Duration.ofMinutes(1));
                }
                figures.print("power-on.wall", Figures.median(wall), "ms", "for comparison");
                figures.print("power-on.outside-native", Figures.median(outside), "ms", "for comparison");
                figures.print("power-on.overhead", Figures.median(own), "ms", "p50 <= 10");
            }
        }
    }
}
