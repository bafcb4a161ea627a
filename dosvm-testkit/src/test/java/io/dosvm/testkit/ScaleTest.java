package io.dosvm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.RunState;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A thousand hosts with a hundred guests each, watched all the time. */
class ScaleTest {
    private static final int HOSTS = 1_000;
    private static final int GUESTS = 100;
    private static final long MOST_BYTES = 600L << 20;

    private final UUID owner = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private final AtomicLong told = new AtomicLong();

    @Test
    void aThousandHostsWithAHundredGuestsFitInAGigabyte() {
        long heapBefore = heap();
        int threadsBefore = Thread.activeCount();
        try (Runtime runtime = Runtime.system("scale")) {
            FakeHosts hosts = new FakeHosts();
            List<HostDriver> drivers = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < HOSTS; i++) {
                hosts.host("h" + i).instant().memory(ByteSize.gib(1_024));
                HostDriver driver = hosts.open(HostUri.parse("fake:h" + i), runtime);
                drivers.add(driver);
                driver.watch(new Counter());
                fill(driver, runtime, i);
            }
            long filled = System.nanoTime();
            int running = 0;
            for (HostDriver driver : drivers) {
                running += (int) driver.perform(new HostDriver.Observe(Set.of(Part.VMS)), call(runtime)).vms().stream()
                        .filter(v -> v.state() == RunState.RUNNING)
                        .count();
            }
            long observed = System.nanoTime();
            long heap = heap() - heapBefore;
            int threads = Thread.activeCount() - threadsBefore;
            System.out.printf(
                    Locale.ROOT,
                    "[scale] %d hosts, %d guests: %.1f s to define and start all, %.2f s to observe all,"
                            + " %d MiB of heap, %d threads%n",
                    HOSTS,
                    running,
                    (filled - begin) / 1e9,
                    (observed - filled) / 1e9,
                    heap >> 20,
                    threads);
            assertEquals(HOSTS * GUESTS, running);
            assertTrue(heap < MOST_BYTES, heap + " bytes of heap");
            assertTrue(threads < 5, threads + " threads");
            Runtime.Signal never = runtime.signal();
            for (int i = 0; i < 600 && told.get() < 2L * HOSTS * GUESTS; i++) {
                never.await(0, Duration.ofMillis(100));
            }
            assertEquals(2L * HOSTS * GUESTS, told.get());
            drivers.forEach(HostDriver::close);
        }
    }

    private void fill(HostDriver driver, Runtime runtime, int host) {
        Mark pool = new Mark(owner, new UUID(1, host), 0);
        driver.perform(new Storage.EnsurePool(new Storage.PoolDefinition(pool, "/var/lib/dosvm")), call(runtime));
        for (int i = 0; i < GUESTS; i++) {
            UUID id = new UUID(0x4000, (long) host * GUESTS + i);
            Mark mark = new Mark(owner, id, 0);
            Storage.VolumeKey disk = new Storage.VolumeKey(pool.madeName(), mark.madeName() + ".qcow2");
            driver.perform(
                    new Storage.CreateVolume(
                            new Storage.VolumeDefinition(disk, Format.QCOW2, ByteSize.gib(10), Optional.empty())),
                    call(runtime));
            driver.perform(new Compute.Define(vm(mark, disk)), call(runtime));
            driver.perform(new Compute.Start(id, 1), call(runtime));
        }
    }

    private static Compute.VmDefinition vm(Mark mark, Storage.VolumeKey disk) {
        return new Compute.VmDefinition(
                mark,
                "guest",
                "x86_64",
                Optional.empty(),
                2,
                ByteSize.gib(2),
                List.of(Compute.BootDevice.DISK),
                List.of(new Compute.DiskDefinition(
                        disk,
                        Format.QCOW2,
                        Compute.DiskDefinition.Device.DISK,
                        Compute.DiskDefinition.Bus.VIRTIO,
                        false)),
                List.of(),
                Optional.empty());
    }

    private static Call call(Runtime runtime) {
        return Call.within(runtime, Duration.ofSeconds(60));
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private final class Counter implements HostDriver.HostListener {
        @Override
        public void vmChanged(UUID id) {
            told.incrementAndGet();
        }

        @Override
        public void resync() {}

        @Override
        public void lost() {}
    }
}
