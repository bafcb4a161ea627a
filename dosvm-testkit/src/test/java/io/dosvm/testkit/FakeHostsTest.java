package io.dosvm.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Networking;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
import io.dosvm.value.HostUri;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.RunState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeHostsTest {
    private final VirtualWorld world = new VirtualWorld(1);
    private final Runtime node = world.node("a");
    private final FakeHosts hosts = new FakeHosts(world);
    private final FakeHost host = hosts.host("lab");
    private final HostDriver driver = hosts.open(HostUri.parse("fake:lab"), node);
    private final UUID owner = node.newId();
    private final Mark poolMark = mark();
    private final Mark netMark = mark();

    @AfterEach
    void end() {
        driver.close();
        world.close();
        assertEquals(List.of(), world.failures());
    }

    @Test
    void aGuestBootsTakesAnAddressAndPowersOff() {
        Compute.VmDefinition vm = vm();
        UUID id = vm.mark().id();
        perform(new Compute.Define(vm));
        perform(new Compute.Start(id, 1));
        assertFalse(host.guest(id).booted());
        assertEquals(List.of(), addresses(id));
        node.sleep(Duration.ofSeconds(1));
        assertTrue(host.guest(id).booted());
        assertEquals(List.of(IpAddress.parse("10.9.0.100")), addresses(id));
        perform(new Compute.Shutdown(id));
        assertEquals(RunState.RUNNING, state(id));
        node.sleep(Duration.ofSeconds(1));
        assertEquals(RunState.OFF, state(id));
    }

    @Test
    void aStubbornGuestIgnoresTheButtonAndDiesByForce() {
        Compute.VmDefinition vm = vm();
        UUID id = vm.mark().id();
        host.guest(id).ignoresShutdown();
        perform(new Compute.Define(vm));
        perform(new Compute.Start(id, 1));
        node.sleep(Duration.ofSeconds(1));
        perform(new Compute.Shutdown(id));
        node.sleep(Duration.ofHours(1));
        assertEquals(RunState.RUNNING, state(id));
        perform(new Compute.Stop(id));
        assertEquals(RunState.OFF, state(id));
    }

    @Test
    void aStandingGuestDoesNotAge() {
        Compute.VmDefinition vm = vm();
        UUID id = vm.mark().id();
        perform(new Compute.Define(vm));
        perform(new Compute.Start(id, 1));
        perform(new Compute.Suspend(id));
        node.sleep(Duration.ofHours(1));
        assertFalse(host.guest(id).booted());
        assertEquals(RunState.SUSPENDED, state(id));
        perform(new Compute.Resume(id));
        node.sleep(Duration.ofSeconds(1));
        assertTrue(host.guest(id).booted());
    }

    @Test
    void memoryRunsOut() {
        host.memory(ByteSize.gib(3));
        Compute.VmDefinition one = vm();
        Compute.VmDefinition two = vm();
        perform(new Compute.Define(one));
        perform(new Compute.Define(two));
        perform(new Compute.Start(one.mark().id(), 1));
        refused(ErrorCode.DRIVER_FAILED, new Compute.Start(two.mark().id(), 1));
        perform(new Compute.Stop(one.mark().id()));
        perform(new Compute.Start(two.mark().id(), 1));
    }

    @Test
    void twoGuestsNeverWriteToOneVolume() {
        Compute.VmDefinition one = vm();
        Compute.VmDefinition two = with(vm(), one.disks());
        perform(new Compute.Define(one));
        perform(new Compute.Define(two));
        perform(new Compute.Start(one.mark().id(), 1));
        refused(ErrorCode.IN_USE, new Compute.Start(two.mark().id(), 1));
        refused(ErrorCode.IN_USE, new Storage.DeleteVolume(one.disks().get(0).volume()));
    }

    @Test
    void overlaysOfOneImageRunTogetherAndWhoWritesTheImageDoesNot() {
        Storage.VolumeKey image = volume(Optional.empty());
        Storage.Backing backing = new Storage.Backing(image, Format.QCOW2);
        Compute.VmDefinition one = with(vm(), List.of(disk(volume(Optional.of(backing)))));
        Compute.VmDefinition two = with(vm(), List.of(disk(volume(Optional.of(backing)))));
        Compute.VmDefinition writer = with(vm(), List.of(disk(image)));
        List.of(one, two, writer).forEach(v -> perform(new Compute.Define(v)));
        perform(new Compute.Start(one.mark().id(), 1));
        perform(new Compute.Start(two.mark().id(), 1));
        refused(ErrorCode.IN_USE, new Compute.Start(writer.mark().id(), 1));
        refused(ErrorCode.IN_USE, new Storage.DeleteVolume(image));
    }

    @Test
    void uploadedBytesSayWhatTheyAreAndComeBack() {
        Storage.VolumeKey key = volume(Optional.empty());
        byte[] raw = new byte[3_000_000];
        node.random().nextBytes(raw);
        Storage.VolumeFound found = upload(key, raw);
        assertEquals(Format.RAW, found.format());
        assertEquals(3_000_000, found.capacity().bytes());
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        perform(new Storage.Download(key, back));
        assertArrayEquals(raw, back.toByteArray());

        byte[] qcow2 = DiskHeader.write(1L << 30, "/etc/passwd", Format.RAW);
        found = upload(key, qcow2);
        assertEquals(Format.QCOW2, found.format());
        assertEquals(1L << 30, found.capacity().bytes());
        assertEquals(Optional.of("/etc/passwd"), found.backingPath());
    }

    @Test
    void noHeaderBreaksTheReader() {
        for (int seed = 0; seed < 20_000; seed++) {
            byte[] head = DiskHeader.write(1L << 30, "/base.qcow2", Format.QCOW2);
            for (int i = 0; i < 4; i++) {
                head[8 + node.random().nextInt(200)] = (byte) node.random().nextInt(256);
            }
            byte[] cut = java.util.Arrays.copyOf(head, node.random().nextInt(head.length));
            for (byte[] bytes : List.of(head, cut)) {
                try {
                    DiskHeader.read(bytes, bytes.length);
                } catch (DosvmException e) {
                    assertEquals(ErrorCode.FILE_UNUSABLE, e.code());
                }
            }
        }
    }

    @Test
    void theDiskFillsUp() {
        Storage.VolumeKey key = volume(Optional.empty());
        host.disk(ByteSize.mib(1));
        byte[] raw = new byte[3_000_000];
        node.random().nextBytes(raw);
        DosvmException e = assertThrows(DosvmException.class, () -> upload(key, raw));
        assertEquals(ErrorCode.POOL_FULL, e.code());
    }

    @Test
    void faultsHitTheCallTheyAreMeantFor() {
        perform(new Compute.Define(vm()));
        Compute.VmDefinition vm = vm();
        host.faults().on(Verb.VM_DEFINE).nth(2).loseAnswer();
        perform(new Compute.Define(vm()));
        refused(ErrorCode.HOST_LOST, new Compute.Define(vm));
        assertTrue(host.definition(vm.mark().id()).isPresent());
        Compute.VmDefinition other = vm();
        host.faults().on(Verb.VM_DEFINE).fail(ErrorCode.DRIVER_FAILED);
        refused(ErrorCode.DRIVER_FAILED, new Compute.Define(other));
        assertFalse(host.definition(other.mark().id()).isPresent());
        host.faults().on(Verb.VM_DEFINE).late(Duration.ofMinutes(1));
        refused(ErrorCode.HOST_LOST, new Compute.Define(other));
        node.sleep(Duration.ofSeconds(59));
        assertFalse(host.definition(other.mark().id()).isPresent());
        node.sleep(Duration.ofSeconds(2));
        assertTrue(host.definition(other.mark().id()).isPresent());
        assertEquals(5, host.faults().count(Verb.VM_DEFINE));
    }

    @Test
    void aHangingHostReleasesTheCallerAtTheDeadline() {
        long begin = node.nanoTime();
        host.freeze();
        refused(ErrorCode.TIMEOUT, new HostDriver.Facts());
        assertEquals(Duration.ofSeconds(30).toNanos(), node.nanoTime() - begin);
        host.thaw();
        perform(new HostDriver.Facts());
        host.faults().on(Verb.HOST_FACTS).hang();
        boolean[] cancelled = {false};
        node.start("canceller", () -> {
            node.sleep(Duration.ofSeconds(1));
            cancelled[0] = true;
        });
        Call call = Call.within(node, Duration.ofMinutes(5)).cancelledBy(() -> cancelled[0]);
        DosvmException e = assertThrows(DosvmException.class, () -> driver.perform(new HostDriver.Facts(), call));
        assertEquals(ErrorCode.CANCELLED, e.code());
    }

    @Test
    void aVanishedHostKeepsItsGuests() {
        Compute.VmDefinition vm = vm();
        perform(new Compute.Define(vm));
        perform(new Compute.Start(vm.mark().id(), 1));
        host.vanish();
        refused(ErrorCode.CONNECT_REACH, new HostDriver.Facts());
        assertEquals(RunState.RUNNING, host.vms().get(0).state());
        host.comeBack();
        perform(new HostDriver.Facts());
        host.losePower();
        host.comeBack();
        assertEquals(RunState.OFF, state(vm.mark().id()));
        refused(ErrorCode.CONNECT_RESOLVE, hosts.open(HostUri.parse("fake:nowhere"), node), new HostDriver.Facts());
    }

    @Test
    void listenersAreToldInOrderWithoutAThreadPerHost() {
        List<String> told = new ArrayList<>();
        HostDriver.HostListener listener = new HostDriver.HostListener() {
            @Override
            public void vmChanged(UUID id) {
                told.add(state(host, id).toString());
            }

            @Override
            public void resync() {
                told.add("resync");
            }

            @Override
            public void lost() {
                told.add("lost");
            }
        };
        Compute.VmDefinition vm = vm();
        perform(new Compute.Define(vm));
        HostDriver.Watch watch = driver.watch(listener);
        perform(new Compute.Start(vm.mark().id(), 1));
        node.sleep(Duration.ofSeconds(1));
        host.guest(vm.mark().id()).powersOff();
        node.sleep(Duration.ofSeconds(1));
        host.vanish();
        host.comeBack();
        node.sleep(Duration.ofSeconds(1));
        assertEquals(List.of("RUNNING", "OFF", "lost", "resync"), told);
        watch.close();
        perform(new Compute.Start(vm.mark().id(), 2));
        node.sleep(Duration.ofSeconds(1));
        assertEquals(4, told.size());
    }

    @Test
    void aCrashedNodeIsToldNothingAndTheNextOneIs() {
        Runtime other = world.node("b");
        HostDriver first = hosts.open(HostUri.parse("fake:lab"), other);
        List<String> told = new ArrayList<>();
        first.watch(listener(told, "first"));
        perform(new Compute.Define(vm()));
        node.sleep(Duration.ofSeconds(1));
        assertEquals(List.of("first"), told);
        world.crash(other);
        HostDriver second = hosts.open(HostUri.parse("fake:lab"), world.node("b"));
        second.watch(listener(told, "second"));
        perform(new Compute.Define(vm()));
        node.sleep(Duration.ofSeconds(1));
        assertEquals(List.of("first", "second"), told);
        second.close();
    }

    @Test
    void theSameSeedMakesTheSameHistory() {
        assertEquals(history(7), history(7));
    }

    private static List<String> history(long seed) {
        try (VirtualWorld world = new VirtualWorld(seed)) {
            FakeHosts hosts = new FakeHosts(world);
            FakeHost host = hosts.host("lab");
            host.faults().sometimes(0.2, seed);
            List<Runtime.Task> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                Runtime node = world.node(name);
                HostDriver driver = hosts.open(HostUri.parse("fake:lab"), node);
                tasks.add(node.start("worker", () -> {
                    for (int i = 0; i < 20; i++) {
                        try {
                            driver.perform(
                                    new HostDriver.Claim(
                                            new HostDriver.OwnerMark(node.newId(), node.newId()),
                                            node.random().nextBoolean()),
                                    Call.within(node, Duration.ofSeconds(5)));
                        } catch (DosvmException e) {
                            node.sleep(Duration.ofMillis(node.random().nextInt(5)));
                        }
                    }
                    driver.close();
                }));
            }
            tasks.forEach(t -> t.join(Duration.ofMinutes(5)));
            assertEquals(60, host.faults().count(Verb.HOST_CLAIM));
            return host.log();
        }
    }

    private static HostDriver.HostListener listener(List<String> told, String name) {
        return new HostDriver.HostListener() {
            @Override
            public void vmChanged(UUID id) {
                told.add(name);
            }

            @Override
            public void resync() {
                told.add(name + " resync");
            }

            @Override
            public void lost() {
                told.add(name + " lost");
            }
        };
    }

    private Compute.VmDefinition vm() {
        perform(new Storage.EnsurePool(new Storage.PoolDefinition(poolMark, "/var/lib/dosvm")));
        perform(new Networking.EnsureNetwork(new Networking.NetworkDefinition(
                netMark,
                "br9",
                Cidr.parse("10.9.0.0/24"),
                IpAddress.parse("10.9.0.1"),
                Optional.empty(),
                List.of(new Networking.DhcpRange(IpAddress.parse("10.9.0.100"), IpAddress.parse("10.9.0.200"))),
                Optional.empty())));
        return new Compute.VmDefinition(
                mark(),
                "test",
                "x86_64",
                Optional.empty(),
                2,
                ByteSize.gib(2),
                List.of(Compute.BootDevice.DISK),
                List.of(disk(volume(Optional.empty()))),
                List.of(new Compute.NicDefinition(
                        new NicLink.ToNetwork(netMark.madeName()),
                        new MacAddress(0x525400000000L + node.random().nextInt(1 << 24)),
                        "virtio")),
                Optional.empty());
    }

    private static Compute.VmDefinition with(Compute.VmDefinition vm, List<Compute.DiskDefinition> disks) {
        return new Compute.VmDefinition(
                vm.mark(),
                vm.title(),
                vm.architecture(),
                vm.machine(),
                vm.vcpus(),
                vm.memory(),
                vm.boot(),
                disks,
                vm.nics(),
                vm.graphics());
    }

    private static Compute.DiskDefinition disk(Storage.VolumeKey key) {
        return new Compute.DiskDefinition(
                key, Format.QCOW2, Compute.DiskDefinition.Device.DISK, Compute.DiskDefinition.Bus.VIRTIO, false);
    }

    private Storage.VolumeKey volume(Optional<Storage.Backing> backing) {
        perform(new Storage.EnsurePool(new Storage.PoolDefinition(poolMark, "/var/lib/dosvm")));
        Storage.VolumeKey key = new Storage.VolumeKey(poolMark.madeName(), mark().madeName() + ".qcow2");
        perform(new Storage.CreateVolume(new Storage.VolumeDefinition(key, Format.QCOW2, ByteSize.gib(10), backing)));
        return key;
    }

    private Storage.VolumeFound upload(Storage.VolumeKey key, byte[] bytes) {
        return perform(new Storage.Upload(key, bytes.length, new ByteArrayInputStream(bytes)));
    }

    private Mark mark() {
        return new Mark(owner, node.newId(), 0);
    }

    private List<IpAddress> addresses(UUID id) {
        return perform(new Compute.Addresses(id)).stream()
                .flatMap(s -> s.addresses().stream())
                .toList();
    }

    private RunState state(UUID id) {
        return perform(new HostDriver.Observe(Set.of(Part.VMS))).vms().stream()
                .filter(v -> v.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static RunState state(FakeHost host, UUID id) {
        return host.vms().stream()
                .filter(v -> v.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private <R> R perform(Request<R> request) {
        return driver.perform(request, Call.within(node, Duration.ofSeconds(30)));
    }

    private void refused(ErrorCode code, Request<?> request) {
        refused(code, driver, request);
    }

    private void refused(ErrorCode code, HostDriver by, Request<?> request) {
        DosvmException e = assertThrows(
                DosvmException.class, () -> by.perform(request, Call.within(node, Duration.ofSeconds(30))));
        assertEquals(code, e.code(), e.getMessage());
    }
}
