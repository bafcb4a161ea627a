package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.domain.Cpu;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.spi.Compute.DiskDefinition.Device;
import io.dosvm.spi.Compute.GraphicsDefinition;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each part of a definition, and what libvirt is told of it. */
class DomainDocumentsTest {
    private static final UUID OWNER = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final UUID VM = UUID.fromString("22222222-2222-4222-8222-222222222222");
    private static final UUID OTHER = UUID.fromString("33333333-3333-4333-8333-333333333333");
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
    private static final DiskDefinition DISK =
            new DiskDefinition(new VolumeKey("pool", "a.qcow2"), Format.QCOW2, Device.DISK, Bus.VIRTIO, false);
    private static final NicDefinition NIC =
            new NicDefinition(new NicLink.ToNetwork("lan"), MacAddress.parse("52:54:00:00:00:01"), "virtio");
    private static final GraphicsDefinition VNC = new GraphicsDefinition(GraphicsDefinition.Type.VNC, LOOPBACK);
    private static final VmDefinition BASE = new VmDefinition(
            new Mark(OWNER, VM, 0),
            "shop",
            "x86_64",
            Optional.of("pc"),
            2,
            ByteSize.gib(1),
            List.of(BootDevice.DISK),
            List.of(DISK),
            List.of(NIC),
            Optional.of(VNC));

    @Test
    void everyPartReachesLibvirt() throws Exception {
        Set<String> without = new TreeSet<>();
        collect(BASE, vm -> vm, without);
        collect(DISK, disk -> with(List.of(disk), List.of(NIC), VNC), without);
        collect(NIC, nic -> with(List.of(DISK), List.of(nic), VNC), without);
        collect(VNC, graphics -> with(List.of(DISK), List.of(NIC), graphics), without);
        assertEquals(Set.of(), without, "parts whose change libvirt is not told of");
    }

    @Test
    void everyKindOfDisk_hasItsBusAndName() {
        Domain domain = domain(with(
                List.of(
                        disk(Device.DISK, Bus.VIRTIO, false),
                        disk(Device.DISK, Bus.VIRTIO, true),
                        disk(Device.DISK, Bus.SATA, false),
                        disk(Device.DISK, Bus.SCSI, true),
                        disk(Device.CDROM, Bus.USB, false),
                        disk(Device.CDROM, Bus.IDE, true)),
                List.of(),
                VNC));
        List<String> told = disks(domain).stream()
                .map(d -> d.target().orElseThrow().dev().orElseThrow() + " "
                        + d.target().orElseThrow().bus().orElseThrow() + " "
                        + d.device().orElseThrow() + (d.readonly() ? " readonly" : ""))
                .toList();
        assertEquals(
                List.of(
                        "vda virtio disk",
                        "vdb virtio disk readonly",
                        "sda sata disk",
                        "sdb scsi disk readonly",
                        "sdc usb cdrom readonly",
                        "hda ide cdrom readonly"),
                told);
        assertTrue(domain.xml().contains("virtio-scsi"), domain.xml());
    }

    @Test
    void aFormatIsAlwaysSaid_thatOfAnIsoIsRaw() {
        List<String> told = new ArrayList<>();
        for (Format format : List.of(Format.QCOW2, Format.RAW, Format.ISO)) {
            DiskDefinition disk = new DiskDefinition(new VolumeKey("pool", "a"), format, Device.CDROM, Bus.SATA, true);
            told.add(disks(domain(with(List.of(disk), List.of(), VNC)))
                    .get(0)
                    .driver()
                    .orElseThrow()
                    .type()
                    .orElseThrow()
                    .toString());
        }
        assertEquals(List.of("qcow2", "raw", "raw"), told);
    }

    @Test
    void theTwentySeventhDiskHasTwoLetters() {
        Domain domain = domain(with(Collections.nCopies(28, DISK), List.of(), VNC));
        List<String> names = disks(domain).stream()
                .map(d -> d.target().orElseThrow().dev().orElseThrow())
                .toList();
        assertEquals(List.of("vdz", "vdaa", "vdab"), names.subList(25, 28));
    }

    @Test
    void theProcessorFollowsFromWhatTheHostCan() {
        assertEquals("kvm host-model", processor("kvm", true));
        assertEquals("kvm ", processor("kvm", false));
        assertEquals("qemu maximum", processor(Acceleration.TCG, true));
        assertEquals("qemu ", processor(Acceleration.TCG, false));
    }

    private static String processor(String accelerator, boolean allCpuFeatures) {
        Domain domain =
                Domain.parse(new DomainDocuments(accelerator, allCpuFeatures, true, VolumeKey::fileName).of(BASE));
        return domain.type().orElseThrow() + " "
                + domain.cpu().flatMap(Cpu::mode).map(Object::toString).orElse("");
    }

    /** Other machines than PCs have neither. */
    @Test
    void acpiAndApic_areForPcs() {
        assertTrue(domain(machine("x86_64")).features().orElseThrow().acpi());
        assertTrue(domain(machine("i686")).features().orElseThrow().acpi());
        assertEquals(Optional.empty(), domain(machine("aarch64")).features());
    }

    /** A user's own daemon has no place for them. */
    @Test
    void theAgentAndTheConsolesFile_areForTheSystem() {
        String system = xml(BASE);
        assertTrue(system.contains("org.qemu.guest_agent.0") && system.contains("-serial.log"), system);
        String session = new DomainDocuments(Acceleration.TCG, true, false, VolumeKey::fileName).of(BASE);
        assertFalse(session.contains("org.qemu.guest_agent.0") || session.contains("-serial.log"), session);
    }

    private static List<Disk> disks(Domain domain) {
        return domain.devices().orElseThrow().disks();
    }

    private static DiskDefinition disk(Device device, Bus bus, boolean readOnly) {
        return new DiskDefinition(new VolumeKey("pool", "a"), Format.RAW, device, bus, readOnly);
    }

    private static VmDefinition with(List<DiskDefinition> disks, List<NicDefinition> nics, GraphicsDefinition display) {
        return new VmDefinition(
                BASE.mark(),
                BASE.title(),
                BASE.architecture(),
                BASE.machine(),
                BASE.vcpus(),
                BASE.memory(),
                BASE.boot(),
                disks,
                nics,
                Optional.of(display));
    }

    private static VmDefinition machine(String architecture) {
        return new VmDefinition(
                BASE.mark(),
                "",
                architecture,
                Optional.empty(),
                1,
                BASE.memory(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static Domain domain(VmDefinition vm) {
        return Domain.parse(xml(vm));
    }

    private static String xml(VmDefinition vm) {
        return new DomainDocuments(Acceleration.TCG, true, true, key -> "/" + key.pool() + "/" + key.fileName()).of(vm);
    }

    /** Changes one part after the other, and notes those whose change makes the same document. */
    private static <R extends Record> void collect(R base, Function<R, VmDefinition> vm, Set<String> without)
            throws Exception {
        RecordComponent[] parts = base.getClass().getRecordComponents();
        for (int i = 0; i < parts.length; i++) {
            String before = xml(vm.apply(base));
            if (before.equals(xml(vm.apply(changed(base, i))))) {
                without.add(base.getClass().getSimpleName() + "." + parts[i].getName());
            }
        }
    }

    @SuppressWarnings("unchecked") // a record of the same class
    private static <R extends Record> R changed(R base, int which) throws Exception {
        RecordComponent[] parts = base.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[parts.length];
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            Object value = parts[i].getAccessor().invoke(base);
            values[i] = i == which ? other(value) : value;
            assertTrue(i != which || !values[i].equals(value), "the test must change " + parts[i].getName());
        }
        return (R) base.getClass().getDeclaredConstructor(types).newInstance(values);
    }

    private static Object other(Object value) {
        if (value instanceof Mark) {
            return new Mark(OWNER, OTHER, 0);
        } else if (value instanceof String text) {
            return text.equals("x86_64") ? "i686" : text + "x";
        } else if (value instanceof Integer number) {
            return number + 1;
        } else if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof ByteSize size) {
            return size.plus(ByteSize.mib(1));
        } else if (value instanceof Optional<?> maybe) {
            return maybe.get() instanceof String ? Optional.of("q35") : Optional.empty();
        } else if (value instanceof List<?> list) {
            return list.get(0) instanceof BootDevice ? List.of(BootDevice.NETWORK) : List.of();
        } else if (value instanceof VolumeKey) {
            return new VolumeKey("pool", "b.qcow2");
        } else if (value instanceof Format) {
            return Format.RAW;
        } else if (value instanceof Device) {
            return Device.CDROM;
        } else if (value instanceof Bus) {
            return Bus.USB;
        } else if (value instanceof NicLink) {
            return new NicLink.ToNetwork("other");
        } else if (value instanceof MacAddress) {
            return MacAddress.parse("52:54:00:00:00:02");
        } else if (value instanceof IpAddress) {
            return IpAddress.parse("127.0.0.2");
        } else if (value instanceof GraphicsDefinition.Type) {
            return GraphicsDefinition.Type.SPICE;
        }
        throw new AssertionError("a part of a kind that the test does not know: " + value);
    }
}
