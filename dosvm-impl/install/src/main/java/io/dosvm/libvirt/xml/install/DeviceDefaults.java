package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.DiskDevice;
import io.dosvm.libvirt.xml.domain.DiskSource;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.DiskType;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.Graphics;
import io.dosvm.libvirt.xml.domain.GraphicsType;
import io.dosvm.libvirt.xml.domain.ImageCompression;
import io.dosvm.libvirt.xml.domain.InterfaceModelType;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import io.dosvm.libvirt.xml.domain.Os;
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
        ElementBuilder raw = v.raw();
        console(raw);
        boolean hasDisplay = graphics(v);
        controllers(raw);
        if (machine.isHvm()) {
            channels(raw);
            helpers(raw);
        }
        if (hasDisplay && !machine.isContainer()) {
            pointers(raw);
        }
        List<Graphics> displays = v.view().graphics();
        String video = machine.isHvm() ? video(displays) : "";
        if (hasDisplay && machine.isHvm() && lacks(raw, "video")) {
            add(raw, "video");
        }
        if (displays.stream().anyMatch(DeviceDefaults::isSpice)) {
            spice(raw);
        }
        new BegunDevices(machine, video).complete(raw);
        if (displays.stream().anyMatch(DeviceDefaults::draws)) {
            for (ElementBuilder screen : raw.all("video")) {
                ElementBuilder model = screen.only("model");
                if (BegunDevices.is(model, "type", "virtio")) {
                    model.only("acceleration").attribute("accel3d", "yes");
                }
            }
        }
    }

    private void console(ElementBuilder v) {
        if (v.has("console") || v.has("serial") || without.contains("console")) {
            return;
        }
        if (machine.type().equals("bhyve")) {
            String modem = "/dev/nmdm" + domain.name().orElse("guest");
            add(add(v, "console", "type", "nmdm"), "source", "master", modem + "A", "slave", modem + "B");
            return;
        }
        ElementBuilder console = add(v, "console", "type", "pty");
        if (machine.isS390()) {
            add(console, "target", "type", "sclp");
        }
    }

    /** What makes a modern guest run better. */
    private void helpers(ElementBuilder v) {
        if (!machine.isQemu() || !machine.isModern()) {
            return;
        }
        if (os.hasVirtio("balloon") && lacks(v, "memballoon")) {
            add(v, "memballoon", "model", "virtio");
        }
        if (os.hasVirtio("rng") && lacks(v, "rng")) {
            add(add(v, "rng", "model", "virtio"), "backend", "model", "random").text("/dev/urandom");
        }
    }

    /** Whether there is no such device, and one may be added. */
    private boolean lacks(ElementBuilder v, String device) {
        return !v.has(device) && !without.contains(device);
    }

    /** One element more. */
    private static ElementBuilder add(ElementBuilder parent, String name, String... attributes) {
        parent.child(name, c -> {
            for (int i = 0; i < attributes.length; i += 2) {
                c.attribute(attributes[i], attributes[i + 1]);
            }
        });
        List<ElementBuilder> all = parent.all(name);
        return all.get(all.size() - 1);
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

    private void controllers(ElementBuilder v) {
        if (without.contains("controller")) {
            return;
        }
        boolean usb = controllers(v, "usb").isEmpty() && machine.isQemuOrTest();
        if (usb && machine.isX86() && !os.hasXhci()) {
            add(v, "controller", "type", "usb", "model", "ich9-ehci1");
            for (int i = 0; i < 3; i++) {
                ElementBuilder more = add(v, "controller", "type", "usb", "model", "ich9-uhci" + (i + 1));
                add(more, "master", "startport", Integer.toString(2 * i));
            }
        } else if (usb && (machine.isX86() || machine.isVirt() || machine.isPseries())) {
            add(v, "controller", "type", "usb", "model", "qemu-xhci", "ports", "15");
        }
        boolean scsi = v.all("disk").stream().anyMatch(k -> BegunDevices.is(k.only("target"), "bus", "scsi"));
        if (scsi && controllers(v, "scsi").isEmpty() && machine.hasVirtio(os, "scsi")) {
            add(v, "controller", "type", "scsi", "model", "virtio-scsi");
        }
        if ((machine.isQ35() || machine.isVirt()) && controllers(v, "pci").isEmpty() && pciePorts > 0) {
            add(v, "controller", "type", "pci", "model", "pcie-root");
            for (int i = 0; i < pciePorts; i++) {
                add(v, "controller", "type", "pci", "model", "pcie-root-port");
            }
        }
    }

    private static List<ElementBuilder> controllers(ElementBuilder v, String type) {
        return v.all("controller").stream()
                .filter(c -> BegunDevices.is(c, "type", type))
                .toList();
    }

    private static boolean hasUsb(ElementBuilder v) {
        List<ElementBuilder> usb = controllers(v, "usb");
        return usb.isEmpty() || !usb.stream().allMatch(c -> BegunDevices.is(c, "model", "none"));
    }

    private void channels(ElementBuilder v) {
        if (machine.hasVirtio(os, "serial") && lacks(v, "channel")) {
            ElementBuilder agent = add(v, "channel", "type", "unix");
            add(agent, "source", "mode", "bind");
            add(agent, "target", "type", "virtio", "name", "org.qemu.guest_agent.0");
        }
    }

    private void pointers(ElementBuilder v) {
        if (!lacks(v, "input") || !hasUsb(v)) {
            return;
        }
        boolean pc = machine.isX86() && !machine.kind().equals("xen");
        boolean virtio = machine.isS390() && os.hasVirtio("input");
        String bus = virtio ? "virtio" : "usb";
        if (pc || virtio || machine.isVirt() || machine.isPseries()) {
            add(v, "input", "type", "tablet", "bus", bus);
        }
        if (virtio || machine.isVirt() || machine.isPseries()) {
            add(v, "input", "type", "keyboard", "bus", bus);
        }
    }

    /** The screen of a guest, if nobody says. */
    private String video(List<Graphics> displays) {
        boolean spice = displays.stream().anyMatch(DeviceDefaults::isSpice);
        if (machine.isPseries()) {
            return "vga";
        }
        boolean virtio = machine.isVirt()
                || machine.isS390() && machine.isQemu()
                || spice && displays.stream().anyMatch(DeviceDefaults::draws)
                || machine.isQemuOrTest() && os.hasVirtio("gpu");
        boolean uefi = domain.os().flatMap(Os::firmwareAttribute).isPresent();
        return virtio ? "virtio" : spice && machine.isX86() ? "qxl" : uefi ? "bochs" : "vga";
    }

    /** What belongs to a SPICE display: clipboard, sound, USB. */
    private void spice(ElementBuilder v) {
        boolean agent = v.all("channel").stream().anyMatch(c -> BegunDevices.is(c, "type", "spicevmc"));
        if (!agent && !without.contains("channel")) {
            add(v, "channel", "type", "spicevmc");
        }
        if (machine.isHvm() && lacks(v, "sound")) {
            add(v, "sound");
        }
        if (hasUsb(v) && machine.isX86() && lacks(v, "redirdev")) {
            add(v, "redirdev");
            add(v, "redirdev");
        }
    }
}
