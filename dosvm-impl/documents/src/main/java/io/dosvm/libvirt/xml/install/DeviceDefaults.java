package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Channel;
import io.dosvm.libvirt.xml.domain.ChannelTargetType;
import io.dosvm.libvirt.xml.domain.CharType;
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
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.FilesystemAccessmode;
import io.dosvm.libvirt.xml.domain.Graphics;
import io.dosvm.libvirt.xml.domain.GraphicsType;
import io.dosvm.libvirt.xml.domain.ImageCompression;
import io.dosvm.libvirt.xml.domain.InputBus;
import io.dosvm.libvirt.xml.domain.InputType;
import io.dosvm.libvirt.xml.domain.InterfaceModelType;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import io.dosvm.libvirt.xml.domain.MemballoonModel;
import io.dosvm.libvirt.xml.domain.RedirdevBus;
import io.dosvm.libvirt.xml.domain.RngBackendModel;
import io.dosvm.libvirt.xml.domain.SoundModel;
import io.dosvm.libvirt.xml.domain.VideoModelType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Completes the devices of a domain with what virt-install adds by itself. */
final class DeviceDefaults {
    private static final int PCIE_PORTS = 14;

    private final Domain domain;
    private final Devices devices;
    private final OsVariant os;
    private final GuestDefaults.Machine machine;
    private final Set<String> without;

    DeviceDefaults(Domain domain, OsVariant os, GuestDefaults.Machine machine, Set<String> without) {
        this.domain = domain;
        this.devices = domain.devices().orElse(Devices.of(b -> {}));
        this.os = os;
        this.machine = machine;
        this.without = without;
    }

    void complete(Devices.Builder v) {
        disks(v);
        interfaces(v);
        if (devices.consoles().isEmpty() && !without.contains("console")) {
            v.console(c -> c.type(CharType.PTY));
        }
        if (!machine.isHvm()) {
            return;
        }
        SoundModel sound = machine.isQ35() ? SoundModel.ICH9 : SoundModel.ICH6;
        v.edit(Devices::sounds, s -> s.model().isEmpty(), s -> s.model(sound));
        v.edit(
                Devices::filesystems,
                f -> f.accessmode().isEmpty()
                        && f.driver().flatMap(d -> d.type()).isEmpty(),
                f -> f.accessmode(FilesystemAccessmode.MAPPED));
        Graphics shown = graphics(v);
        controllers(v, shown != null);
        channels(v, shown);
        if (shown != null) {
            display(v, shown);
        }
        if (os.hasVirtio("balloon") && devices.memballoon().isEmpty() && !without.contains("memballoon")) {
            v.memballoon(m -> m.model(MemballoonModel.VIRTIO));
        }
        if (os.hasVirtio("rng") && devices.rngs().isEmpty() && !without.contains("rng")) {
            v.rng(r -> r.model(DiskModel.VIRTIO)
                    .backend(b -> b.model(RngBackendModel.RANDOM).value("/dev/urandom")));
        }
    }

    /** Completes the disks of a domain alone. */
    static Domain completeDisks(Domain domain, OsVariant os) {
        DeviceDefaults defaults = new DeviceDefaults(domain, os, GuestDefaults.Machine.of(domain), Set.of());
        return domain.edit(b -> b.devices(defaults::disks));
    }

    private void disks(Devices.Builder v) {
        Set<String> names = new HashSet<>();
        devices.disks().forEach(k -> k.target().flatMap(t -> t.dev()).ifPresent(names::add));
        v.edit(Devices::disks, k -> true, k -> disk(k, k.view(), names));
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
        boolean qemu =
                List.of("qemu", "kvm").contains(domain.type().orElseThrow().raw());
        if (qemu
                && disk.source().isPresent()
                && disk.driver().flatMap(d -> d.name()).isEmpty()) {
            k.driver(d -> d.name("qemu"));
        }
        if (device.equals(DiskDevice.CDROM)) {
            k.readonly(true);
        }
        DiskTargetBus bus = disk.target().flatMap(t -> t.bus()).orElse(new DiskTargetBus(bus(device)));
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

    private String bus(DiskDevice device) {
        if (device.equals(DiskDevice.FLOPPY)) {
            return "fdc";
        }
        if (domain.type().orElseThrow().equals(DomainType.XEN)) {
            return "xen";
        }
        boolean virtio = os.hasVirtio("block") || machine.isVirt();
        return device.equals(DiskDevice.DISK) && virtio ? "virtio" : machine.plainBus();
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
        v.edit(
                Devices::interfaces,
                n -> n.model().isEmpty()
                        && n.type().filter(InterfaceType.HOSTDEV::equals).isEmpty(),
                n -> n.model(m -> m.type(
                        os.hasVirtio("net") || !machine.isX86()
                                ? InterfaceModelType.VIRTIO
                                : machine.isQ35() ? InterfaceModelType.E1000E : InterfaceModelType.E1000)));
    }

    /** The display that the guest has; null if none. */
    private @Nullable Graphics graphics(Devices.Builder v) {
        if (devices.graphics().isEmpty() && (without.contains("graphics") || !machine.isX86())) {
            return null;
        }
        if (devices.graphics().isEmpty()) {
            v.graphics(g -> g.type(GraphicsType.SPICE));
        }
        v.edit(Devices::graphics, g -> true, b -> {
            Graphics g = b.view();
            boolean spice = g.type().filter(GraphicsType.SPICE::equals).isPresent();
            boolean vnc = g.type().filter(GraphicsType.VNC::equals).isPresent();
            boolean ported = g.port().isPresent()
                    || g.tlsPort().isPresent()
                    || g.autoport().isPresent();
            boolean local = g.socket().isPresent() || !g.listens().isEmpty();
            if ((spice || vnc) && !ported && !local) {
                b.port(-1);
                if (spice) {
                    b.tlsPort(-1).autoport(true);
                }
            }
            if (spice && g.image().isEmpty()) {
                b.image(i -> i.compression(ImageCompression.OFF));
            }
        });
        return devices.graphics().isEmpty()
                ? Graphics.of(g -> g.type(GraphicsType.SPICE))
                : devices.graphics().get(0);
    }

    private void controllers(Devices.Builder v, boolean shown) {
        if (without.contains("controller")) {
            return;
        }
        boolean usb = devices.controllers().stream().anyMatch(c -> is(c.type().orElse(null), ControllerType.USB));
        if (!usb && machine.isX86() && (machine.isQ35() || os.hasXhci())) {
            v.controller(c -> c.type(ControllerType.USB)
                    .modelAttribute(ControllerModelKind.QEMU_XHCI)
                    .ports(15));
        } else if (!usb && machine.isX86()) {
            v.controller(c -> c.type(ControllerType.USB).modelAttribute(ControllerModelKind.ICH9_EHCI1));
            for (int i = 0; i < 3; i++) {
                String port = Integer.toString(2 * i);
                ControllerModelKind model = new ControllerModelKind("ich9-uhci" + (i + 1));
                v.controller(
                        c -> c.type(ControllerType.USB).modelAttribute(model).master(m -> m.startport(port)));
            }
        } else if (!usb && machine.isVirt() && shown) {
            v.controller(c -> c.type(ControllerType.USB)
                    .modelAttribute(ControllerModelKind.QEMU_XHCI)
                    .ports(15));
        }
        boolean pci = devices.controllers().stream().anyMatch(c -> is(c.type().orElse(null), ControllerType.PCI));
        if (machine.isQ35() && !pci) {
            v.controller(c -> c.type(ControllerType.PCI).modelAttribute(ControllerModelKind.PCIE_ROOT));
            for (int i = 0; i < PCIE_PORTS; i++) {
                v.controller(c -> c.type(ControllerType.PCI).modelAttribute(ControllerModelKind.PCIE_ROOT_PORT));
            }
        }
    }

    private static boolean is(@Nullable Object word, Object expected) {
        return expected.equals(word);
    }

    private void channels(Devices.Builder v, @Nullable Graphics shown) {
        if (without.contains("channel")) {
            return;
        }
        boolean agent = devices.channels().stream().anyMatch(c -> name(c).equals("org.qemu.guest_agent.0"));
        if (devices.channels().isEmpty() && !agent && os.hasVirtio("serial") && !os.isWindows()) {
            v.channel(
                    c -> c.type(CharType.UNIX).source(s -> s.mode("bind")).target(t -> t.type(ChannelTargetType.VIRTIO)
                            .name("org.qemu.guest_agent.0")));
        }
        boolean spice =
                shown != null && shown.type().filter(GraphicsType.SPICE::equals).isPresent();
        boolean vdagent = devices.channels().stream().anyMatch(c -> name(c).equals("com.redhat.spice.0"));
        if (spice && !vdagent) {
            v.channel(c -> c.type(CharType.SPICEVMC)
                    .target(t -> t.type(ChannelTargetType.VIRTIO).name("com.redhat.spice.0")));
        }
    }

    private static String name(Channel channel) {
        return channel.target().flatMap(t -> t.name()).orElse("");
    }

    /** What belongs to a display: pointer, screen, sound, USB over SPICE. */
    private void display(Devices.Builder v, Graphics shown) {
        boolean spice = shown.type().filter(GraphicsType.SPICE::equals).isPresent();
        if (devices.inputs().isEmpty() && !without.contains("input")) {
            v.input(i -> i.type(InputType.TABLET).bus(InputBus.USB));
        }
        if (devices.videos().isEmpty() && !without.contains("video")) {
            VideoModelType model =
                    os.hasVirtio("gpu") ? VideoModelType.VIRTIO : spice ? VideoModelType.QXL : VideoModelType.VGA;
            v.video(x -> x.model(m -> m.type(model)));
        }
        if (spice && devices.sounds().isEmpty() && !without.contains("sound")) {
            v.sound(s -> s.model(machine.isQ35() ? SoundModel.ICH9 : SoundModel.ICH6));
        }
        if (spice && devices.redirdevs().isEmpty() && !without.contains("redirdev")) {
            for (int i = 0; i < 2; i++) {
                v.redirdev(r -> r.bus(RedirdevBus.USB).type(CharType.SPICEVMC));
            }
        }
    }
}
