package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.MacAddress;
import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.ChannelTargetType;
import io.dosvm.libvirt.xml.domain.CharType;
import io.dosvm.libvirt.xml.domain.ClockOffset;
import io.dosvm.libvirt.xml.domain.ControllerModelKind;
import io.dosvm.libvirt.xml.domain.ControllerType;
import io.dosvm.libvirt.xml.domain.CpuMode;
import io.dosvm.libvirt.xml.domain.CrashAction;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.DiskDevice;
import io.dosvm.libvirt.xml.domain.DiskDriverType;
import io.dosvm.libvirt.xml.domain.DiskModel;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.DiskType;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.GraphicsType;
import io.dosvm.libvirt.xml.domain.InputBus;
import io.dosvm.libvirt.xml.domain.InputType;
import io.dosvm.libvirt.xml.domain.InterfaceModelType;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import io.dosvm.libvirt.xml.domain.LifecycleAction;
import io.dosvm.libvirt.xml.domain.MemballoonModel;
import io.dosvm.libvirt.xml.domain.OsBootDev;
import io.dosvm.libvirt.xml.domain.OsType;
import io.dosvm.libvirt.xml.domain.RngBackendModel;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition;
import io.dosvm.spi.Compute.GraphicsDefinition;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes domain documents. */
final class DomainDocuments {
    /** Where libvirt's QEMU driver keeps its logs when it serves the whole system. */
    private static final String LOG_DIRECTORY = "/var/log/libvirt/qemu/";

    private final String accelerator;
    private final boolean allCpuFeatures;
    private final boolean system;
    private final Function<Storage.VolumeKey, String> paths;

    /**
     * @param accelerator one of {@link Acceleration}'s words
     * @param allCpuFeatures whether the host can give a guest every CPU feature that its accelerator has
     * @param system whether the daemon serves the whole system, not one user
     * @param paths where a volume lies on the host
     */
    DomainDocuments(
            String accelerator, boolean allCpuFeatures, boolean system, Function<Storage.VolumeKey, String> paths) {
        this.accelerator = accelerator;
        this.allCpuFeatures = allCpuFeatures;
        this.system = system;
        this.paths = paths;
    }

    /** The smallest guest whose firmware speaks over the serial line: no disk, no NIC. */
    static String probe(String name, DomainType type, boolean hostCpu) {
        return Domain.of(d -> {
                    d.name(name).type(type).memory(Size.mib(32)).vcpu(1);
                    d.os(o -> o.type(OsType.HVM)
                            .typeArch(new Architecture("x86_64"))
                            .bios(b -> b.useserial(true)));
                    d.features(f -> f.acpi(true)).onCrash(CrashAction.DESTROY);
                    if (hostCpu) {
                        d.cpu(c -> c.mode(new CpuMode("host-model")));
                    }
                    d.devices(v -> v.serial(s -> s.type(CharType.PTY)).memballoon(m -> m.model(MemballoonModel.NONE)));
                })
                .xml();
    }

    /** The VM as libvirt will start it. */
    String of(VmDefinition vm) {
        boolean test = accelerator.equals(Acceleration.TEST);
        Mark mark = vm.mark();
        return Domain.of(d -> {
                    d.name(mark.madeName())
                            .uuid(mark.id())
                            .type(new DomainType(accelerator.equals(Acceleration.TCG) ? "qemu" : accelerator))
                            .memory(Size.kib(vm.memory().toKibCeil()))
                            .vcpu(vm.vcpus())
                            .onPoweroff(new LifecycleAction("destroy"))
                            .onReboot(new LifecycleAction("restart"))
                            .onCrash(CrashAction.DESTROY)
                            .clock(c -> c.offset(ClockOffset.UTC));
                    if (!vm.title().isBlank()) {
                        d.title(vm.title());
                    }
                    d.metadata(m -> m.raw().child(Marks.element(mark)));
                    Forwards.element(vm.nics())
                            .ifPresent(forwards -> d.metadata(m -> m.raw().child(forwards)));
                    d.os(o -> {
                        o.type(OsType.HVM);
                        if (!test) {
                            o.typeArch(new Architecture(vm.architecture()));
                            vm.machine().ifPresent(machine -> o.typeMachine(machine));
                        }
                        vm.boot().forEach(b -> o.boot(one -> one.dev(bootDevice(b))));
                    });
                    if (!test && vm.architecture().matches("x86_64|i686")) {
                        d.features(f -> f.acpi(true).apic(a -> {}));
                    }
                    if (!test && allCpuFeatures) {
                        d.cpu(c -> c.mode(
                                accelerator.equals(Acceleration.KVM)
                                        ? new CpuMode("host-model")
                                        : new CpuMode("maximum")));
                    }
                    d.devices(v -> devices(v, vm, test));
                })
                .xml();
    }

    private static OsBootDev bootDevice(BootDevice device) {
        return switch (device) {
            case DISK -> OsBootDev.HD;
            case CDROM -> OsBootDev.CDROM;
            case NETWORK -> OsBootDev.NETWORK;
        };
    }

    private void devices(Devices.Builder devices, VmDefinition vm, boolean test) {
        Map<DiskDefinition.Bus, Integer> counts = new EnumMap<>(DiskDefinition.Bus.class);
        for (DiskDefinition disk : vm.disks()) {
            disk(devices, disk, counts);
        }
        if (vm.disks().stream().anyMatch(disk -> disk.bus() == DiskDefinition.Bus.SCSI)) {
            devices.controller(c -> c.type(ControllerType.SCSI).modelAttribute(new ControllerModelKind("virtio-scsi")));
        }
        for (NicDefinition nic : vm.nics()) {
            devices.nic(n -> {
                n.mac(m -> m.address(MacAddress.of(nic.mac().toString())))
                        .model(m -> m.type(new InterfaceModelType(nic.model())));
                if (nic.link() instanceof NicLink.ToNetwork to) {
                    n.type(InterfaceType.NETWORK).source(s -> s.network(to.network()));
                } else {
                    n.type(InterfaceType.USER);
                }
            });
        }
        if (test) {
            return;
        }
        devices.serial(s -> {
            s.type(CharType.PTY).target(t -> t.port("0"));
            // append='off': what is there belongs to the run that goes on, or to the last one
            consolePath(vm.mark()).ifPresent(path -> s.log(l -> l.file(path).append(false)));
        });
        if (system) {
            // a user's own daemon puts the socket so deep below the home that its path is too long for many users
            devices.channel(c -> c.type(CharType.UNIX)
                    .target(t -> t.type(ChannelTargetType.VIRTIO).name("org.qemu.guest_agent.0")));
        }
        devices.rng(r -> r.model(new DiskModel("virtio"))
                .backend(b -> b.model(RngBackendModel.RANDOM).value("/dev/urandom")));
        vm.graphics().ifPresent(g -> graphics(devices, g));
    }

    private void disk(Devices.Builder devices, DiskDefinition disk, Map<DiskDefinition.Bus, Integer> counts) {
        devices.disk(k -> {
            k.type(DiskType.FILE)
                    .device(disk.device() == DiskDefinition.Device.CDROM ? DiskDevice.CDROM : DiskDevice.DISK)
                    // always said, never probed: a guest could write another format's header into a raw disk
                    .driver(d -> d.name("qemu")
                            .type(new DiskDriverType(
                                    disk.format() == Storage.Format.ISO
                                            ? "raw"
                                            : disk.format().text())))
                    .source(s -> s.file(paths.apply(disk.volume())))
                    .target(t -> t.dev(target(disk.bus(), counts))
                            .bus(new DiskTargetBus(disk.bus().name().toLowerCase(Locale.ROOT))));
            if (disk.readOnly() || disk.device() == DiskDefinition.Device.CDROM) {
                k.readonly(true);
            }
        });
    }

    /** The next name of a bus: vda, vdb … vdz, vdaa. SATA, SCSI and USB share theirs. */
    private static String target(DiskDefinition.Bus bus, Map<DiskDefinition.Bus, Integer> counts) {
        DiskDefinition.Bus family =
                switch (bus) {
                    case VIRTIO, IDE -> bus;
                    case SATA, SCSI, USB -> DiskDefinition.Bus.SCSI;
                };
        int index = counts.merge(family, 1, Integer::sum) - 1;
        StringBuilder letters = new StringBuilder();
        for (int rest = index; rest >= 0; rest = rest / 26 - 1) {
            letters.insert(0, (char) ('a' + rest % 26));
        }
        return switch (family) {
            case VIRTIO -> "vd" + letters;
            case IDE -> "hd" + letters;
            default -> "sd" + letters;
        };
    }

    private static void graphics(Devices.Builder devices, GraphicsDefinition graphics) {
        devices.input(i -> i.type(new InputType("tablet")).bus(new InputBus("usb")));
        devices.graphics(
                g -> g.type(new GraphicsType(graphics.type() == GraphicsDefinition.Type.SPICE ? "spice" : "vnc"))
                        .autoport(true)
                        .listen(graphics.listen().toString()));
    }

    /** The host's file with what the guest writes to its serial port; a user's own daemon has no fixed place for it. */
    private Optional<String> consolePath(Mark mark) {
        return system ? Optional.of(LOG_DIRECTORY + mark.madeName() + "-serial.log") : Optional.empty();
    }
}
