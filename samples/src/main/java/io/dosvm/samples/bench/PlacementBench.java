package io.dosvm.samples.bench;

import io.dosvm.Dosvm;
import io.dosvm.Instance;
import io.dosvm.Operation;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.spi.Runtime.Step;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Power-ons on 1,000 fake hosts that answer at once: what placement and its transactions bear. */
final class PlacementBench {
    private static final int HOSTS = 1000;
    private static final int VMS = 500;
    private static final int ALONE = 100;
    private static final Duration LONG = Duration.ofMinutes(5);

    private PlacementBench() {}

    static void run(Figures figures) throws Exception {
        Path folder = Files.createTempDirectory("dosvm-bench-");
        FakeHosts fakes = new FakeHosts();
        AtomicLong placing = new AtomicLong();
        try (Dosvm dosvm =
                Dosvm.open(c -> c.store(Store.embedded(folder)).driver(fakes).instrumentation((step, took, failure) -> {
                    if (step.kind() == Step.Kind.TRANSACTION && step.name().contains("place")) {
                        placing.addAndGet(took.toNanos());
                    }
                }))) {
            List<Operation<?>> hosts = new ArrayList<>();
            for (int i = 0; i < HOSTS; i++) {
                String name = "h" + i;
                fakes.host(name).instant();
                hosts.add(dosvm.hosts().ensure(name, h -> h.uri("fake:" + name)));
            }
            hosts.forEach(operation -> operation.await(LONG));
            Project project = dosvm.projects().ensure("bench", p -> {});
            Instance empty = project.instances().ensure("empty", i -> i.memory(ByteSize.mib(64)));
            List<Vm> vms = new ArrayList<>();
            for (int i = 0; i < VMS; i++) {
                vms.add(project.vms().ensure("vm-" + i, v -> v.from(empty)));
            }
            placing.set(0);
            vms.subList(0, ALONE).forEach(vm -> vm.powerOn().await(LONG));
            figures.print(
                    "placement.per-second",
                    ALONE / (placing.get() / 1e9),
                    "1/s",
                    "placement alone, its transactions on disk included, one after the other");
            long begin = System.nanoTime();
            List<Operation<Vm>> starts =
                    vms.subList(ALONE, VMS).stream().map(Vm::powerOn).toList();
            starts.forEach(operation -> operation.await(LONG));
            double seconds = (System.nanoTime() - begin) / 1e9;
            figures.print(
                    "placement.power-ons-per-second",
                    (VMS - ALONE) / seconds,
                    "1/s",
                    "all at once, with every transaction on disk");
        }
        Trees.delete(folder);
    }
}
