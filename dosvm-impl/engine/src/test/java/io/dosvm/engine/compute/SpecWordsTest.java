package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Image;
import io.dosvm.Instance;
import io.dosvm.InstanceStatus;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.ProjectStatus;
import io.dosvm.Vm;
import io.dosvm.Volume;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.Violation;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.spi.Compute.DiskDefinition.Device;
import io.dosvm.spi.Compute.GraphicsDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Storage.Format;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is said in a lambda is what comes of it, the rarer words too. */
class SpecWordsTest {
    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(23, TestDatabases.memory(), folder);
    }

    @AfterEach
    void close() {
        scene.check("at the end");
        scene.close();
    }

    @Test
    void whatIsSaidOfAnInstance_reachesTheHost() {
        Image cd = scene.web.images().ensure("cd", i -> i.upload(iso())).await(Scene.LONG);
        Volume data = scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool).format(Format.RAW))
                .await(Scene.LONG);
        Instance all = scene.web.instances().create("all", i -> i.vcpus(3)
                .memory(ByteSize.gib(2))
                .machine("pc-i440fx-7.2")
                .boot(BootDevice.NETWORK, BootDevice.CDROM)
                .on(scene.host)
                .description("all of it")
                .disk(d -> d.volume(data).bus(Bus.SCSI).readOnly())
                .disk(d -> d.cdrom(cd).bus(Bus.USB))
                .nic(n -> n.network(scene.lan).model("e1000"))
                .graphics(g -> g.spice().listen("127.0.0.2")));
        Vm vm = scene.web.vms().create("all-1", v -> v.from(all).description("the first"));
        vm.powerOn().await(Scene.LONG);

        VmDefinition made = scene.machine.definition(Scene.id(vm)).orElseThrow();
        assertEquals(3, made.vcpus());
        assertEquals(ByteSize.gib(2), made.memory());
        assertEquals(Optional.of("pc-i440fx-7.2"), made.machine());
        assertEquals(List.of(BootDevice.NETWORK, BootDevice.CDROM), made.boot());
        DiskDefinition disk = made.disks().get(0);
        assertEquals(new DiskDefinition(disk.volume(), Format.RAW, Device.DISK, Bus.SCSI, true), disk);
        DiskDefinition drive = made.disks().get(1);
        assertEquals(new DiskDefinition(drive.volume(), Format.ISO, Device.CDROM, Bus.USB, true), drive);
        assertEquals("e1000", made.nics().get(0).model());
        assertEquals(
                Optional.of(new GraphicsDefinition(GraphicsDefinition.Type.SPICE, IpAddress.parse("127.0.0.2"))),
                made.graphics());
        assertEquals("the first", vm.status().description());
        InstanceStatus status = all.status();
        assertEquals("all of it", status.description());
        assertEquals(Optional.of("pc-i440fx-7.2"), status.machine());
        assertEquals(2, status.disks());
        assertEquals(all, status.instance());
    }

    @Test
    void anotherArchitecture_needsAHostThatRunsIt() {
        Instance arm = scene.web.instances().create("arm", i -> i.memory(ByteSize.gib(1))
                .architecture("aarch64"));
        assertEquals("aarch64", arm.status().architecture());
        Vm vm = scene.web.vms().create("arm-1", v -> v.from(arm));
        DosvmException none =
                assertThrows(DosvmException.class, () -> vm.powerOn().await(Scene.LONG));
        assertEquals(ErrorCode.NO_HOST, none.code());
        assertTrue(none.getMessage().contains("not aarch64"), none.getMessage());
    }

    @Test
    void whatIsSaidOfStorage_isKept() {
        Pool attic = scene.dosvm.pools().create("attic", p -> p.hostDirectory(scene.host, "/attic")
                .capacity(ByteSize.gib(5))
                .description("up there")
                .allow(scene.web));
        assertEquals("up there", attic.status().description());
        Volume volume = scene.web
                .volumes()
                .create("old", v -> v.size(ByteSize.gib(1))
                        .in(attic)
                        .format(Format.RAW)
                        .description("of long ago"))
                .await(Scene.LONG);
        assertEquals("of long ago", volume.status().description());
        assertEquals(Format.RAW, volume.status().format());
        assertEquals(volume, volume.status().volume());
        Image image = scene.web
                .images()
                .create(
                        "small",
                        i -> i.upload(scene.small).in(attic).format(Format.RAW).description("next to nothing"))
                .await(Scene.LONG);
        assertEquals("next to nothing", image.status().description());
        assertEquals(attic, image.status().pool());
        assertEquals(image, image.status().image());
        refusedAt("format", () -> scene.web
                .images()
                .create("wrong", i -> i.upload(scene.small).in(attic).format(Format.QCOW2)));
    }

    @Test
    void aPoolThatTheProjectMayNotUse_isRefused_andOfSeveralOneMustBeNamed() {
        Pool closed = scene.dosvm.pools().create("closed", p -> p.hostDirectory(scene.host, "/closed")
                .capacity(ByteSize.gib(5)));
        refusedAt("in", () -> scene.web.volumes().create("data", v -> v.size(ByteSize.gib(1))
                .in(closed)));
        refusedAt("in", () -> scene.web.images().create("small", i -> i.upload(scene.small)
                .in(closed)));
        closed.edit(p -> p.allow(scene.web));
        refusedAt("in", () -> scene.web.images().create("small", i -> i.upload(scene.small)));
        assertEquals(Optional.empty(), scene.web.volumes().find("data"));
        assertEquals(Optional.empty(), scene.web.images().find("small"));
    }

    private static void refusedAt(String field, Executable executable) {
        DosvmException wrong = assertThrows(DosvmException.class, executable);
        assertEquals(
                List.of(field),
                wrong.violations().stream().map(Violation::field).toList(),
                wrong.getMessage());
    }

    @Test
    void everyLimitOfAProject_isKept() {
        Project all = scene.dosvm
                .projects()
                .create(
                        "all",
                        p -> p.quota(q -> q.instances(1)
                                .vcpus(2)
                                .memory(ByteSize.gib(3))
                                .disk(ByteSize.gib(4))
                                .images(5)
                                .imageBytes(ByteSize.gib(6))
                                .snapshots(7)));
        ProjectStatus status = all.status();
        assertEquals(OptionalInt.of(1), status.quota().instances());
        assertEquals(OptionalInt.of(2), status.quota().vcpus());
        assertEquals(Optional.of(ByteSize.gib(3)), status.quota().memory());
        assertEquals(Optional.of(ByteSize.gib(4)), status.quota().disk());
        assertEquals(OptionalInt.of(5), status.quota().images());
        assertEquals(Optional.of(ByteSize.gib(6)), status.quota().imageBytes());
        assertEquals(OptionalInt.of(7), status.quota().snapshots());
        assertEquals(0, status.use().snapshots());
    }

    private Path iso() {
        byte[] bytes = new byte[40 * 1024];
        System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, bytes, 32769, 5);
        try {
            return Files.write(folder.resolve("cd.iso"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
