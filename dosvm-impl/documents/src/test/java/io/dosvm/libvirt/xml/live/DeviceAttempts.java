package io.dosvm.libvirt.xml.live;

import static io.dosvm.libvirt.xml.live.Attempt.devices;
import static io.dosvm.libvirt.xml.live.Attempt.live;

import io.dosvm.libvirt.xml.MacAddress;
import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.*;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Changes of devices that libvirt makes while a guest runs. */
final class DeviceAttempts {
    static final MacAddress BRIDGED = MacAddress.of("52:54:00:00:00:01");
    private static final MacAddress USER = MacAddress.of("52:54:00:00:00:02");

    private DeviceAttempts() {}

    /** Of a guest whose operating system takes part. */
    static List<Attempt> whileItRuns(Path images) {
        return List.of(
                live("currentMemory", d -> d.currentMemory(Size.mib(200)), "setmem 200M --live"),
                live("currentMemory", d -> d.currentMemory(Size.mib(256)), "setmem 256M --live"),
                live(
                        "devices/+memory",
                        devices(v -> v.memory(m -> m.model(MemoryDeviceModel.DIMM)
                                        .target(t -> t.size(Size.mib(128)).node(0))))
                                .andThen(d -> d.memory(Size.mib(384)).currentMemory(Size.mib(384)))),
                live(
                        "memory",
                        devices(v -> v.remove(Devices::memories, m -> true))
                                .andThen(d -> d.memory(Size.mib(256)).currentMemory(Size.mib(256)))),
                live(
                        "devices/+memory",
                        devices(v -> v.memory(m -> m.model(MemoryDeviceModel.VIRTIO_MEM)
                                        .target(t -> t.size(Size.mib(128))
                                                .node(0)
                                                .block(Size.mib(2))
                                                .requested(Size.mib(0)))))
                                .andThen(d -> d.memory(Size.mib(384)))),
                live(
                        "devices/memory/target/requested",
                        devices(v ->
                                v.edit(Devices::memories, m -> true, m -> m.target(t -> t.requested(Size.mib(64)))))),
                live(
                        "devices/memballoon/stats@period",
                        devices(v -> v.memballoon(m -> m.statsPeriod(7))),
                        "dommemstat --period 7 --live"),
                live(
                        "devices/memballoon/stats@period",
                        devices(v -> v.memballoon(m -> m.stats(false))),
                        "dommemstat --period 0 --live"),
                live(
                        "devices/+filesystem",
                        devices(v -> v.filesystem(f -> f.type(FilesystemType.MOUNT)
                                .accessmode(FilesystemAccessmode.PASSTHROUGH)
                                .driver(r -> r.type(FilesystemDriverType.VIRTIOFS))
                                .source(s -> s.dir(images.toString()))
                                .target(t -> t.dir("share"))))),
                live("devices/+filesystem", devices(v -> v.remove(Devices::filesystems, f -> true))),
                live(
                        "devices/disk/source",
                        cdrom(k -> k.source(s -> s.file(images.resolve("cd2").toString())))),
                live(
                        "devices/disk/source/@startupPolicy",
                        cdrom(k -> k.source(s -> s.startupPolicy(StartupPolicy.OPTIONAL)))),
                live("devices/disk/source", cdrom(k -> k.remove(Disk::source))),
                live("devices/disk/source", cdrom(k -> k.type(DiskType.FILE)
                        .source(s -> s.file(images.resolve("cd1").toString())))),
                live("devices/disk/@type", cdrom(k -> k.type(DiskType.DIR)
                        .driver(d -> d.type(new DiskDriverType("fat")))
                        .remove(Disk::source)
                        .source(s -> s.dir(images.resolve("folder").toString())))),
                live("devices/disk/@snapshot", disk("vda", k -> k.snapshot(DiskSnapshot.NO))),
                live(
                        "devices/disk/source/@startupPolicy",
                        disk("vda", k -> k.source(s -> s.startupPolicy(StartupPolicy.OPTIONAL)))),
                live(
                        "devices/disk/iotune",
                        disk("vda", k -> k.iotune(i -> i.totalBytesSec(1_000_000))),
                        "blkdeviotune vda --total-bytes-sec 1000000 --live"),
                live(
                        "devices/disk/iotune",
                        disk("vda", k -> k.iotune(i -> i.totalBytesSecMax(2_000_000))),
                        "blkdeviotune vda --total-bytes-sec 1000000 --total-bytes-sec-max 2000000 --live"),
                live(
                        "devices/disk/iotune/group_name",
                        disk("vda", k -> k.iotune(i -> i.groupName("g"))),
                        "blkdeviotune vda --total-bytes-sec 1000000 --total-bytes-sec-max 2000000",
                        "--group-name g --live"),
                live(
                        "devices/disk/iotune",
                        disk("sdb", k -> k.iotune(i -> i.readIopsSec(100))),
                        "blkdeviotune sdb --read-iops-sec 100 --live"),
                live(
                        "devices/disk/iotune",
                        disk("sdb", k -> k.remove(Disk::iotune)),
                        "blkdeviotune sdb --read-iops-sec 0 --live"),
                live("devices/+disk", newDisk("vdb", DiskTargetBus.VIRTIO, images.resolve("c"))),
                live("devices/+disk", noDisk("vdb")),
                live("devices/+disk", newDisk("sdc", DiskTargetBus.SCSI, images.resolve("c"))),
                live("devices/+disk", noDisk("sdc")),
                live("devices/+disk", newDisk("sdd", DiskTargetBus.USB, images.resolve("c"))),
                live("devices/+disk", noDisk("sdd")),
                live("devices/+controller", controller(1, "virtio-scsi")),
                live("devices/+controller", noController(1)),
                live("devices/+controller", controller(1, "lsilogic")),
                live("devices/+controller", noController(1)),
                live("devices/interface/link/@state", nic(BRIDGED, n -> n.link(l -> l.state(InterfaceLinkState.DOWN)))),
                live("devices/interface/link/@state", nic(BRIDGED, n -> n.link(l -> l.state(InterfaceLinkState.UP)))),
                live("devices/interface/link/@state", nic(USER, n -> n.link(l -> l.state(InterfaceLinkState.DOWN)))),
                live("devices/interface/source", nic(BRIDGED, n -> n.source(s -> s.bridge("br2")))),
                live("devices/interface/filterref", nic(BRIDGED, n -> n.filterref(f -> f.filter("clean-traffic")))),
                live("devices/interface/filterref", nic(BRIDGED, n -> n.remove(Interface::filterref))),
                live("devices/interface/coalesce", nic(BRIDGED, n -> n.coalesce(c -> c.rx(r -> r.framesMax(5))))),
                live("devices/interface/port/@isolated", nic(BRIDGED, n -> n.port(p -> p.isolated(true)))),
                live("devices/interface/port/@isolated", nic(BRIDGED, n -> n.remove(Interface::port))),
                live(
                        "devices/interface/bandwidth",
                        nic(BRIDGED, n -> n.bandwidth(b -> b.inbound(l -> l.average(1000))))),
                live(
                        "devices/interface/bandwidth",
                        nic(
                                BRIDGED,
                                n -> n.bandwidth(
                                        b -> b.inbound(l -> l.average(2000)).outbound(l -> l.average(500))))),
                live("devices/interface/bandwidth", nic(BRIDGED, n -> n.remove(Interface::bandwidth))),
                live("devices/interface/@type", nic(BRIDGED, n -> n.type(InterfaceType.NETWORK)
                        .remove(Interface::source)
                        .source(s -> s.network("net1")))),
                live("devices/interface/source", nic(BRIDGED, n -> n.source(s -> s.network("net2")))),
                live("devices/+interface", newNic("virtio")),
                live("devices/+interface", noNic()),
                live("devices/+interface", newNic("e1000e")),
                live("devices/+interface", noNic()),
                live("devices/+interface", newNic("e1000")),
                live("devices/+interface", noNic()),
                live("devices/+interface", newNic("usb-net")),
                live("devices/+interface", noNic()),
                live(
                        "devices/+interface",
                        devices(v -> v.nic(n ->
                                n.type(InterfaceType.USER).mac(m -> m.address(MacAddress.of("52:54:00:00:00:99")))))),
                live("devices/+interface", noNic()),
                live(
                        "devices/+lease",
                        devices(v -> v.lease(l -> l.lockspace("a").key("k").targetPath("/x")))),
                live("devices/+lease", devices(v -> v.remove(Devices::leases, l -> true))),
                live(
                        "devices/+redirdev",
                        devices(v -> v.redirdev(r -> r.bus(RedirdevBus.USB)
                                .type(CharType.TCP)
                                .source(s -> s.mode("bind").host("127.0.0.1").service("4555"))))),
                live("devices/+redirdev", devices(v -> v.remove(Devices::redirdevs, l -> true))),
                live(
                        "devices/+channel",
                        devices(v -> v.channel(c -> c.type(CharType.UNIX)
                                .target(t -> t.type(ChannelTargetType.VIRTIO).name("org.b.0"))))),
                live(
                        "devices/+channel",
                        devices(v -> v.remove(Devices::channels, c -> c.target()
                                .flatMap(ChannelTarget::name)
                                .orElse("")
                                .equals("org.b.0")))),
                live(
                        "devices/+console",
                        devices(v -> v.console(c -> c.type(CharType.PTY)
                                .target(t -> t.type(ConsoleTargetType.VIRTIO).port("1"))))),
                live(
                        "devices/+console",
                        devices(v -> v.remove(Devices::consoles, c -> c.target()
                                .flatMap(ConsoleTarget::type)
                                .orElseThrow()
                                .equals(ConsoleTargetType.VIRTIO)))),
                live("devices/+serial", newSerial("usb-serial")),
                live("devices/+serial", noSerial()),
                live("devices/+serial", newSerial("pci-serial")),
                live("devices/+serial", noSerial()),
                live(
                        "devices/+rng",
                        devices(v -> v.rng(r -> r.model(new DiskModel("virtio"))
                                .backend(b -> b.model(RngBackendModel.RANDOM).value("/dev/random"))))),
                live(
                        "devices/+rng",
                        devices(v -> v.remove(Devices::rngs, r -> r.backend()
                                .flatMap(RngBackend::value)
                                .orElse("")
                                .equals("/dev/random")))),
                live(
                        "devices/+shmem",
                        devices(v -> v.shmem(s -> s.name("shared")
                                .modelType(ShmemModelType.IVSHMEM_PLAIN)
                                .size(Size.mib(4))))),
                live("devices/+shmem", devices(v -> v.remove(Devices::shmems, s -> true))),
                live(
                        "devices/+input",
                        devices(v -> v.input(i -> i.type(InputType.KEYBOARD).bus(InputBus.USB)))),
                live("devices/+input", noInput(InputType.KEYBOARD, InputBus.USB)),
                live(
                        "devices/+input",
                        devices(v -> v.input(i -> i.type(InputType.MOUSE).bus(InputBus.VIRTIO)))),
                live("devices/+input", noInput(InputType.MOUSE, InputBus.VIRTIO)),
                live("devices/graphics/@passwd", graphics(g -> g.passwd("hush2"))),
                live("devices/graphics/@passwdValidTo", graphics(g -> g.passwdValidTo("2040-01-01T00:00:00"))),
                live("devices/graphics/@connected", graphics(g -> g.connected(GraphicsConnected.KEEP))),
                live(
                        "devices/+watchdog",
                        devices(v ->
                                v.watchdog(w -> w.model(WatchdogModel.I6300ESB).action(WatchdogAction.RESET)))),
                live("devices/+watchdog", devices(v -> v.remove(Devices::watchdog))));
    }

    static Consumer<Domain.Builder> disk(String target, Consumer<Disk.Builder> edit) {
        return devices(v -> v.editDisk(target, edit));
    }

    private static Consumer<Domain.Builder> cdrom(Consumer<Disk.Builder> edit) {
        return disk("sda", edit);
    }

    static Consumer<Domain.Builder> newDisk(String target, DiskTargetBus bus, Path file) {
        return devices(v -> v.disk(k -> k.type(DiskType.FILE)
                .device(DiskDevice.DISK)
                .driver(d -> d.name("qemu").type(DiskDriverType.RAW))
                .source(s -> s.file(file.toString()))
                .target(t -> t.dev(target).bus(bus))));
    }

    static Consumer<Domain.Builder> noDisk(String target) {
        return devices(v -> v.remove(
                Devices::disks,
                k -> k.target().flatMap(DiskTarget::dev).orElse("").equals(target)));
    }

    static Consumer<Domain.Builder> nic(MacAddress mac, Consumer<Interface.Builder> edit) {
        return devices(v -> v.editInterface(mac, edit));
    }

    static Consumer<Domain.Builder> newNic(String model) {
        return devices(v -> v.nic(n -> n.type(InterfaceType.BRIDGE)
                .mac(m -> m.address(MacAddress.of("52:54:00:00:00:99")))
                .source(s -> s.bridge("br1"))
                .model(m -> m.type(new InterfaceModelType(model)))));
    }

    private static Consumer<Domain.Builder> noNic() {
        return devices(v -> v.remove(
                Devices::interfaces,
                n -> n.mac().flatMap(Mac::address).orElseThrow().equals(MacAddress.of("52:54:00:00:00:99"))));
    }

    static Consumer<Domain.Builder> controller(int index, String model) {
        return devices(v -> v.controller(
                c -> c.type(ControllerType.SCSI).index(index).modelAttribute(new ControllerModelKind(model))));
    }

    private static Consumer<Domain.Builder> noController(int index) {
        return devices(v -> v.remove(
                Devices::controllers,
                c -> c.type().orElseThrow().equals(ControllerType.SCSI)
                        && c.index().orElse(0) == index));
    }

    private static Consumer<Domain.Builder> newSerial(String type) {
        return devices(v -> v.serial(s -> s.type(CharType.PTY)
                .target(t -> t.type(new ConsoleTargetType(type)).port("1"))));
    }

    private static Consumer<Domain.Builder> noSerial() {
        return devices(v -> v.remove(
                Devices::serials,
                s -> s.target().flatMap(ConsoleTarget::port).orElse("").equals("1")));
    }

    private static Consumer<Domain.Builder> noInput(InputType type, InputBus bus) {
        return devices(v -> v.remove(
                Devices::inputs,
                i -> i.type().orElseThrow().equals(type)
                        && i.bus().orElseThrow().equals(bus)));
    }

    static Consumer<Domain.Builder> graphics(Consumer<Graphics.Builder> edit) {
        return devices(v -> v.edit(Devices::graphics, g -> true, edit));
    }
}
