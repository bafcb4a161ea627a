package io.dosvm.samples.bench;

import io.dosvm.Dosvm;
import io.dosvm.Instance;
import io.dosvm.Page;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.VmStatus;
import io.dosvm.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of 100 out of 100,000 VMs. */
final class PageBench {
    private static final int VMS = 100_000;
    private static final int PAGE = 100;

    private PageBench() {}

    static void run(Figures figures) throws Exception {
        Path folder = Files.createTempDirectory("dosvm-bench-");
        try (Dosvm dosvm = Dosvm.open(c -> c.store(Store.embedded(folder)))) {
            Project project = dosvm.projects().ensure("bench", p -> {});
            Instance empty = project.instances().ensure("empty", i -> i.memory(ByteSize.mib(64)));
            long begin = System.nanoTime();
            for (int i = 0; i < VMS; i++) {
                project.vms().create("vm-" + i, v -> v.from(empty));
            }
            figures.print("vms.created-per-second", VMS / ((System.nanoTime() - begin) / 1e9), "1/s", "for comparison");
            double[] times = new double[51];
            String after = "";
            for (int i = 0; i < times.length; i++) {
                String from = after;
                long start = System.nanoTime();
                Page<VmStatus> page = project.vms().list(q -> q.limit(PAGE).after(from));
                times[i] = (System.nanoTime() - start) / 1e6;
                if (page.items().size() != PAGE) {
                    throw new IllegalStateException("a page of " + page.items().size());
                }
                after = page.next().orElse("");
            }
            figures.print("page.100-of-100000", Figures.median(times), "ms", "<= 20");
        }
        Trees.delete(folder);
    }
}
