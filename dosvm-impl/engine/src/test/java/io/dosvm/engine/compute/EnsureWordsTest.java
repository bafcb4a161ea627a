package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Host;
import io.dosvm.Image;
import io.dosvm.Instance;
import io.dosvm.InstanceSpec;
import io.dosvm.Network;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.Volume;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.spi.Storage.Format;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Ensuring finds what is there as it is asked for, and names every word in which it is not, whichever it is. */
class EnsureWordsTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Host attic;

    @BeforeEach
    void open() {
        scene = new Scene(29, TestDatabases.memory(), folder);
        scene.fakes.host("attic");
        attic = scene.dosvm.hosts().ensure("attic", h -> h.uri("fake:attic")).await(Scene.LONG);
    }

    @AfterEach
    void close() {
        scene.check("at the end");
        scene.close();
    }

    @Test
    void hostsAndProjects() {
        Executable same = () -> assertEquals(
                attic,
                scene.dosvm
                        .hosts()
                        .ensure("attic", h -> h.uri("fake:attic")
                                .maxVcpus(attic.status().maxVcpus()))
                        .await(Scene.LONG));
        found(same);
        named("uri", () -> scene.dosvm.hosts().ensure("attic", h -> h.uri("fake:lab")));
        named("maxVcpus", () -> scene.dosvm.hosts().ensure("attic", h -> h.uri("fake:attic")
                .maxVcpus(1)));
        named("maxVmMemory", () -> scene.dosvm.hosts().ensure("attic", h -> h.uri("fake:attic")
                .maxVmMemory(ByteSize.gib(1))));
        named("description", () -> scene.dosvm.hosts().ensure("attic", h -> h.uri("fake:attic")
                .description("up")));
        Project shop = scene.dosvm.projects().ensure("shop", p -> p.quota(q -> q.vcpus(3)));
        found(() -> assertEquals(shop, scene.dosvm.projects().ensure("shop", p -> p.quota(q -> q.vcpus(3)))));
        named("description", () -> scene.dosvm.projects().ensure("shop", p -> p.description("x")));
        named("quota.vcpus", () -> scene.dosvm.projects().ensure("shop", p -> p.quota(q -> q.vcpus(4))));
    }

    @Test
    void storage() {
        Pool pool = scene.pool;
        found(() -> assertEquals(pool, scene.dosvm.pools().ensure("local", p -> p.hostDirectory(scene.host, "/pool")
                .capacity(ByteSize.gib(50)))));
        named("host", () -> scene.dosvm.pools().ensure("local", p -> p.hostDirectory(attic, "/pool")));
        named("directory", () -> scene.dosvm.pools().ensure("local", p -> p.hostDirectory(scene.host, "/other")));
        named("capacity", () -> scene.dosvm.pools().ensure("local", p -> p.capacity(ByteSize.gib(51))));
        named("description", () -> scene.dosvm.pools().ensure("local", p -> p.description("x")));
        Project stranger = scene.dosvm.projects().create("stranger", p -> {});
        named("allow", () -> scene.dosvm.pools().ensure("local", p -> p.allow(stranger)));
        Pool other = scene.dosvm.pools().create("other", p -> p.hostDirectory(attic, "/pool")
                .capacity(ByteSize.gib(1))
                .allow(scene.web));

        Volume volume = scene.web
                .volumes()
                .ensure("data", v -> v.size(ByteSize.gib(1)).in(pool))
                .await(Scene.LONG);
        found(() -> assertEquals(
                volume,
                scene.web
                        .volumes()
                        .ensure("data", v -> v.size(ByteSize.gib(1)).in(pool).format(Format.QCOW2))
                        .await(Scene.LONG)));
        named("size", () -> scene.web.volumes().ensure("data", v -> v.size(ByteSize.gib(2))));
        named("in", () -> scene.web.volumes().ensure("data", v -> v.in(other)));
        named("format", () -> scene.web.volumes().ensure("data", v -> v.format(Format.RAW)));
        named("description", () -> scene.web.volumes().ensure("data", v -> v.description("x")));

        Image image = scene.web
                .images()
                .ensure("small", i -> i.upload(scene.small).in(pool))
                .await(Scene.LONG);
        String sum = image.status().sha256();
        found(() -> assertEquals(
                image,
                scene.web
                        .images()
                        .ensure("small", i -> i.upload(scene.small)
                                .in(pool)
                                .format(Format.RAW)
                                .sha256(sum))
                        .await(Scene.LONG)));
        named("in", () -> scene.web.images().ensure("small", i -> i.in(other)));
        named("format", () -> scene.web.images().ensure("small", i -> i.format(Format.ISO)));
        named("sha256", () -> scene.web.images().ensure("small", i -> i.sha256("0".repeat(64))));
        named("size", () -> scene.web.images().ensure("small", i -> i.upload(folder.resolve("debian.raw"))));
        named("description", () -> scene.web.images().ensure("small", i -> i.description("x")));
    }

    @Test
    void networks() {
        Subnet plan = scene.dosvm.subnets().create("plan", s -> s.cidr("10.1.0.0/24")
                .dhcp("10.1.0.100", "10.1.0.200")
                .domain("lab.internal")
                .allow(scene.web));
        found(() -> assertEquals(plan, scene.dosvm.subnets().ensure("plan", s -> s.cidr("10.1.0.0/24")
                .gateway("10.1.0.1")
                .dhcp("10.1.0.100", "10.1.0.200")
                .domain("lab.internal")
                .allow(scene.web))));
        named("cidr", () -> scene.dosvm.subnets().ensure("plan", s -> s.cidr("10.2.0.0/24")));
        named("gateway", () -> scene.dosvm.subnets().ensure("plan", s -> s.gateway("10.1.0.2")));
        named("dhcp", () -> scene.dosvm.subnets().ensure("plan", s -> s.dhcp("10.1.0.100", "10.1.0.201")));
        named("domain", () -> scene.dosvm.subnets().ensure("plan", s -> s.domain("other.internal")));
        named("description", () -> scene.dosvm.subnets().ensure("plan", s -> s.description("x")));
        Project stranger = scene.dosvm.projects().create("stranger", p -> {});
        named("allow", () -> scene.dosvm.subnets().ensure("plan", s -> s.allow(stranger)));

        Network lan = scene.lan;
        Subnet first = scene.dosvm.subnets().require("lan");
        found(() -> assertEquals(
                lan, scene.web.networks().ensure("lan", n -> n.nat(scene.host).subnet(first))));
        named("nat", () -> scene.web.networks().ensure("lan", n -> n.nat(attic)));
        named("subnet", () -> scene.web.networks().ensure("lan", n -> n.subnet(plan)));
        named("forwardInterface", () -> scene.web.networks().ensure("lan", n -> n.forwardInterface("eth7")));
        named("description", () -> scene.web.networks().ensure("lan", n -> n.description("x")));
    }

    @Test
    void instancesAndVms() {
        Network other = scene.web.networks().create("other", n -> n.nat(scene.host)
                .subnet(scene.dosvm.subnets().create("more", s -> s.cidr("10.3.0.0/24")
                        .allow(scene.web))));
        Consumer<InstanceSpec> said = i -> i.vcpus(2)
                .memory(ByteSize.gib(1))
                .architecture("x86_64")
                .machine("pc")
                .boot(BootDevice.NETWORK)
                .on(scene.host)
                .description("a shop")
                .disk(d -> d.blank(ByteSize.gib(1)).in(scene.pool).bus(Bus.SCSI))
                .nic(n -> n.network(scene.lan).model("e1000"))
                .graphics(g -> g.vnc().listen("127.0.0.2"));
        Instance shop = scene.web.instances().create("shop", said);
        found(() -> assertEquals(shop, scene.web.instances().ensure("shop", said)));
        differs("vcpus", i -> i.vcpus(3));
        differs("memory", i -> i.memory(ByteSize.gib(2)));
        differs("architecture", i -> i.architecture("aarch64"));
        differs("machine", i -> i.machine("q35"));
        differs("boot", i -> i.boot(BootDevice.DISK));
        differs("on", i -> i.on(attic));
        differs("description", i -> i.description("no shop"));
        differs("disks", i -> i.disk(d -> d.blank(ByteSize.gib(1))).disk(d -> d.blank(ByteSize.gib(1))));
        differs("disks[0].source", i -> i.disk(d -> d.linkedCloneOf(scene.debian)));
        differs("disks[0].of", i -> i.disk(d -> d.linkedCloneOf(scene.debian)));
        differs("disks[0].size", i -> i.disk(d -> d.blank(ByteSize.gib(2))));
        differs(
                "disks[0].in",
                i -> i.disk(d -> d.blank(ByteSize.gib(1))
                        .in(scene.dosvm.pools().ensure("attic", p -> p.hostDirectory(attic, "/p")
                                .capacity(ByteSize.gib(1))))));
        differs("disks[0].bus", i -> i.disk(d -> d.blank(ByteSize.gib(1)).bus(Bus.SATA)));
        differs("disks[0].readOnly", i -> i.disk(d -> d.blank(ByteSize.gib(1)).readOnly()));
        differs("nics", i -> i.nic(n -> n.network(scene.lan)).nic(n -> n.network(other)));
        differs("nics[0].network", i -> i.nic(n -> n.network(other)));
        differs("nics[0].model", i -> i.nic(n -> n.network(scene.lan).model("virtio")));
        differs("graphics", i -> i.graphics(g -> g.spice()));
        differs("graphics.listen", i -> i.graphics(g -> g.vnc().listen("127.0.0.3")));

        Vm vm = scene.web.vms().ensure("one", v -> v.from(shop).description("the first"));
        found(() ->
                assertEquals(vm, scene.web.vms().ensure("one", v -> v.from(shop).description("the first"))));
        Instance next = scene.web.instances().create("next", i -> i.memory(ByteSize.gib(1)));
        named("from", () -> scene.web.vms().ensure("one", v -> v.from(next)));
        named("description", () -> scene.web.vms().ensure("one", v -> v.description("x")));
    }

    private void differs(String field, Consumer<InstanceSpec> asked) {
        named(field, () -> scene.web.instances().ensure("shop", asked));
    }

    private static void found(Executable ensure) {
        assertDoesNotThrow(ensure);
    }

    private static void named(String field, Executable ensure) {
        DosvmException differs = assertThrows(DosvmException.class, ensure, field);
        assertEquals(ErrorCode.DIFFERS, differs.code(), differs.getMessage());
        assertTrue(differs.getMessage().contains(" " + field + ": "), differs.getMessage());
    }
}
