package io.dosvm.engine.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Caller;
import io.dosvm.engine.kernel.KernelWorld;
import io.dosvm.engine.project.Quotas.Amount;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuotaRaceTest {
    private static final int THREADS = 4;
    private static final int TRIES = 50;

    @TempDir
    Path folder;

    @Test
    void neverExceeded_whateverRunsAtOnce() {
        try (Runtime runtime = Runtime.system("quota-race");
                KernelWorld world = new KernelWorld(folder, runtime)) {
            ResourceRef project = new ResourceRef(ResourceKind.PROJECT, runtime.newId(), "web");
            world.kernel().write(Caller.SYSTEM, "test", tx -> {
                new ProjectStore().insert(tx, project, "", new Limits(Map.of(Limit.INSTANCES, 100L)));
                return project;
            });
            AtomicInteger charged = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<Runtime.Task> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                tasks.add(runtime.start("racer", () -> {
                    for (int i = 0; i < TRIES; i++) {
                        charge(world, project, charged, refused);
                    }
                }));
            }
            tasks.forEach(task -> task.join(Duration.ofMinutes(1)));
            assertEquals(100, charged.get());
            assertEquals(THREADS * TRIES - 100, refused.get());
            assertEquals(
                    100,
                    world.kernel()
                            .read("test", tx -> new ProjectStore().read(tx, project.id()))
                            .use()
                            .instances());
        }
    }

    private static void charge(
            KernelWorld world, ResourceRef project, AtomicInteger charged, AtomicInteger refused) {
        try {
            world.kernel().write(Caller.SYSTEM, "test.charge", tx -> {
                Quotas.charge(tx, project, Amount.ofInstance());
                return project;
            });
            charged.incrementAndGet();
        } catch (DosvmException e) {
            assertEquals(ErrorCode.QUOTA_EXCEEDED, e.code());
            refused.incrementAndGet();
        }
    }
}
