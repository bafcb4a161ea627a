package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import org.junit.jupiter.api.Test;

class LosslessTest {
    private static final String TEXT = """
        <?xml version='1.0' encoding='UTF-8'?>
        <!-- made by hand -->
        <?tool keep="this"?>
        <domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0' type='kvm' newer='1'>
          <name>a</name>
          <description>two
            lines &amp; <![CDATA[<raw>]]></description>
          <metadata>
            <app:x xmlns:app='urn:app' app:y='z'><app:w/>mixed<!-- in --> text</app:x>
            <other xmlns='urn:other' attr='&#10;&#9;'/>
          </metadata>
          <vcpu placement='static'>2</vcpu>
          <devices>
            <disk type='file' device='disk'>
              <target dev='vda' bus='virtio'/> <!-- the first -->
            </disk>
            <disk type='file' device='cdrom'>
              <target dev='sda' bus='new-bus'/>
            </disk>
            <flux-capacitor power='1.21GW'/>
          </devices>
          <q:commandline>
            <q:arg value='-x'/>
          </q:commandline>
        </domain>
        <!-- after -->
        """;

    @Test
    void reading_andWriting_keepsEverything() {
        assertEquals(TEXT, Domain.parse(TEXT).xml());
    }

    @Test
    void anotherPrefix_isTheSameNamespace() {
        Domain d = Domain.parse(TEXT);
        assertEquals(
                "-x",
                d.qemuCommandline().orElseThrow().qemuArgs().get(0).value().orElseThrow());
    }

    @Test
    void newWords_areKept() {
        Domain d = Domain.parse(TEXT);
        DiskTargetBus bus = d.devices()
                .orElseThrow()
                .disks()
                .get(1)
                .target()
                .orElseThrow()
                .bus()
                .orElseThrow();
        assertEquals("new-bus", bus.raw());
    }

    @Test
    void anEdit_leavesEveryOtherNodeAsItWas() {
        Domain before = Domain.parse(TEXT);
        Domain after = before.edit(b -> b.devices(v -> v.edit(
                Devices::disks,
                k -> k.target().flatMap(t -> t.dev()).orElse("").equals("vda"),
                k -> k.readonly(true))));
        assertEquals(TEXT.replaceFirst("bus='virtio'/>", "bus='virtio'/>\n      <readonly/>"), after.xml());
        assertEquals(
                TEXT,
                after.edit(b -> b.devices(v -> v.edit(Devices::disks, k -> k.readonly(), k -> k.readonly(false))))
                        .xml());
        assertSame(
                before.element().children().get(2), after.element().children().get(2), "metadata was not touched");
        assertNotSame(before.element(), after.element());
    }

    @Test
    void anEdit_ofNothing_changesNothing() {
        assertEquals(TEXT, Domain.parse(TEXT).edit(b -> {}).xml());
    }

    @Test
    void whatIsAdded_goesWhereLibvirtWritesIt() {
        Domain d = Domain.parse(TEXT).edit(b -> b.title("t").devices(v -> v.nic(n -> n.type(InterfaceType.USER))));
        assertTrue(d.xml().contains("</name>\n  <title>t</title>\n  <description>"), d.xml());
        assertTrue(d.xml().contains("</disk>\n    <interface type='user'/>\n    <flux"), d.xml());
    }

    @Test
    void badValues_nameTheirField() {
        Domain d = Domain.parse("<domain><vcpu>many</vcpu><memory unit='parsec'>1</memory></domain>");
        assertEquals(
                "vcpu: 'many' is not a number",
                assertThrows(XmlException.class, d::vcpu).getMessage());
        assertThrows(XmlException.class, d::memory);
    }

    @Test
    void theWrongRoot_isRefused() {
        assertThrows(XmlException.class, () -> Domain.parse("<network/>"));
    }

    @Test
    void charactersThatXmlCannotHold_areRefusedWhenSet() {
        assertThrows(IllegalArgumentException.class, () -> Domain.of(b -> b.name("a\u0000b")));
        assertThrows(IllegalArgumentException.class, () -> Domain.of(b -> b.name("\uD800")));
        assertEquals(
                "\uD83D\uDE00\r\n\t'\"<>&",
                Domain.parse(Domain.of(b -> b.title("\uD83D\uDE00\r\n\t'\"<>&")).xml())
                        .title()
                        .orElseThrow());
    }
}
