package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.Accessors.Way;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.DiskSource;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.Metadata;
import io.dosvm.libvirt.xml.domain.Os;
import io.dosvm.libvirt.xml.domain.RngBackend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is there is removed, replaced and changed by the accessor that reads it. */
class ByAccessorTest {
    private static final Domain DOMAIN = Domain.parse("""
            <domain type='kvm'>
              <name>a</name>
              <title>t</title>
              <vcpu placement='static' current='1'>2</vcpu>
              <devices>
                <disk type='file'><source file='/a'/><target dev='vda'/></disk>
                <disk type='file'><target dev='vdb'/><readonly/></disk>
              </devices>
            </domain>
            """);

    @Test
    void attributesTextsAndChildren_areRemoved() {
        Domain d = DOMAIN.edit(b -> b.remove(Domain::title)
                .remove(Domain::type)
                .remove(Domain::vcpuCurrent)
                .devices(v -> v.edit(
                        Devices::disks, k -> true, k -> k.remove(Disk::source).remove(Disk::readonly))));
        assertEquals("""
            <domain>
              <name>a</name>
              <vcpu placement='static'>2</vcpu>
              <devices>
                <disk type='file'><target dev='vda'/></disk>
                <disk type='file'><target dev='vdb'/></disk>
              </devices>
            </domain>
            """, d.xml());
    }

    @Test
    void entriesThatMatch_areRemoved_andListsReplaced() {
        Domain d = DOMAIN.edit(b -> b.devices(v -> v.remove(Devices::disks, Disk::readonly)));
        assertEquals(
                List.of("vda"),
                d.devices().orElseThrow().disks().stream()
                        .map(k -> k.target().orElseThrow().dev().orElseThrow())
                        .toList());
        Disk one = Disk.of(k -> k.readonly(true));
        Domain e = DOMAIN.edit(b -> b.devices(v -> v.replace(Devices::disks, List.of(one, one))));
        assertEquals(2, e.devices().orElseThrow().disks().size());
        assertTrue(e.devices().orElseThrow().disks().stream().allMatch(Disk::readonly));
        Os os = Os.of(o -> o.initarg("x").replace(Os::initargs, List.of("a", "b")));
        assertEquals(List.of("a", "b"), os.initargs());
        Domain none = DOMAIN.edit(b -> b.devices(v -> v.remove(Devices::disks)));
        assertEquals(List.of(), none.devices().orElseThrow().disks());
    }

    @Test
    void viewsThatAreThere_areAddedAndTakeThePlaceOfOthers() {
        Disk one = Disk.of(k -> k.serial("s"));
        Domain d = DOMAIN.edit(b -> b.devices(v -> v.add(Devices::disks, one)));
        assertEquals(one, d.devices().orElseThrow().disks().get(2));
        DiskSource source = DiskSource.of(s -> s.file("/b"));
        Disk disk = d.devices().orElseThrow().disks().get(0).edit(k -> k.replace(Disk::source, source));
        assertEquals(List.of(source), disk.source().stream().toList());
        assertEquals(
                source, one.edit(k -> k.replace(Disk::source, source)).source().orElseThrow());
        assertDevicesRefused(v -> v.add(x -> x.disks().subList(0, 0), one));
    }

    @Test
    void whatIsNoAccessor_isRefused() {
        assertRefused(b -> b.remove(d -> "name"));
        assertRefused(b -> b.remove(d -> d.name().isPresent() || d.title().isPresent()));
        assertRefused(b -> b.remove(d -> d.devices().flatMap(v -> v.emulator())));
        assertRefused(b -> b.remove(Domain::xml));
        assertThrows(
                IllegalArgumentException.class,
                () -> DiskSource.of(s -> s.remove(x -> x.file().orElse(""))));
        assertThrows(IllegalArgumentException.class, () -> Metadata.of(m -> m.remove(Metadata::foreign)));
    }

    @Test
    void whatIsMadeOfAnAccessor_isRefused_andChangesNothing() {
        assertDevicesRefused(v -> v.remove(x -> x.disk("vda")));
        assertDevicesRefused(v -> v.remove(x -> x.disks().get(1)));
        assertDevicesRefused(v -> v.remove(x -> x.disks().stream().limit(0).toList()));
        assertDevicesRefused(
                v -> v.edit(x -> x.disks().stream().filter(Disk::readonly).toList(), k -> true, k -> k.serial("x")));
        assertDevicesRefused(v -> v.remove(x -> sorted(x.disks()), k -> true));
        assertDevicesRefused(v -> v.replace(x -> x.disks().subList(0, 0), List.of()));
        assertRefused(b -> b.remove(d -> d.title().isPresent()));
        assertRefused(b -> b.remove(d -> d.title().orElseThrow()));
        assertRefused(b -> b.remove(d -> d.vcpu().isPresent()));
        assertThrows(IllegalArgumentException.class, () -> Disk.of(k -> k.remove(x -> !x.readonly())));
        // The text of a child's view is not what the child's accessor reads.
        var rng = io.dosvm.libvirt.xml.domain.Rng.parse(
                "<rng model='virtio'><backend model='random'>/dev/random</backend></rng>");
        assertThrows(
                IllegalArgumentException.class,
                () -> rng.edit(b -> b.remove(x -> x.backend().flatMap(RngBackend::value))));
    }

    /** A list that is a copy in another order, once there is more than one. */
    private static List<Disk> sorted(List<Disk> disks) {
        List<Disk> turned = new ArrayList<>(disks);
        Collections.reverse(turned);
        return turned;
    }

    private static void assertDevicesRefused(Consumer<Devices.Builder> change) {
        assertRefused(b -> b.devices(change));
    }

    @Test
    void anElementThatMeansSomethingItself_staysWithoutItsAttribute() {
        Disk disk = Disk.parse("<disk><transient shareBacking='yes'/></disk>");
        assertTrue(disk.edit(k -> k.remove(Disk::transientDiskShareBacking)).transientDisk());
    }

    private static void assertRefused(Consumer<Domain.Builder> change) {
        assertThrows(IllegalArgumentException.class, () -> DOMAIN.edit(change));
    }

    @Test
    void everyAccessor_asksForItsKeyAlone() throws ReflectiveOperationException {
        Accessors all = Accessors.load();
        int asked = 0;
        for (String type : all.types()) {
            for (Way way : all.ways(type).values()) {
                if (way.key().equals("*")) {
                    continue;
                }
                Asked element = Asked.by();
                View<?, ?> view = Reflected.view(type, element);
                Object found = Reflected.method(view.getClass(), way.name()).invoke(view);
                assertEquals(way.key(), element.key(found), type + "#" + way.name());
                asked++;
            }
        }
        assertTrue(asked > 2000, "there are " + asked);
    }
}
