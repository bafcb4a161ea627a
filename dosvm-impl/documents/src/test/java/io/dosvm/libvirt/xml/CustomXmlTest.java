package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.Domain;
import org.junit.jupiter.api.Test;

class CustomXmlTest {
    private final Domain made = Domain.of(
            b -> b.name("a").memory(Size.gib(1)).features(f -> f.acpi(true)).devices(v -> v.disk(k ->
                            k.source(s -> s.file("/a")).target(t -> t.dev("vda").bus(DiskTargetBus.VIRTIO)))
                    .nic(n -> n.mac(m -> m.address(MacAddress.of("52:54:00:00:00:01"))))));

    @Test
    void whatThereCanBeOneOf_isMerged() {
        Domain d = CustomXml.merge(
                made, "<features><apic eoi='on'/></features><memory unit='MiB'>5</memory><title>t</title>");
        assertEquals("""
            <domain>
              <name>a</name>
              <title>t</title>
              <memory unit='MiB'>5</memory>
              <features>
                <apic eoi='on'/>
                <acpi/>
              </features>
            """, d.xml().substring(0, d.xml().indexOf("  <devices>")));
    }

    @Test
    void anEntryOfAList_isMergedIfItIsTheSame_andAddedIfNot() {
        Domain d = CustomXml.merge(
                made,
                "devices",
                "<disk><driver cache='none'/><target dev='vda'/></disk><disk><target dev='vdb'/></disk><sound"
                        + " model='ich9'/>");
        assertEquals(2, d.devices().orElseThrow().disks().size());
        assertEquals(
                "none",
                d.devices()
                        .orElseThrow()
                        .disks()
                        .get(0)
                        .driver()
                        .orElseThrow()
                        .cache()
                        .orElseThrow()
                        .raw());
        assertEquals(
                "virtio",
                d.devices()
                        .orElseThrow()
                        .disks()
                        .get(0)
                        .target()
                        .orElseThrow()
                        .bus()
                        .orElseThrow()
                        .raw());
        assertEquals(1, d.devices().orElseThrow().sounds().size());
    }

    @Test
    void libvirtsNamespaces_needNoDeclaration() {
        Domain d = CustomXml.merge(made, "<qemu:commandline><qemu:arg value='-s'/></qemu:commandline>");
        Domain again = CustomXml.merge(d, "<qemu:commandline><qemu:arg value='-S'/></qemu:commandline>");
        Domain read = Domain.parse(again.xml());
        assertEquals(2, read.qemuCommandline().orElseThrow().qemuArgs().size());
        assertEquals(1, again.xml().split("xmlns:qemu", -1).length - 1);
    }

    @Test
    void aWholeDomain_orWholeDevices_canBeGiven() {
        Domain d = CustomXml.merge(
                made, "<domain type='kvm'><vcpu>3</vcpu><devices><emulator>/e</emulator></devices></domain>");
        assertEquals(3, d.vcpu().orElseThrow());
        assertEquals("kvm", d.type().orElseThrow().raw());
        assertEquals("/e", d.devices().orElseThrow().emulator().orElseThrow());
        assertEquals(1, d.devices().orElseThrow().disks().size());
        Domain e = CustomXml.merge(made, "devices", "<devices><emulator>/f</emulator></devices>");
        assertEquals("/f", e.devices().orElseThrow().emulator().orElseThrow());
    }

    @Test
    void unknownElements_areKeptAndMerged() {
        Domain d = CustomXml.merge(made, "<flux power='1'><core/></flux>");
        Domain e = CustomXml.merge(d, "<flux power='2'><core hot='yes'/></flux>");
        assertTrue(e.xml().contains("<flux power='2'><core hot='yes'/></flux>"), e.xml());
    }

    @Test
    void commentsAround_andNothingAtAll_areFine() {
        assertEquals(made, CustomXml.merge(made, ""));
        assertEquals(made, CustomXml.merge(made, "<!-- nothing -->"));
    }

    @Test
    void malformedText_hasTheLineOfTheCustomText() {
        XmlException e = assertThrows(XmlException.class, () -> CustomXml.merge(made, "<a>\n</b>"));
        assertEquals(2, e.line().orElseThrow());
        assertThrows(XmlException.class, () -> CustomXml.merge(made, "</custom><custom>"));
        assertThrows(XmlException.class, () -> CustomXml.merge(made, "<!DOCTYPE a><a/>"));
    }
}
