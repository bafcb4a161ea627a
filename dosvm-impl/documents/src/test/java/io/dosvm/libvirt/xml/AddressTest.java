package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.domain.DeviceAddress;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Domain;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressTest {
    @Test
    void pciAddresses_areReadAndWritten() {
        PciAddress address = PciAddress.of("0000:00:1f.2");
        assertEquals(new PciAddress(0, 0, 31, 2), address);
        assertEquals("0000:00:1f.2", address.toString());
        DeviceAddress written = DeviceAddress.of(a -> a.pci(address));
        assertEquals("<address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/>\n", written.xml());
        assertEquals(Optional.of(address), written.pci());
        assertEquals(
                Optional.of(address),
                new DeviceAddress(Element.parse("<address type='pci' slot='31' function='2'/>")).pci());
        assertEquals(Optional.empty(), new DeviceAddress(Element.parse("<address type='drive' unit='0'/>")).pci());
        assertThrows(XmlException.class, () -> PciAddress.of("00:3f.0"));
        assertThrows(XmlException.class, () -> PciAddress.of("nowhere"));
        assertThrows(IllegalArgumentException.class, () -> new PciAddress(0, 256, 0, 0));
    }

    @Test
    void devices_areFoundByWhatPeopleCallThem() {
        MacAddress mac = MacAddress.of("52:54:00:AA:00:01");
        Domain d = Domain.of(b -> b.devices(v -> v.disk(k -> k.target(t -> t.dev("vda")))
                .disk(k -> k.target(t -> t.dev("vdb")))
                .nic(n -> n.mac(m -> m.address(mac)))));
        Devices devices = d.devices().orElseThrow();
        assertEquals(devices.disks().get(1), devices.disk("vdb").orElseThrow());
        assertTrue(devices.disk("vdc").isEmpty());
        assertTrue(devices.interfaceOf(MacAddress.of("52:54:00:aa:00:01")).isPresent());
        Domain e = d.edit(b -> b.devices(
                v -> v.editDisk("vdb", k -> k.readonly(true)).editInterface(mac, n -> n.mtu(m -> m.size(9000)))));
        assertFalse(e.devices().orElseThrow().disk("vda").orElseThrow().readonly());
        assertTrue(e.devices().orElseThrow().disk("vdb").orElseThrow().readonly());
    }

    @Test
    void valuesCompareByWhatTheyMean() {
        assertEquals(MacAddress.of("52:54:00:AA:00:01"), MacAddress.of("52:54:00:aa:00:01"));
        assertEquals(IpAddress.of("2001:db8::1"), IpAddress.of("2001:0db8:0::1"));
        assertEquals(CpuSet.of("0-3,^2"), CpuSet.of("0,1,3"));
        assertEquals(Size.kib(1 << 20), Size.gib(1));
        assertTrue(Size.gib(1).compareTo(Size.mib(1023)) > 0);
        assertEquals(3, CpuSet.of("0-3,^2").count());
        assertThrows(XmlException.class, () -> IpAddress.of("localhost"));
        assertThrows(XmlException.class, () -> MacAddress.of("52:54"));
        assertThrows(XmlException.class, () -> CpuSet.of("3-1"));
        assertThrows(XmlException.class, () -> CpuSet.of("0-99999999"));
        assertThrows(IllegalArgumentException.class, () -> Size.gib(-1));
        assertThrows(ArithmeticException.class, () -> Size.tib(Long.MAX_VALUE).toBytes());
    }
}
