package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Image;
import io.dosvm.Instance;
import io.dosvm.Network;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.engine.InsideEngine;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.StepPlan;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A virtual world with a control plane in it, one host, one project and what a VM needs; the node can be dropped. */
final class Scene implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(30);

    /** More than the time between two looks at a host. */
    private static final Duration RECONCILED = Duration.ofSeconds(40);

    private static final Duration LOOK = Duration.ofSeconds(5);

    final VirtualWorld world;
    final FakeHosts fakes;
    final FakeHost machine;
    Dosvm dosvm;
    Host host;
    Project web;
    Pool pool;
    Network lan;
    Image debian;

    /** A file that makes an image in no time. */
    final Path small;

    private final Store store;
    private final UnaryOperator<Dosvm> face;
    private Runtime node;
    private Dosvm opened;

    Scene(long seed, Store store, Path folder) {
        this(seed, store, folder, UnaryOperator.identity());
    }

    /**
     * Opens everything.
     *
     * @param face what its users see of the control plane
     */
    Scene(long seed, Store store, Path folder, UnaryOperator<Dosvm> face) {
        this.store = store;
        this.face = face;
        small = disk(folder, "small.raw", 64 * 1024);
        world = new VirtualWorld(seed);
        fakes = new FakeHosts(world);
        machine = fakes.host("lab").cpus(8).memory(ByteSize.gib(32));
        node = world.node("a");
        opened = open();
        dosvm = face.apply(opened);
        host = dosvm.hosts().ensure("lab", h -> h.uri("fake:lab")).await(LONG);
        web = dosvm.projects()
                .ensure(
                        "web",
                        p -> p.quota(q -> q.instances(20)
                                .vcpus(16)
                                .memory(ByteSize.gib(16))
                                .disk(ByteSize.gib(100))));
        pool = dosvm.pools().ensure("local", p -> p.hostDirectory(host, "/pool")
                .capacity(ByteSize.gib(50))
                .allow(web));
        Subnet plan = dosvm.subnets().ensure("lan", s -> s.cidr("10.0.0.0/24")
                .dhcp("10.0.0.100", "10.0.0.200")
                .allow(web));
        lan = web.networks().ensure("lan", n -> n.nat(host).subnet(plan));
        debian = web.images()
                .ensure("debian", i -> i.upload(disk(folder, "debian.raw", 4 * 1024 * 1024)))
                .await(LONG);
    }

    private Dosvm open() {
        return open(node);
    }

    /** Another node on the same store. */
    Dosvm open(Runtime other) {
        return Dosvm.open(c -> c.store(store).driver(fakes).runtime(other).name(other.client()));
    }

    /** The node stands still for a while, wherever it is. */
    void stop(Duration time) {
        world.stop(node, time);
    }

    private static Path disk(Path folder, String name, int size) {
        try {
            return Files.write(folder.resolve(name), new byte[size]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The instance that most tests use: a linked clone, a blank disk, a NIC and a display. */
    Instance nginx() {
        return web.instances().ensure("nginx", i -> i.vcpus(2)
                .memory(ByteSize.gib(1))
                .disk(d -> d.linkedCloneOf(debian).in(pool))
                .disk(d -> d.blank(ByteSize.gib(1)).in(pool))
                .nic(n -> n.network(lan))
                .graphics(g -> g.vnc()));
    }

    /** The VM that most tests use, made by a request that may be repeated. */
    Vm vm(int round) {
        Instance nginx = nginx();
        return web.vms().create("nginx-" + round, v -> v.from(nginx).requestId(new RequestId("nginx-" + round)));
    }

    /** What happens at which step of the node that runs now. */
    StepPlan plan() {
        return world.plan(node);
    }

    /** Opens the store again, after the node has crashed or as if it had. */
    void reopen() {
        world.crash(node);
        node = world.node("a");
        opened = open();
        dosvm = face.apply(opened);
        host = dosvm.hosts().get(host.id());
        web = dosvm.projects().get(web.id());
        pool = dosvm.pools().get(pool.id());
        lan = web.networks().get(lan.id());
        debian = web.images().get(debian.id());
    }

    ComputeRoom room() {
        return InsideEngine.compute(opened);
    }

    VmRow row(Vm vm) {
        return room().kernel().read("test.row", tx -> room().vms().require(tx, id(vm)));
    }

    /** Lets time pass until nothing is under way any more. */
    void settle() {
        for (int i = 0; i < 2000; i++) {
            if (dosvm.operations().unfinished(10).isEmpty()) {
                return;
            }
            world.sleep(Duration.ofSeconds(1));
        }
        throw new AssertionError("operations do not end:\n" + world.dump());
    }

    /** Lets every host be looked at, and what follows from it be done. */
    void observe() {
        world.sleep(RECONCILED);
        settle();
    }

    /** Lets what is under way come to its end, and hosts be looked at until all agrees: that must not take long. */
    void reconcile(String when) {
        for (Duration time = Duration.ZERO; time.compareTo(RECONCILED) < 0; time = time.plus(LOOK)) {
            world.sleep(LOOK);
            settle();
            if (Invariants.broken(room(), dosvm.id(), fakes).isEmpty()) {
                return;
            }
        }
        check(when);
    }

    void check(String when) {
        assertEquals(List.of(), Invariants.broken(room(), dosvm.id(), fakes), when);
    }

    /** Fails unless the host has what the scene was made with, and no more. */
    void checkBare(String when) {
        assertEquals(1, machine.paths().size(), () -> when + ", files left: " + machine.paths());
        assertEquals(1, machine.pools().size(), () -> when + ", pools left: " + machine.pools());
        assertEquals(List.of(), machine.vms(), when + ", VMs left");
    }

    static UUID id(Vm vm) {
        return vm.id().value();
    }

    @Override
    public void close() {
        dosvm.close();
        world.close();
    }
}
