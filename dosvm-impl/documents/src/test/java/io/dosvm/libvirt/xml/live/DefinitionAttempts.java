package io.dosvm.libvirt.xml.live;

import static io.dosvm.libvirt.xml.live.Attempt.devices;
import static io.dosvm.libvirt.xml.live.Attempt.live;
import static io.dosvm.libvirt.xml.live.Attempt.nextStart;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.BRIDGED;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.controller;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.disk;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.graphics;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.newDisk;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.newNic;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.nic;
import static io.dosvm.libvirt.xml.live.DeviceAttempts.noDisk;

import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.*;
import java.nio.file.Path;
import java.util.List;

/** Changes of devices that are for the next start, and those that depend on what the guest was started with. */
final class DefinitionAttempts {
    private DefinitionAttempts() {}

    /** Of a guest on conventional PCI: all of it together starts. */
    static List<Attempt> disksAndNics(Path images) {
        return List.of(
                nextStart(
                        "devices/disk/source",
                        disk(
                                "vda",
                                k -> k.source(s -> s.file(images.resolve("c").toString())))),
                nextStart(
                        "devices/disk/driver/@cache",
                        disk("vda", k -> k.driver(d -> d.cache(DiskDriverCache.WRITEBACK)))),
                nextStart("devices/disk/driver/@io", disk("vda", k -> k.driver(d -> d.io(DiskDriverIo.THREADS)))),
                nextStart(
                        "devices/disk/driver/@discard",
                        disk("vda", k -> k.driver(d -> d.discard(DiskDriverDiscard.UNMAP)))),
                nextStart(
                        "devices/disk/driver/@detect_zeroes",
                        disk("vda", k -> k.driver(d -> d.detectZeroes(DiskDriverDetectZeroes.ON)))),
                nextStart("devices/disk/driver/@copy_on_read", disk("vda", k -> k.driver(d -> d.copyOnRead(true)))),
                nextStart(
                        "devices/disk/driver/@error_policy",
                        disk("vda", k -> k.driver(d -> d.errorPolicy(DiskDriverErrorPolicy.STOP)))),
                nextStart(
                        "devices/disk/driver/@rerror_policy",
                        disk("vda", k -> k.driver(d -> d.rerrorPolicy(DiskDriverRerrorPolicy.REPORT)))),
                nextStart("devices/disk/driver/@iothread", disk("vda", k -> k.driver(d -> d.iothread(1)))),
                nextStart("devices/disk/driver/@queues", disk("vda", k -> k.driver(d -> d.queues(2)))),
                nextStart("devices/disk/serial", disk("vda", k -> k.serial("number"))),
                nextStart("devices/disk/blockio", disk("vda", k -> k.blockioLogicalBlockSize(512))),
                nextStart("devices/disk/shareable", disk("vda", k -> k.shareable(true))),
                nextStart(
                        "devices/disk/geometry",
                        disk("hda", k -> k.geometry(g -> g.cyls(30).heads(16).secs(63)))),
                nextStart("devices/disk/wwn", disk("hda", k -> k.wwn("5000c50015ea71aa"))),
                nextStart("devices/+disk", newDisk("hdc", DiskTargetBus.IDE, images.resolve("d"))),
                nextStart("devices/+disk", noDisk("hda")),
                nextStart("devices/+disk", noDisk("fda")),
                nextStart("devices/interface/mtu", nic(BRIDGED, n -> n.mtu(m -> m.size(1400)))),
                nextStart("devices/interface/target/@dev", nic(BRIDGED, n -> n.target(t -> t.dev("own0")))),
                nextStart("devices/interface/driver/@event_idx", nic(BRIDGED, n -> n.driver(d -> d.eventIdx(false)))),
                nextStart(
                        "devices/interface/driver/@txmode",
                        nic(BRIDGED, n -> n.driver(d -> d.txmode(InterfaceDriverTxmode.TIMER)))),
                nextStart("devices/interface/rom", nic(BRIDGED, n -> n.romBar(false))),
                nextStart("devices/interface/tune", nic(BRIDGED, n -> n.tune(t -> t.sndbuf(1600)))),
                nextStart("devices/disk/boot", d -> d.os(o -> o.remove(Os::boots))
                        .devices(v -> v.editDisk("vda", k -> k.boot(b -> b.order(1))))),
                nextStart("devices/interface/boot", d -> d.os(o -> o.remove(Os::boots))
                        .devices(v -> v.editInterface(BRIDGED, k -> k.boot(b -> b.order(2))))));
    }

    /** The other devices of the same guest. */
    static List<Attempt> otherDevices(Path images) {
        return List.of(
                nextStart(
                        "devices/interface/model/@type",
                        nic(BRIDGED, n -> n.model(m -> m.type(new InterfaceModelType("e1000"))))),
                nextStart("devices/emulator", devices(v -> v.emulator("/bin/qemu-system-x86_64"))),
                nextStart(
                        "devices/+controller",
                        devices(v -> v.controller(c -> c.type(ControllerType.USB)
                                .index(1)
                                .modelAttribute(new ControllerModelKind("qemu-xhci"))))),
                nextStart(
                        "devices/+controller",
                        devices(v -> v.controller(
                                c -> c.type(ControllerType.VIRTIO_SERIAL).index(1)))),
                nextStart(
                        "devices/+controller",
                        devices(v ->
                                v.controller(c -> c.type(ControllerType.SATA).index(0)))),
                nextStart(
                        "devices/+controller",
                        devices(v -> v.controller(c -> c.type(ControllerType.PCI)
                                .index(1)
                                .modelAttribute(new ControllerModelKind("pci-bridge"))))),
                nextStart(
                        "devices/controller/@vectors",
                        devices(v -> v.edit(
                                Devices::controllers,
                                c -> c.type().orElseThrow().equals(ControllerType.VIRTIO_SERIAL),
                                c -> c.vectors(4)))),
                nextStart(
                        "devices/+filesystem",
                        devices(v -> v.filesystem(f -> f.type(FilesystemType.MOUNT)
                                .accessmode(FilesystemAccessmode.PASSTHROUGH)
                                .source(s -> s.dir(images.toString()))
                                .target(t -> t.dir("share"))))),
                nextStart(
                        "devices/+serial",
                        devices(v -> v.serial(
                                s -> s.type(CharType.PTY).target(t -> t.type(new ConsoleTargetType("isa-serial"))
                                        .port("1"))))),
                nextStart(
                        "devices/serial/source",
                        devices(v -> v.edit(Devices::serials, s -> true, s -> s.remove(Serial::sources)
                                .source(c -> c.path(images.resolve("other").toString()))))),
                nextStart(
                        "devices/+parallel",
                        devices(v -> v.parallel(p -> p.type(CharType.PTY).target(t -> t.port("0"))))),
                nextStart(
                        "devices/+input",
                        devices(v -> v.input(i -> i.type(InputType.KEYBOARD).bus(InputBus.PS2)))),
                nextStart("devices/+hub", devices(v -> v.hub(h -> h.type(HubType.USB)))),
                nextStart("devices/graphics/@keymap", graphics(g -> g.keymap("de"))),
                nextStart("devices/graphics/@port", graphics(g -> g.autoport(false)
                        .port(5977))),
                nextStart("devices/graphics/@websocket", graphics(g -> g.websocket(5777))),
                nextStart("devices/graphics/@sharePolicy", graphics(g -> g.sharePolicy(GraphicsSharePolicy.IGNORE))),
                nextStart("devices/+sound", devices(v -> v.sound(s -> s.model(SoundModel.ICH6)))),
                nextStart("devices/+video", devices(v -> v.video(s -> s.model(m -> m.type(VideoModelType.VIRTIO))))),
                nextStart(
                        "devices/video/model/@vram",
                        devices(v -> v.edit(Devices::videos, s -> true, s -> s.model(m -> m.vram(32768))))),
                nextStart("devices/watchdog/@action", devices(v -> v.watchdog(w -> w.action(WatchdogAction.POWEROFF)))),
                nextStart("devices/memballoon/@autodeflate", devices(v -> v.memballoon(m -> m.autodeflate(true)))),
                nextStart(
                        "devices/rng/rate",
                        devices(v -> v.edit(
                                Devices::rngs, r -> true, r -> r.rateBytes(1000).ratePeriod(1000)))),
                nextStart(
                        "devices/rng/backend",
                        devices(v -> v.edit(Devices::rngs, r -> true, r -> r.backend(b -> b.value("/dev/random"))))),
                nextStart("devices/+panic", devices(v -> v.panic(p -> p.model(PanicModel.ISA)))));
    }

    /** What conventional PCI takes while it runs, without an operating system. */
    static List<Attempt> conventional(Path images) {
        return List.of(
                nextStart(
                        "devices/+tpm",
                        devices(v -> v.tpm(
                                t -> t.model(TpmModel.TPM_TIS).backend(b -> b.type(TpmBackendType.PASSTHROUGH))))),
                nextStart("devices/+smartcard", devices(v -> v.smartcard(c -> c.mode(SmartcardMode.HOST)))),
                nextStart(
                        "os/loader",
                        d -> d.os(o ->
                                o.loader("/firmware.fd").loaderReadonly(true).loaderType(OsLoaderType.PFLASH))),
                live(
                        "devices/disk/source",
                        disk(
                                "fda",
                                k -> k.source(
                                        s -> s.file(images.resolve("floppy2").toString())))),
                live("devices/disk/source", disk("fda", k -> k.remove(Disk::source))),
                nextStart("devices/disk/driver/@type", disk("hdb", k -> k.driver(d -> d.type(DiskDriverType.QCOW2)))),
                live(
                        "devices/disk/source",
                        disk(
                                "hdb",
                                k -> k.source(s -> s.file(images.resolve("cd2").toString())))),
                live("devices/disk/driver/@type", disk("hdb", k -> k.driver(d -> d.type(DiskDriverType.QCOW2))
                        .source(s -> s.file(images.resolve("q").toString())))),
                live("devices/+disk", newDisk("vdb", DiskTargetBus.VIRTIO, images.resolve("c"))),
                live("devices/+controller", controller(0, "virtio-scsi")),
                live("devices/+disk", newDisk("sda", DiskTargetBus.SCSI, images.resolve("d"))),
                live("devices/+interface", newNic("rtl8139")));
    }

    /** Of a guest that has no balloon; it has all of its memory after the next start, too. */
    static List<Attempt> withoutBalloon() {
        return List.of(nextStart("currentMemory", d -> d.currentMemory(Size.mib(100)), "setmem 100M --live"));
    }

    /** Of a guest that has room for nothing. */
    static List<Attempt> full(Path images) {
        return List.of(
                nextStart(
                        "cpu/topology",
                        d -> d.cpu(c -> c.topology(t -> t.sockets(2).cores(2).threads(1)))),
                nextStart("devices/+disk", newDisk("vdb", DiskTargetBus.VIRTIO, images.resolve("c"))),
                nextStart("devices/+disk", newDisk("sdb", DiskTargetBus.SCSI, images.resolve("d"))),
                nextStart("devices/+disk", newDisk("sdc", DiskTargetBus.SATA, images.resolve("e"))),
                nextStart("devices/+interface", newNic("virtio")),
                nextStart("devices/+interface", devices(v -> v.remove(Devices::interfaces, n -> true))),
                nextStart(
                        "devices/+rng",
                        devices(v -> v.rng(r -> r.model(new DiskModel("virtio"))
                                .backend(b -> b.model(RngBackendModel.RANDOM).value("/dev/random"))))),
                nextStart("devices/+watchdog", devices(v -> v.watchdog(w -> w.model(WatchdogModel.I6300ESB)))),
                nextStart("devices/+watchdog", devices(v -> v.watchdog(w -> w.model(WatchdogModel.IB700)))));
    }
}
