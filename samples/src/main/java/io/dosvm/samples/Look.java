package io.dosvm.samples;

import io.dosvm.error.DosvmException;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.value.HostUri;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** Shows everything on hosts that are there. Nothing is stored, nothing is changed: {@code samples/run look URI…}. */
final class Look {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Look() {}

    static int run(String... uris) {
        if (uris.length == 0) {
            System.err.println("usage: samples/run look URI…   for example qemu:///system");
            return 2;
        }
        int failed = 0;
        HostDrivers drivers = HostDrivers.of(List.of());
        try (Runtime runtime = Runtime.system("look")) {
            for (String text : uris) {
                HostUri uri = HostUri.parse(text);
                try (HostDriver driver = drivers.require(uri).open(uri, runtime)) {
                    show(text, driver, runtime);
                } catch (DosvmException e) {
                    System.err.println(text + ": " + e.getMessage());
                    failed++;
                }
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private static void show(String uri, HostDriver driver, Runtime runtime) {
        HostDriver.HostFacts facts = driver.perform(new HostDriver.Facts(), Call.within(runtime, DEADLINE));
        System.out.println(uri + ": " + facts.hostName() + ", " + facts.hypervisor() + ", " + facts.library() + ", "
                + facts.acceleration());
        System.out.println("  " + facts.cpus() + " CPUs (" + facts.cpuModel() + "), " + facts.memory() + ", guests "
                + facts.architectures()
                + facts.owner().map(o -> ", owned by " + o.owner()).orElse(", not owned"));
        HostDriver.Observation found = driver.perform(
                new HostDriver.Observe(EnumSet.allOf(HostDriver.Part.class)), Call.within(runtime, DEADLINE));
        found.load().ifPresent(load -> System.out.println("  load: " + load.memoryFree() + " memory free"));
        System.out.println("  VMs: " + found.vms().size());
        for (Compute.VmFound vm : found.vms()) {
            System.out.println("    " + vm.name() + " " + vm.state() + ", " + vm.vcpus() + " vCPU, " + vm.memory()
                    + ", " + vm.cpuTime().toSeconds() + " s CPU" + (vm.persistent() ? "" : ", transient"));
            for (Compute.DiskFound disk : vm.disks()) {
                System.out.println("      disk " + disk.target() + " " + disk.source() + " " + disk.capacity());
            }
            for (Compute.NicFound nic : vm.nics()) {
                System.out.println(
                        "      nic " + nic.device() + " received " + nic.received() + ", sent " + nic.sent());
            }
        }
        System.out.println("  pools: " + found.pools().size());
        for (Storage.PoolFound pool : found.pools()) {
            System.out.println("    " + pool.name() + " " + pool.type() + " " + pool.path()
                    + (pool.active() ? ", " + pool.available() + " of " + pool.capacity() + " free" : ", not active"));
        }
        System.out.println("  volumes: " + found.volumes().size());
        for (Storage.VolumeFound volume : found.volumes()) {
            System.out.println("    " + volume.key() + " " + volume.format() + " " + volume.capacity() + ", takes "
                    + volume.allocation()
                    + volume.backingPath().map(p -> ", on " + p).orElse(""));
        }
        System.out.println("  networks: " + found.networks().size());
        for (Networking.NetworkFound network : found.networks()) {
            System.out.println("    " + network.name() + " "
                    + (network.forward().isEmpty() ? "isolated" : network.forward())
                    + network.bridge().map(b -> " on " + b).orElse("") + (network.active() ? "" : ", not active"));
        }
        System.out.println("  leases: " + found.leases().size());
        for (Networking.Lease lease : found.leases()) {
            System.out.println("    " + lease.address() + " " + lease.mac() + " "
                    + lease.hostName().orElse("(no name)") + " on " + lease.network());
        }
        System.out.println("  snapshots: " + found.snapshots().size());
        for (HostDriver.SnapshotFound snapshot : found.snapshots()) {
            System.out.println("    " + snapshot.name() + " of " + snapshot.vm() + ", " + snapshot.createdAt()
                    + (snapshot.current() ? ", current" : ""));
        }
    }
}
