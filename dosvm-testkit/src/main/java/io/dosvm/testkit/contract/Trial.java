package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Observation;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Networking.NetworkDefinition;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
import io.dosvm.value.IpAddress;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** One rule being tried: what it makes is taken away afterwards. */
final class Trial implements AutoCloseable {
    private final Workshop workshop;
    private final Deque<Request<?>> leftovers = new ArrayDeque<>();

    Trial(Workshop workshop) {
        this.workshop = workshop;
    }

    ContractBench bench() {
        return workshop.bench();
    }

    Runtime runtime() {
        return workshop.runtime();
    }

    HostDriver driver() {
        return workshop.driver();
    }

    UUID owner() {
        return workshop.owner();
    }

    HostDriver.HostFacts facts() {
        return workshop.facts();
    }

    Call call() {
        return workshop.call();
    }

    Mark mark() {
        return workshop.mark();
    }

    long newGeneration() {
        return workshop.newGeneration();
    }

    String pool() {
        return workshop.pool();
    }

    <R> R perform(Request<R> request) {
        return driver().perform(request, call());
    }

    /** Takes something away at the end, before what was made earlier. */
    void afterwards(Request<?> request) {
        leftovers.addFirst(request);
    }

    /** The request must be refused with this code; a missing capability passes through. */
    DosvmException refused(ErrorCode code, Request<?> request) {
        return refused(code, request, call());
    }

    DosvmException refused(ErrorCode code, Request<?> request, Call call) {
        Object answer;
        try {
            answer = driver().perform(request, call);
        } catch (DosvmException e) {
            if (e.code() == ErrorCode.CAPABILITY_MISSING || e.code() == code) {
                require(e.code() == code, e);
                return e;
            }
            throw new AssertionError(request + " must be refused with " + code + ", not " + e.code(), e);
        }
        throw new AssertionError(request + " must be refused with " + code + ", and was answered " + answer);
    }

    private static void require(boolean right, DosvmException otherwise) {
        if (!right) {
            throw otherwise;
        }
    }

    static void holds(boolean so, String what) {
        if (!so) {
            throw new AssertionError("not so: " + what);
        }
    }

    /** Equal, but for the room that volumes take: it may change from one look to the next. */
    static void same(Object expected, Object actual, String what) {
        if (!Objects.equals(lasting(expected), lasting(actual))) {
            throw new AssertionError(what + ": expected " + expected + ", got " + actual);
        }
    }

    private static Object lasting(Object value) {
        if (value instanceof Storage.VolumeFound v) {
            return new Storage.VolumeFound(v.key(), v.path(), v.format(), v.capacity(), ByteSize.ZERO, v.backingPath());
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Trial::lasting);
        }
        return value instanceof List<?> list ? list.stream().map(Trial::lasting).toList() : value;
    }

    void until(Duration atMost, String what, BooleanSupplier so) {
        long end = runtime().nanoTime() + atMost.toNanos();
        while (!so.getAsBoolean()) {
            if (runtime().nanoTime() - end >= 0) {
                throw new AssertionError("not so within " + atMost + ": " + what);
            }
            runtime().sleep(Duration.ofMillis(50));
        }
    }

    /** Waits until the host answers again after a time in which it did not. */
    void untilAnswers() {
        long end = runtime().nanoTime() + 2 * bench().deadline().toNanos();
        while (true) {
            try {
                perform(new HostDriver.Facts());
                return;
            } catch (DosvmException e) {
                if (runtime().nanoTime() - end > 0) {
                    throw new AssertionError("the host does not answer again: " + e.code(), e);
                }
                runtime().sleep(Duration.ofMillis(200));
            }
        }
    }

    Observation observe(Part... parts) {
        return perform(new HostDriver.Observe(Set.of(parts)));
    }

    Optional<Compute.VmFound> observed(UUID id) {
        return observe(Part.VMS).vms().stream().filter(v -> v.id().equals(id)).findFirst();
    }

    RunState state(UUID id) {
        return observed(id).map(Compute.VmFound::state).orElse(RunState.UNKNOWN);
    }

    static boolean off(RunState state) {
        return state == RunState.OFF || state == RunState.CRASHED;
    }

    Storage.PoolDefinition poolDefinition() {
        Storage.PoolDefinition definition = new Storage.PoolDefinition(mark(), bench().newDirectory());
        afterwards(new Storage.RemovePool(definition.mark().madeName()));
        return definition;
    }

    VolumeKey newKey(Format format) {
        VolumeKey key = new VolumeKey(pool(), mark().madeName() + "." + format.text());
        afterwards(new Storage.DeleteVolume(key));
        return key;
    }

    static Storage.VolumeDefinition blank(VolumeKey key, Format format, ByteSize capacity) {
        return new Storage.VolumeDefinition(key, format, capacity, Optional.empty());
    }

    Storage.VolumeFound volume(Format format, ByteSize capacity) {
        return perform(new Storage.CreateVolume(blank(newKey(format), format, capacity)));
    }

    Storage.VolumeDefinition overlayOf(VolumeKey backing, Format format, ByteSize capacity) {
        return new Storage.VolumeDefinition(
                newKey(Format.QCOW2), Format.QCOW2, capacity, Optional.of(new Storage.Backing(backing, format)));
    }

    NetworkDefinition networkDefinition() {
        Cidr addresses = bench().newAddresses();
        NetworkDefinition definition = network(mark(), bench().newBridge(), addresses, 100);
        afterwards(new Networking.RemoveNetwork(definition.mark().madeName()));
        return definition;
    }

    static NetworkDefinition network(Mark mark, String bridge, Cidr addresses, int firstGuest) {
        IpAddress base = addresses.network();
        return new NetworkDefinition(
                mark,
                bridge,
                addresses,
                base.plus(1),
                Optional.empty(),
                List.of(new Networking.DhcpRange(base.plus(firstGuest), base.plus(firstGuest + 50))),
                Optional.empty());
    }

    /** A VM without disks, which nothing has been told of yet. */
    VmDefinition newVm() {
        return newVm(List.of(), List.of());
    }

    VmDefinition newVm(List<Compute.DiskDefinition> disks, List<Compute.NicDefinition> nics) {
        Mark mark = mark();
        afterwards(new Compute.Undefine(mark.id()));
        afterwards(new Compute.Stop(mark.id()));
        return vm(mark, facts().architectures().get(0), bench().guestMemory(), disks, nics);
    }

    VmDefinition definedVm() {
        VmDefinition vm = newVm();
        perform(new Compute.Define(vm));
        return vm;
    }

    static VmDefinition vm(
            Mark mark,
            String architecture,
            ByteSize memory,
            List<Compute.DiskDefinition> disks,
            List<Compute.NicDefinition> nics) {
        return new VmDefinition(
                mark,
                "contract",
                architecture,
                Optional.empty(),
                1,
                memory,
                List.of(Compute.BootDevice.DISK),
                disks,
                nics,
                Optional.of(new Compute.GraphicsDefinition(
                        Compute.GraphicsDefinition.Type.VNC, IpAddress.parse("127.0.0.1"))));
    }

    static VmDefinition sized(VmDefinition vm, String title, int vcpus, ByteSize memory) {
        return new VmDefinition(
                vm.mark(),
                title,
                vm.architecture(),
                vm.machine(),
                vcpus,
                memory,
                vm.boot(),
                vm.disks(),
                vm.nics(),
                vm.graphics());
    }

    static Compute.DiskDefinition disk(VolumeKey key, Format format) {
        return new Compute.DiskDefinition(
                key, format, Compute.DiskDefinition.Device.DISK, Compute.DiskDefinition.Bus.VIRTIO, false);
    }

    /** The shared VM, off. */
    VmDefinition stopped() {
        VmDefinition vm = workshop.shared();
        perform(new Compute.Stop(vm.mark().id()));
        return vm;
    }

    /** The shared VM, running. */
    Running running() {
        VmDefinition vm = workshop.shared();
        UUID id = vm.mark().id();
        Compute.VmDetails details =
                perform(new Compute.Describe(id)).orElseThrow(() -> new AssertionError("the shared VM is gone"));
        if (details.state() == RunState.SUSPENDED) {
            perform(new Compute.Resume(id));
        } else if (off(details.state())) {
            details = perform(new Compute.Start(id, newGeneration()));
        }
        long generation = details.mark()
                .map(Mark::generation)
                .orElseThrow(() -> new AssertionError("the running VM carries no mark"));
        return new Running(vm, id, generation);
    }

    /** The volume of the shared VM; refused where the host has no storage. */
    VolumeKey sharedDisk() {
        pool();
        return workshop.shared().disks().get(0).volume();
    }

    /** A VM that runs, and the generation that it carries. */
    record Running(VmDefinition definition, UUID id, long generation) {}

    @Override
    public void close() {
        workshop.tryAll(leftovers);
    }
}
