package io.dosvm.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
import io.dosvm.value.HostUri;
import io.dosvm.value.MacAddress;
import io.dosvm.value.RunState;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tests plant on a fake host, and what goes wrong there. */
class HostFaultsTest {
    private final VirtualWorld world = new VirtualWorld(5);
    private final Runtime node = world.node("a");
    private final FakeHosts hosts = new FakeHosts(world);
    private final FakeHost host = hosts.host("lab").instant();
    private final HostDriver driver = hosts.open(HostUri.parse("fake:lab"), node);
    private final UUID owner = node.newId();

    @AfterEach
    void end() {
        driver.close();
        world.close();
        assertEquals(List.of(), world.failures());
    }

    @Test
    void foreignThingsAreObservedAndNotOurs() {
        UUID vm = host.plantVm("theirs", ByteSize.gib(1), true);
        host.plantPool("default", "/var/lib/libvirt/images");
        host.plantFile("/var/lib/libvirt/images/theirs.raw", new byte[1_000]);
        host.plantNetwork("default", "virbr0", Cidr.parse("192.168.122.0/24"));
        HostDriver.Observation seen = perform(new HostDriver.Observe(Set.of(Part.values())));
        assertEquals(vm, seen.vms().get(0).id());
        assertEquals(RunState.RUNNING, seen.vms().get(0).state());
        assertEquals("theirs.raw", seen.volumes().get(0).key().fileName());
        assertEquals("default", seen.networks().get(0).name());
        assertEquals(
                Optional.empty(),
                perform(new Compute.Describe(vm)).orElseThrow().mark());
        refused(ErrorCode.ALREADY_EXISTS, new Compute.Define(vm(new Mark(owner, vm, 0), List.of())));
    }

    @Test
    void aStrayRunsWithItsGeneration() {
        Compute.VmDefinition stray = vm(new Mark(owner, node.newId(), 0), List.of());
        UUID id = host.plantMarked(stray, 7);
        assertEquals(
                Optional.of(new Mark(owner, id, 7)),
                perform(new Compute.Describe(id)).orElseThrow().mark());
        refused(ErrorCode.WRONG_STATE, new Compute.Start(id, 8));
    }

    @Test
    void theSameVmOnTwoHostsIsNoticed() {
        Compute.VmDefinition vm = vm(new Mark(owner, node.newId(), 0), List.of());
        host.plantMarked(vm, 1);
        assertEquals(List.of(), hosts.runningTwice());
        hosts.host("other").plantMarked(vm, 2);
        assertEquals(List.of(vm.mark().id() + " runs on [lab, other]"), hosts.runningTwice());
    }

    @Test
    void aMachineIsKnownByItsKeyWhateverItsName() {
        hosts.alias("second-name", host);
        HostFacts first = perform(new HostDriver.Facts());
        HostFacts second = hosts.open(HostUri.parse("fake:second-name"), node).perform(new HostDriver.Facts(), call());
        assertEquals(first, second);
        assertEquals(1, hosts.all().size());
        host.losePower();
        host.comeBack();
        HostFacts after = perform(new HostDriver.Facts());
        assertEquals(first.machineKey(), after.machineKey());
        assertNotEquals(first.bootId(), after.bootId());
    }

    @Test
    void anOlderEpochIsRefusedWhereTheHostLooks() {
        host.refusesOldEpochs();
        UUID operation = node.newId();
        driver.perform(new HostDriver.Facts(), call().forOperation(operation, "x", 5));
        driver.perform(new HostDriver.Facts(), call());
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> driver.perform(new HostDriver.Facts(), call().forOperation(operation, "x", 4)));
        assertEquals(ErrorCode.LEASE_LOST, e.code());
    }

    @Test
    void anUploadBreaksOffAndStartsAfresh() {
        Storage.VolumeKey key = volume();
        byte[] bytes = new byte[2_000_000];
        node.random().nextBytes(bytes);
        host.faults().on(Verb.VOLUME_UPLOAD).breakOff(700_000);
        refused(ErrorCode.HOST_LOST, new Storage.Upload(key, bytes.length, new ByteArrayInputStream(bytes)));
        Storage.VolumeFound found = perform(new Storage.Upload(key, bytes.length, new ByteArrayInputStream(bytes)));
        assertEquals(bytes.length, found.capacity().bytes());
        host.faults().on(Verb.VOLUME_UPLOAD).loseAnswer();
        refused(ErrorCode.HOST_LOST, new Storage.Upload(key, 3, new ByteArrayInputStream(bytes)));
        assertEquals(
                3,
                perform(new Storage.DescribeVolume(key))
                        .orElseThrow()
                        .capacity()
                        .bytes());
    }

    @Test
    void filesPoolsAndNetworksSpoilBehindOurBack() {
        Storage.VolumeKey key = volume();
        Compute.VmDefinition vm = vm(new Mark(owner, node.newId(), 0), List.of(key));
        perform(new Compute.Define(vm));
        String path = perform(new Storage.DescribeVolume(key)).orElseThrow().path();
        host.spoilFile(path, false);
        refused(ErrorCode.FILE_UNUSABLE, new Compute.Start(vm.mark().id(), 1));
        host.spoilFile(path, true);
        refused(ErrorCode.FILE_UNUSABLE, new Compute.Start(vm.mark().id(), 1));
        host.poolActive(key.pool(), false);
        refused(ErrorCode.WRONG_STATE, new Storage.ListVolumes(key.pool()));
        assertEquals(
                List.of(), perform(new HostDriver.Observe(Set.of(Part.VOLUMES))).volumes());

        host.plantNetwork("net", "br7", Cidr.parse("10.7.0.0/24"));
        Compute.VmDefinition nic = new Compute.VmDefinition(
                new Mark(owner, node.newId(), 0),
                "nic",
                "x86_64",
                Optional.empty(),
                1,
                ByteSize.gib(1),
                List.of(),
                List.of(),
                List.of(new Compute.NicDefinition(new NicLink.ToNetwork("net"), new MacAddress(1), "virtio")),
                Optional.empty());
        perform(new Compute.Define(nic));
        host.networkActive("net", false);
        refused(ErrorCode.WRONG_STATE, new Compute.Start(nic.mark().id(), 1));
        host.networkActive("net", true);
        perform(new Compute.Start(nic.mark().id(), 1));
    }

    @Test
    void lostEventsAreLost() {
        List<UUID> told = new ArrayList<>();
        driver.watch(new HostDriver.HostListener() {
            @Override
            public void vmChanged(UUID id) {
                told.add(id);
            }

            @Override
            public void resync() {}

            @Override
            public void lost() {}
        });
        host.faults().loseEvents(1);
        UUID first = host.plantVm("one", ByteSize.gib(1), false);
        UUID second = host.plantVm("two", ByteSize.gib(1), false);
        node.sleep(Duration.ofSeconds(1));
        assertEquals(List.of(second), told);
        assertEquals(2, host.vms().size());
        assertEquals(first, host.vms().get(0).id());
    }

    @Test
    void slowVerbsTakeTheirTimeAndAlwaysMeansAlways() {
        host.faults().on(Verb.HOST_FACTS).delay(Duration.ofSeconds(9));
        long begin = node.nanoTime();
        perform(new HostDriver.Facts());
        assertEquals(Duration.ofSeconds(9).toNanos(), node.nanoTime() - begin);
        host.faults().on(Verb.HOST_FACTS).nth(2).always().fail(ErrorCode.DRIVER_FAILED);
        perform(new HostDriver.Facts());
        refused(ErrorCode.DRIVER_FAILED, new HostDriver.Facts());
        refused(ErrorCode.DRIVER_FAILED, new HostDriver.Facts());
        host.faults().clear();
        perform(new HostDriver.Facts());
        assertTrue(host.log().get(host.log().size() - 1).endsWith("a host.facts  ok"));
    }

    @Test
    void aHostThatGoesWhileAVerbIsUnderWayLosesIt() {
        host.latency(Duration.ofSeconds(10));
        node.start("cutter", () -> {
            node.sleep(Duration.ofSeconds(1));
            host.vanish();
        });
        refused(ErrorCode.HOST_LOST, new HostDriver.Facts());
        refused(ErrorCode.CONNECT_REACH, new HostDriver.Facts());
    }

    private Storage.VolumeKey volume() {
        Mark pool = new Mark(owner, node.newId(), 0);
        perform(new Storage.EnsurePool(new Storage.PoolDefinition(pool, "/pool/" + pool.id())));
        Storage.VolumeKey key = new Storage.VolumeKey(pool.madeName(), "one.qcow2");
        perform(new Storage.CreateVolume(
                new Storage.VolumeDefinition(key, Format.QCOW2, ByteSize.gib(1), Optional.empty())));
        return key;
    }

    private static Compute.VmDefinition vm(Mark mark, List<Storage.VolumeKey> disks) {
        return new Compute.VmDefinition(
                mark,
                "vm",
                "x86_64",
                Optional.empty(),
                1,
                ByteSize.gib(1),
                List.of(),
                disks.stream()
                        .map(k -> new Compute.DiskDefinition(
                                k,
                                Format.QCOW2,
                                Compute.DiskDefinition.Device.DISK,
                                Compute.DiskDefinition.Bus.VIRTIO,
                                false))
                        .toList(),
                List.of(),
                Optional.empty());
    }

    private Call call() {
        return Call.within(node, Duration.ofSeconds(30));
    }

    private <R> R perform(Request<R> request) {
        return driver.perform(request, call());
    }

    private void refused(ErrorCode code, Request<?> request) {
        DosvmException e = assertThrows(DosvmException.class, () -> driver.perform(request, call()));
        assertEquals(code, e.code(), e.getMessage());
    }
}
