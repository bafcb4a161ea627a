package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.libvirt.xml.domain.ClockOffset;
import io.dosvm.libvirt.xml.domain.DeviceAddressType;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.DiskDevice;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.InterfaceLinkState;
import io.dosvm.libvirt.xml.domain.InterfaceModelType;
import io.dosvm.libvirt.xml.network.Network;
import io.dosvm.libvirt.xml.storage.StorageVolume;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DiffTest {
    private final Domain domain = Domain.of(b -> b.name("a")
            .memory(Size.gib(1))
            .currentMemory(Size.gib(1))
            .vcpu(4)
            .vcpuCurrent(2)
            .devices(v -> v.disk(k -> k.device(DiskDevice.DISK)
                            .source(s -> s.file("/a"))
                            .target(t -> t.dev("vda").bus(DiskTargetBus.VIRTIO)))
                    .disk(k -> k.device(DiskDevice.CDROM)
                            .source(s -> s.file("/cd"))
                            .target(t -> t.dev("sda").bus(DiskTargetBus.SATA)))
                    .nic(n -> n.mac(m -> m.address(MacAddress.of("52:54:00:00:00:01")))
                            .model(m -> m.type(InterfaceModelType.VIRTIO)))));

    private List<String> changes(Consumer<Domain.Builder> edit) {
        return Diff.between(domain, domain.edit(edit)).stream()
                .map(Change::toString)
                .toList();
    }

    @Test
    void equalDocuments_haveNoDifference() {
        assertEquals(List.of(), changes(b -> {}));
        assertEquals(List.of(), changes(b -> b.memory(Size.kib(1 << 20)).id(7)));
        assertEquals(List.of(), Diff.between(domain, Domain.parse(domain.xml().replace("\n", "\n  "))));
    }

    @Test
    void fieldsOfTheDomain() {
        assertEquals(List.of("name changed (NEXT_START)"), changes(b -> b.name("b")));
        assertEquals(List.of("title added (LIVE)"), changes(b -> b.title("t")));
        assertEquals(List.of("memory changed (NEXT_START)"), changes(b -> b.memory(Size.gib(2))));
        assertEquals(List.of("currentMemory changed (LIVE)"), changes(b -> b.currentMemory(Size.mib(512))));
        assertEquals(List.of("vcpu changed (NEXT_START)"), changes(b -> b.vcpu(8)));
        assertEquals(List.of("vcpu@current changed (LIVE)"), changes(b -> b.vcpuCurrent(3)));
        assertEquals(List.of("cputune/shares added (LIVE)"), changes(b -> b.cputune(c -> c.shares(10))));
        assertEquals(
                List.of("clock/@offset added (NEXT_START)"), changes(b -> b.clock(c -> c.offset(ClockOffset.UTC))));
        assertEquals(List.of("features/acpi added (NEXT_START)"), changes(b -> b.features(f -> f.acpi(true))));
    }

    @Test
    void whatADomainWasStartedWith_isTheLimit() {
        assertEquals(List.of("vcpu changed (NEXT_START)", "vcpu@current changed (NEXT_START)"), changes(b -> b.vcpu(8)
                .vcpuCurrent(6)));
        assertEquals(List.of("vcpu@current changed (NEXT_START)"), changes(b -> b.vcpuCurrent(1)));
        assertEquals(
                List.of("memory changed (NEXT_START)", "currentMemory changed (NEXT_START)"),
                changes(b -> b.memory(Size.gib(2)).currentMemory(Size.gib(2))));
    }

    @Test
    void aSlotIsTakenOnce() {
        Domain q35 = Domain.parse("<domain><devices><controller type='pci' index='0' model='pcie-root'/>"
                + "<controller type='pci' index='1' model='pcie-root-port'/>"
                + "<controller type='pci' index='2' model='pcie-root-port'/>"
                + "<rng model='virtio'><address type='pci' bus='0x01' slot='0x00'/></rng>"
                + "<input type='mouse' bus='virtio'><address type='pci' bus='0x00' slot='0x09'/></input>"
                + "</devices></domain>");
        Domain more = q35.edit(b -> b.devices(v -> v.remove(Devices::inputs, i -> true)
                .disk(k -> k.target(t -> t.dev("vda").bus(DiskTargetBus.VIRTIO)))
                .disk(k -> k.target(t -> t.dev("vdb").bus(DiskTargetBus.VIRTIO)))));
        assertEquals(
                "[devices/disk[vda] added (LIVE), devices/disk[vdb] added (NEXT_START),"
                        + " devices/input[1] removed (NEXT_START)]",
                Diff.between(q35, more).toString());
        Domain other = more.edit(b -> b.devices(v -> v.remove(Devices::rngs, r -> true)));
        assertEquals(
                "[devices/disk[vda] added (LIVE), devices/disk[vdb] added (LIVE),"
                        + " devices/input[1] removed (NEXT_START), devices/rng[1] removed (LIVE)]",
                Diff.between(q35, other).toString());
        Domain placed =
                q35.edit(b -> b.devices(v -> v.nic(n -> n.mac(m -> m.address(MacAddress.of("52:54:00:00:00:01")))
                        .model(m -> m.type(InterfaceModelType.VIRTIO))
                        .address(a -> a.type(DeviceAddressType.PCI).bus(9)))));
        assertEquals(
                "[devices/interface[52:54:00:00:00:01] added (NEXT_START)]",
                Diff.between(q35, placed).toString());
        Domain odd = Domain.parse(placed.xml().replaceFirst("bus=.0x0?9. *>", "bus='odd'>"));
        assertEquals(
                "[devices/interface[52:54:00:00:00:01] added (NEXT_START)]",
                Diff.between(q35, odd).toString());
    }

    @Test
    void disks() {
        assertEquals(
                List.of("devices/disk[vdb] added (LIVE)"),
                changes(b ->
                        b.devices(v -> v.disk(k -> k.target(t -> t.dev("vdb").bus(DiskTargetBus.VIRTIO))))));
        assertEquals(
                List.of("devices/disk[sdb] added (NEXT_START)"),
                changes(b ->
                        b.devices(v -> v.disk(k -> k.target(t -> t.dev("sdb").bus(DiskTargetBus.SATA))))));
        assertEquals(
                List.of("devices/disk[vda] removed (LIVE)"),
                changes(b -> b.devices(v ->
                        v.remove(Devices::disks, k -> k.device().orElseThrow().equals(DiskDevice.DISK)))));
        assertEquals(
                List.of(
                        "devices/disk[vda]/source/@file changed (NEXT_START)",
                        "devices/disk[sda]/source/@file changed (LIVE)"),
                changes(b -> b.devices(v -> v.edit(Devices::disks, k -> true, k -> k.source(s -> s.file("/new"))))));
        assertEquals(
                List.of("devices/disk[vda]/iotune/total_bytes_sec added (LIVE)"),
                changes(b -> b.devices(v -> v.edit(
                        Devices::disks,
                        k -> k.device().orElseThrow().equals(DiskDevice.DISK),
                        k -> k.iotune(i -> i.totalBytesSec(1000))))));
    }

    @Test
    void interfaces() {
        assertEquals(
                List.of("devices/interface[52:54:00:00:00:01]/link/@state added (LIVE)"),
                changes(b -> b.devices(v ->
                        v.edit(Devices::interfaces, n -> true, n -> n.link(l -> l.state(InterfaceLinkState.DOWN))))));
        assertEquals(
                List.of(
                        "devices/interface[52:54:00:00:00:01] removed (LIVE)",
                        "devices/interface[52:54:00:00:00:02] added (LIVE)"),
                changes(b -> b.devices(v -> v.edit(
                        Devices::interfaces,
                        n -> true,
                        n -> n.mac(m -> m.address(MacAddress.of("52:54:00:00:00:02")))))));
    }

    @Test
    void elementsThatNobodyKnows_areCompared() {
        assertEquals(
                List.of("flux added (NEXT_START)"), changes(b -> b.raw().child("flux", f -> f.attribute("a", "1"))));
    }

    @Test
    void otherKindsOfDocuments() {
        Network net = Network.parse("<network><name>n</name><bridge name='b'/></network>");
        assertEquals(
                "[bridge/@name changed (NEXT_START), ip[10.0.0.1] added (NEXT_START)]",
                Diff.between(net, net.edit(b -> b.bridge(x -> x.name("c"))
                                .ip(i -> i.address(IpAddress.of("10.0.0.1")))))
                        .toString());
        StorageVolume v = StorageVolume.parse(
                "<volume><name>v</name><capacity>1024</capacity><allocation>1</allocation></volume>");
        assertEquals(
                List.of(), Diff.between(v, v.edit(b -> b.capacity(Size.kib(1)).allocation(Size.kib(7)))));
        assertEquals(
                "[capacity changed (LIVE)]",
                Diff.between(v, v.edit(b -> b.capacity(Size.kib(2)))).toString());
    }

    @Test
    void twoKinds_areRefused() {
        Network net = Network.parse("<network/>");
        assertThrows(IllegalArgumentException.class, () -> Diff.between(domain, net));
    }

    @Test
    void secrets_areNotShown() {
        Domain a = Domain.of(b -> b.devices(v -> v.graphics(g -> g.passwd("hush"))));
        Domain b = a.edit(d -> d.devices(v -> v.edit(Devices::graphics, g -> true, g -> g.passwd("hush2"))));
        assertFalse(Diff.between(a, b).toString().contains("hush"));
    }
}
