package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Forward;
import io.dosvm.engine.compute.InstanceDefinition.Graphics;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.compute.InstanceDefinition.User;
import io.dosvm.engine.compute.VmDefinitions.DiskPlace;
import io.dosvm.engine.compute.VmDefinitions.NicPlace;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.spi.Compute.DiskDefinition.Device;
import io.dosvm.spi.Compute.GraphicsDefinition.Type;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class VmDefinitionsTest {
    private static final UUID OWNER = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final UUID VM = UUID.fromString("22222222-2222-4222-8222-222222222222");
    private static final UUID IMAGE = UUID.fromString("33333333-3333-4333-8333-333333333333");
    private static final UUID OTHER = UUID.fromString("44444444-4444-4444-8444-444444444444");

    /** What decides where things lie and run, and so reaches the host by the places given, or not at all. */
    private static final Set<String> NOT_MAPPED =
            Set.of("InstanceDefinition.host", "Disk.of", "Disk.size", "Disk.pool", "Nic.network");

    private static final Disk DISK = new Disk(Source.LINKED_CLONE, IMAGE, ByteSize.gib(1), OTHER, Bus.SCSI, false);
    private static final Nic NIC = new Nic(OTHER, "e1000", null);
    private static final Forward FORWARD = new Forward(Protocol.TCP, 8080, 80);
    private static final User USER = new User("127.0.0.3", List.of(FORWARD));
    private static final Graphics GRAPHICS = new Graphics(Type.VNC, "127.0.0.2");
    private static final InstanceDefinition BASE = new InstanceDefinition(
            2, ByteSize.gib(1), "x86_64", "pc", List.of(BootDevice.DISK), List.of(DISK), List.of(NIC), GRAPHICS, OTHER);

    @Test
    void everyFieldOfAnInstanceReachesTheHostOrIsNamed() throws Exception {
        Set<String> without = new TreeSet<>();
        collect(BASE, changed -> changed, without);
        collect(DISK, disk -> with(List.of(disk), List.of(NIC), GRAPHICS), without);
        collect(NIC, nic -> with(List.of(DISK), List.of(nic), GRAPHICS), without);
        collect(USER, user -> with(List.of(DISK), List.of(new Nic(null, "e1000", user)), GRAPHICS), without);
        collect(
                FORWARD,
                forward -> with(
                        List.of(DISK),
                        List.of(new Nic(null, "e1000", new User("127.0.0.3", List.of(forward)))),
                        GRAPHICS),
                without);
        collect(GRAPHICS, graphics -> with(List.of(DISK), List.of(NIC), graphics), without);
        assertEquals(new TreeSet<>(NOT_MAPPED), without, "fields whose change the host does not see");
    }

    @Test
    void whatIsLeftOutBecomesWhatIsUsual() {
        InstanceDefinition instance = new InstanceDefinition(
                1,
                ByteSize.gib(1),
                "x86_64",
                null,
                List.of(),
                List.of(
                        new Disk(Source.CDROM, IMAGE, null, null, null, false),
                        new Disk(Source.BLANK, null, ByteSize.gib(1), OTHER, null, false)),
                List.of(
                        new Nic(OTHER, null, null),
                        new Nic(null, null, new User(null, List.of(new Forward(Protocol.UDP, null, 53))))),
                new Graphics(Type.SPICE, null),
                null);
        VmDefinition definition = VmDefinitions.of(mark(), "nginx-1", instance, places(2), nics(2));
        assertEquals(Optional.empty(), definition.machine());
        assertEquals(List.of(BootDevice.DISK, BootDevice.CDROM, BootDevice.NETWORK), definition.boot());
        DiskDefinition cdrom = definition.disks().get(0);
        assertEquals(Device.CDROM, cdrom.device());
        assertEquals(Bus.SATA, cdrom.bus());
        assertTrue(cdrom.readOnly());
        DiskDefinition disk = definition.disks().get(1);
        assertEquals(new DiskDefinition(key(1), Format.QCOW2, Device.DISK, Bus.VIRTIO, false), disk);
        assertEquals("virtio", definition.nics().get(0).model());
        assertEquals(new NicLink.ToNetwork("net"), definition.nics().get(0).link());
        assertEquals(
                new NicLink.User(
                        IpAddress.parse("127.0.0.1"), List.of(new NicLink.Forward(Protocol.UDP, Optional.empty(), 53))),
                definition.nics().get(1).link());
        assertEquals(
                IpAddress.parse("127.0.0.1"),
                definition.graphics().orElseThrow().listen());
    }

    @Test
    void aVmWithoutAllOfItsDisksIsNotDefined() {
        assertThrows(
                IllegalArgumentException.class, () -> VmDefinitions.of(mark(), "nginx-1", BASE, places(0), nics(1)));
    }

    /** Changes one field after the other, and notes those whose change makes no other definition. */
    private static <R extends Record> void collect(
            R base, Function<R, InstanceDefinition> instance, Set<String> without) throws Exception {
        RecordComponent[] parts = base.getClass().getRecordComponents();
        for (int i = 0; i < parts.length; i++) {
            R changed = changed(base, i);
            assertNotEquals(base, changed, "the test must change " + parts[i].getName());
            if (definition(instance.apply(base)).equals(definition(instance.apply(changed)))) {
                without.add(base.getClass().getSimpleName() + "." + parts[i].getName());
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <R extends Record> R changed(R base, int which) throws Exception {
        RecordComponent[] parts = base.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[parts.length];
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            parts[i].getAccessor().setAccessible(true);
            Object value = parts[i].getAccessor().invoke(base);
            values[i] = i == which ? other(parts[i].getName(), value) : value;
        }
        var constructor = base.getClass().getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return (R) constructor.newInstance(values);
    }

    private static Object other(String name, Object value) {
        if (name.equals("user")) {
            return USER;
        }
        if (value instanceof Protocol) {
            return Protocol.UDP;
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof ByteSize size) {
            return size.plus(ByteSize.mib(1));
        }
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof UUID) {
            return VM;
        }
        if (value instanceof Source) {
            return Source.CDROM;
        }
        if (value instanceof Bus) {
            return Bus.USB;
        }
        if (value instanceof Type) {
            return Type.SPICE;
        }
        if (value instanceof Graphics) {
            return new Graphics(Type.SPICE, "127.0.0.3");
        }
        if (value instanceof String text) {
            return name.equals("listen") ? "127.0.0.9" : text + "x";
        }
        if (value instanceof List<?> list) {
            return switch (name) {
                case "boot" -> List.of(BootDevice.NETWORK);
                default -> {
                    List<Object> twice = new ArrayList<>(list);
                    twice.addAll(list);
                    yield twice;
                }
            };
        }
        throw new AssertionError("a field of a kind that the test does not know: " + name);
    }

    private static InstanceDefinition with(List<Disk> disks, List<Nic> nics, Graphics graphics) {
        return new InstanceDefinition(
                BASE.vcpus(),
                BASE.memory(),
                BASE.architecture(),
                BASE.machine(),
                BASE.boot(),
                disks,
                nics,
                graphics,
                BASE.host());
    }

    private static VmDefinition definition(InstanceDefinition instance) {
        return VmDefinitions.of(
                mark(),
                "nginx-1",
                instance,
                places(instance.disks().size()),
                nics(instance.nics().size()));
    }

    private static Mark mark() {
        return new Mark(OWNER, VM, 1);
    }

    private static List<DiskPlace> places(int count) {
        List<DiskPlace> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new DiskPlace(key(i), Format.QCOW2));
        }
        return all;
    }

    private static VolumeKey key(int i) {
        return new VolumeKey("pool", "file-" + i + ".qcow2");
    }

    private static List<NicPlace> nics(int count) {
        List<NicPlace> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new NicPlace(Optional.of("net"), new MacAddress(0x525400000000L + i)));
        }
        return all;
    }
}
