package io.dosvm.engine.compute;

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
import java.util.UUID;

/** A virtual world with a control plane in it, one host, one project and what a VM needs; the node can be dropped. */
final class Scene implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(30);

    final VirtualWorld world;
    final FakeHosts fakes;
    final FakeHost machine;
    Dosvm dosvm;
    Host host;
    Project web;
    Pool pool;
    Network lan;
    Image debian;

    private final Store store;
    private Runtime node;

    Scene(long seed, Store store, Path folder) {
        this.store = store;
        world = new VirtualWorld(seed);
        fakes = new FakeHosts(world);
        machine = fakes.host("lab").cpus(8).memory(ByteSize.gib(32));
        node = world.node("a");
        dosvm = open();
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
        debian = web.images().ensure("debian", i -> i.upload(disk(folder))).await(LONG);
    }

    private Dosvm open() {
        return Dosvm.open(c -> c.store(store).driver(fakes).runtime(node).name("a"));
    }

    private static Path disk(Path folder) {
        try {
            return Files.write(folder.resolve("debian.raw"), new byte[4 * 1024 * 1024]);
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
        dosvm = open();
        host = dosvm.hosts().get(host.id());
        web = dosvm.projects().get(web.id());
        pool = dosvm.pools().get(pool.id());
        lan = web.networks().get(lan.id());
        debian = web.images().get(debian.id());
    }

    ComputeRoom room() {
        return InsideEngine.compute(dosvm);
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
        world.sleep(Duration.ofSeconds(40));
        settle();
    }

    void check(String when) {
        Invariants.check(room(), dosvm.id(), fakes, when);
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
