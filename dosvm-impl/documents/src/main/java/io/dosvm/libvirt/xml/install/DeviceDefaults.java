package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.domain.ChannelTargetType;
import io.dosvm.libvirt.xml.domain.CharType;
import io.dosvm.libvirt.xml.domain.ConsoleTargetType;
import io.dosvm.libvirt.xml.domain.Controller;
import io.dosvm.libvirt.xml.domain.ControllerModelKind;
import io.dosvm.libvirt.xml.domain.ControllerType;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.DiskDevice;
import io.dosvm.libvirt.xml.domain.DiskModel;
import io.dosvm.libvirt.xml.domain.DiskSource;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.DiskType;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.Graphics;
import io.dosvm.libvirt.xml.domain.GraphicsType;
import io.dosvm.libvirt.xml.domain.ImageCompression;
import io.dosvm.libvirt.xml.domain.InputBus;
import io.dosvm.libvirt.xml.domain.InputType;
import io.dosvm.libvirt.xml.domain.InterfaceModelType;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import io.dosvm.libvirt.xml.domain.MemballoonModel;
import io.dosvm.libvirt.xml.domain.Os;
import io.dosvm.libvirt.xml.domain.RngBackendModel;
import io.dosvm.libvirt.xml.domain.VideoModelType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Completes the devices of a domain with what virt-install adds by itself. */
final class DeviceDefaults {
    private final Domain domain;
    private final Devices devices;
    private final OsVariant os;
    private final Machine machine;
    private final Set<String> without;
    private final int pciePorts;

    DeviceDefaults(Domain domain, OsVariant os, Set<String> without, int pciePorts) {
        this.domain = domain;
        this.devices = domain.devices().orElse(Devices.of(b -> {}));
        this.os = os;
        this.machine = Machine.of(domain);
        this.without = without;
        this.pciePorts = pciePorts;
    }

    void complete(Devices.Builder v) {
        disks(v, k -> true);
        interfaces(v);
        console(v);
        boolean hasDisplay = graphics(v);
        controllers(v);
        if (machine.isHvm()) {
            channels(v);
            helpers(v);
        }
        if (hasDisplay && !machine.isContainer()) {
            pointers(v);
        }
        Devices said = v.view();
        String video = machine.isHvm() ? video(said) : "";
        if (hasDisplay && machine.isHvm() && said.videos().isEmpty() && !without.contains("video")) {
            v.video(x -> {});
        }
        if (said.graphics().stream().anyMatch(DeviceDefaults::isSpice)) {
            spice(v);
        }
        new BegunDevices(machine, video).complete(v.raw());
        boolean draws = said.graphics().stream().anyMatch(DeviceDefaults::draws);
        v.edit(
                Devices::videos,
                x -> draws
                        && x.model()
                                .flatMap(m -> m.type())
                                .filter(VideoModelType.VIRTIO::equals)
                                .isPresent(),
                x -> x.model(m -> m.accelerationAccel3d(true)));
    }

    private void console(Devices.Builder v) {
        if (devices.consoles().isEmpty() && devices.serials().isEmpty() && !without.contains("console")) {
            if (machine.type().equals("bhyve")) {
                String modem = "/dev/nmdm" + domain.name().orElse("guest");
                v.console(c ->
                        c.type(CharType.NMDM).source(s -> s.master(modem + "A").slave(modem + "B")));
                return;
            }
            v.console(c -> c.type(CharType.PTY));
            if (machine.isS390()) {
                v.edit(Devices::consoles, c -> true, c -> c.target(t -> t.type(ConsoleTargetType.SCLP)));
            }
        }
    }

    /** What makes a modern guest run better. */
    private void helpers(Devices.Builder v) {
        if (machine.isQemu() && machine.isModern()) {
            if (os.hasVirtio("balloon") && devices.memballoon().isEmpty() && !without.contains("memballoon")) {
                v.memballoon(m -> m.model(MemballoonModel.VIRTIO));
            }
            if (os.hasVirtio("rng") && devices.rngs().isEmpty() && !without.contains("rng")) {
                v.rng(r -> r.model(DiskModel.VIRTIO)
                        .backend(b -> b.model(RngBackendModel.RANDOM).value("/dev/urandom")));
            }
        }
    }

    /** Completes the disks of a domain that were added since the others were complete. */
    static Domain completeDisks(Domain domain, OsVariant os) {
        DeviceDefaults defaults = new DeviceDefaults(domain, os, Set.of(), 0);
        return domain.edit(b -> b.devices(v -> defaults.disks(v, k -> k.target().isEmpty())));
    }

    private void disks(Devices.Builder v, Predicate<Disk> which) {
        Set<String> names = new HashSet<>();
        devices.disks().forEach(k -> k.target().flatMap(t -> t.dev()).ifPresent(names::add));
        v.edit(Devices::disks, which, k -> disk(k, k.view(), names));
    }

    private void disk(Disk.Builder k, Disk disk, Set<String> names) {
        DiskDevice device = disk.device().orElse(DiskDevice.DISK);
        k.device(device);
        DiskSource source = disk.source().orElse(DiskSource.of(s -> {}));
        if (disk.type().isEmpty()) {
            k.type(
                    source.dev().isPresent()
                            ? DiskType.BLOCK
                            : source.pool().isPresent()
                                    ? DiskType.VOLUME
                                    : source.protocol().isPresent()
                                            ? DiskType.NETWORK
                                            : source.dir().isPresent() ? DiskType.DIR : DiskType.FILE);
        }
        boolean hasPath = source.file()
                .or(source::dev)
                .or(source::dir)
                .or(source::pool)
                .or(() -> source.protocol().map(p -> p.raw()))
                .isPresent();
        boolean qemu = machine.isQemuOrTest() || machine.type().equals("xen");
        if (qemu && hasPath && disk.driver().flatMap(d -> d.name()).isEmpty()) {
            boolean phy = machine.type().equals("xen") && source.dev().isPresent();
            k.driver(d -> d.name(phy ? "phy" : "qemu"));
        }
        if (machine.isQemu() && device.equals(DiskDevice.DISK) && source.dev().isPresent()) {
            blockDevice(k.raw().only("driver"));
        }
        if (device.equals(DiskDevice.CDROM)) {
            k.readonly(true);
        }
        DiskTargetBus bus =
                disk.target().flatMap(t -> t.bus()).orElse(new DiskTargetBus(machine.bus(os, device.raw())));
        k.target(t -> t.bus(bus));
        if (disk.target().flatMap(t -> t.dev()).isEmpty()) {
            String prefix = prefix(bus.raw());
            int n = 0;
            while (!names.add(prefix + letters(n))) {
                n++;
            }
            int place = n;
            k.target(t -> t.dev(prefix + letters(place)));
        }
    }

    /** A whole device is used without the host's cache. */
    private static void blockDevice(ElementBuilder driver) {
        Map<String, String> best = Map.of("cache", "none", "io", "native", "discard", "unmap");
        best.forEach((name, value) -> {
            if (driver.attribute(name).isEmpty()) {
                driver.attribute(name, value);
            }
        });
    }

    private static String prefix(String bus) {
        return switch (bus) {
            case "virtio" -> "vd";
            case "ide" -> "hd";
            case "fdc" -> "fd";
            case "xen" -> "xvd";
            default -> "sd";
        };
    }

    /** a, b, … z, aa, ab, … */
    private static String letters(int n) {
        String last = String.valueOf((char) ('a' + n % 26));
        return n < 26 ? last : letters(n / 26 - 1) + last;
    }

    private void interfaces(Devices.Builder v) {
        if (devices.interfaces().isEmpty() && !without.contains("interface")) {
            v.nic(n -> n.type(InterfaceType.NETWORK).source(s -> s.network("default")));
        }
        if (!machine.isHvm()) {
            return;
        }
        InterfaceModelType model = machine.hasVirtio(os, "net")
                ? InterfaceModelType.VIRTIO
                : machine.isQ35() ? InterfaceModelType.E1000E : new InterfaceModelType(os.networkCard());
        v.edit(
                Devices::interfaces,
                n -> n.model().isEmpty()
                        && (machine.isX86() || model.equals(InterfaceModelType.VIRTIO))
                        && n.type().filter(InterfaceType.HOSTDEV::equals).isEmpty(),
                n -> n.model(m -> m.type(model)));
    }

    /** Adds a display if there is none, and completes them; false if there is none. */
    private boolean graphics(Devices.Builder v) {
        boolean wanted =
                (!machine.isContainer() || machine.type().equals("vz")) && (machine.isX86() || machine.isPseries());
        if (devices.graphics().isEmpty() && wanted && !without.contains("graphics")) {
            v.graphics(g -> {});
        }
        boolean spice = machine.isQemuOrTest();
        v.edit(Devices::graphics, g -> g.type().isEmpty(), g -> g.type(spice ? GraphicsType.SPICE : GraphicsType.VNC));
        v.edit(Devices::graphics, g -> true, b -> {
            Graphics g = b.view();
            boolean ported = g.listens().stream()
                    .limit(1)
                    .flatMap(l -> l.type().stream())
                    .allMatch(t -> Set.of("address", "network").contains(t.raw()));
            boolean vnc = g.type().filter(GraphicsType.VNC::equals).isPresent();
            if (ported && g.port().isEmpty() && g.socket().isEmpty() && (vnc || isSpice(g))) {
                b.port(-1);
            }
            if (ported && g.tlsPort().isEmpty() && isSpice(g)) {
                b.tlsPort(-1);
            }
            boolean chosen =
                    b.view().port().orElse(0) == -1 && b.view().tlsPort().orElse(0) == -1;
            if (chosen && g.autoport().isEmpty()) {
                b.autoport(true);
            }
            if (isSpice(g) && g.image().isEmpty()) {
                b.image(i -> i.compression(ImageCompression.OFF));
            }
        });
        return !v.view().graphics().isEmpty();
    }

    private static boolean isSpice(Graphics g) {
        return g.type().filter(GraphicsType.SPICE::equals).isPresent();
    }

    /** Whether it draws with the host's graphics card. */
    private static boolean draws(Graphics g) {
        return g.glEnable().orElse(false);
    }

    private void controllers(Devices.Builder v) {
        if (without.contains("controller")) {
            return;
        }
        boolean usb = has(ControllerType.USB) || !machine.isQemuOrTest();
        if (!usb && machine.isX86() && !os.hasXhci()) {
            v.controller(c -> c.type(ControllerType.USB).modelAttribute(ControllerModelKind.ICH9_EHCI1));
            for (int i = 0; i < 3; i++) {
                String port = Integer.toString(2 * i);
                ControllerModelKind model = new ControllerModelKind("ich9-uhci" + (i + 1));
                v.controller(
                        c -> c.type(ControllerType.USB).modelAttribute(model).master(m -> m.startport(port)));
            }
        } else if (!usb && (machine.isX86() || machine.isVirt() || machine.isPseries())) {
            v.controller(c -> c.type(ControllerType.USB)
                    .modelAttribute(ControllerModelKind.QEMU_XHCI)
                    .ports(15));
        }
        boolean scsi = v.view().disks().stream().anyMatch(k -> k.target()
                .flatMap(t -> t.bus())
                .filter(DiskTargetBus.SCSI::equals)
                .isPresent());
        if (scsi && !has(ControllerType.SCSI) && machine.hasVirtio(os, "scsi")) {
            v.controller(c -> c.type(ControllerType.SCSI).modelAttribute(ControllerModelKind.VIRTIO_SCSI));
        }
        if ((machine.isQ35() || machine.isVirt()) && !has(ControllerType.PCI) && pciePorts > 0) {
            v.controller(c -> c.type(ControllerType.PCI).modelAttribute(ControllerModelKind.PCIE_ROOT));
            for (int i = 0; i < pciePorts; i++) {
                v.controller(c -> c.type(ControllerType.PCI).modelAttribute(ControllerModelKind.PCIE_ROOT_PORT));
            }
        }
    }

    private boolean has(ControllerType type) {
        return devices.controllers().stream()
                .anyMatch(c -> c.type().filter(type::equals).isPresent());
    }

    private boolean hasUsb() {
        List<Controller> usb = devices.controllers().stream()
                .filter(c -> c.type().filter(ControllerType.USB::equals).isPresent())
                .toList();
        return usb.isEmpty()
                || !usb.stream().allMatch(c -> c.modelAttribute()
                        .filter(m -> m.raw().equals("none"))
                        .isPresent());
    }

    private void channels(Devices.Builder v) {
        if (devices.channels().isEmpty() && machine.hasVirtio(os, "serial") && !without.contains("channel")) {
            v.channel(
                    c -> c.type(CharType.UNIX).source(s -> s.mode("bind")).target(t -> t.type(ChannelTargetType.VIRTIO)
                            .name("org.qemu.guest_agent.0")));
        }
    }

    private void pointers(Devices.Builder v) {
        if (!devices.inputs().isEmpty() || without.contains("input")) {
            return;
        }
        if (hasUsb() && (machine.isX86() && !machine.kind().equals("xen") || machine.isVirt() || machine.isPseries())) {
            v.input(i -> i.type(InputType.TABLET).bus(InputBus.USB));
            if (!machine.isX86()) {
                v.input(i -> i.type(InputType.KEYBOARD).bus(InputBus.USB));
            }
        } else if (hasUsb() && machine.isS390() && os.hasVirtio("input")) {
            v.input(i -> i.type(InputType.TABLET).bus(InputBus.VIRTIO));
            v.input(i -> i.type(InputType.KEYBOARD).bus(InputBus.VIRTIO));
        }
    }

    /** The screen of a guest, if nobody says. */
    private String video(Devices said) {
        boolean spice = said.graphics().stream().anyMatch(DeviceDefaults::isSpice);
        if (machine.isPseries()) {
            return "vga";
        }
        boolean virtio = machine.isVirt()
                || machine.isS390() && machine.isQemu()
                || spice && said.graphics().stream().anyMatch(DeviceDefaults::draws)
                || machine.isQemuOrTest() && os.hasVirtio("gpu");
        boolean uefi = domain.os().flatMap(Os::firmwareAttribute).isPresent();
        return virtio ? "virtio" : spice && machine.isX86() ? "qxl" : uefi ? "bochs" : "vga";
    }

    /** What belongs to a SPICE display: clipboard, sound, USB. */
    private void spice(Devices.Builder v) {
        boolean agent = v.view().channels().stream()
                .anyMatch(c -> c.type().filter(CharType.SPICEVMC::equals).isPresent());
        if (!agent && !without.contains("channel")) {
            v.channel(c -> c.type(CharType.SPICEVMC));
        }
        if (devices.sounds().isEmpty() && machine.isHvm() && !without.contains("sound")) {
            v.sound(s -> {});
        }
        if (devices.redirdevs().isEmpty() && hasUsb() && machine.isX86() && !without.contains("redirdev")) {
            v.redirdev(r -> {}).redirdev(r -> {});
        }
    }
}
