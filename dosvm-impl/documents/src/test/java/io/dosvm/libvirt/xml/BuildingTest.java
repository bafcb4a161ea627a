package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.capabilities.Capabilities;
import io.dosvm.libvirt.xml.capabilities.GuestOsType;
import io.dosvm.libvirt.xml.capabilities.UriTransport;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.DiskType;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import org.junit.jupiter.api.Test;

class BuildingTest {
    private final Domain built = Domain.of(b -> b.name("x")
            .type(DomainType.QEMU)
            .memory(Size.gib(2))
            .vcpu(2)
            .features(f -> f.acpi(true))
            .qemuCommandline(c -> c.qemuArg(a -> a.value("-x")))
            .devices(v -> v.nic(n -> n.type(InterfaceType.NETWORK).source(s -> s.network("default")))
                    .disk(k -> k.type(DiskType.FILE)
                            .target(t -> t.dev("vda").bus(DiskTargetBus.VIRTIO))
                            .source(s -> s.file("/a")))));

    @Test
    void whatIsBuilt_isWrittenInLibvirtsOrder() {
        assertEquals("""
            <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>x</name>
              <memory unit='GiB'>2</memory>
              <vcpu>2</vcpu>
              <features>
                <acpi/>
              </features>
              <devices>
                <disk type='file'>
                  <source file='/a'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <interface type='network'>
                  <source network='default'/>
                </interface>
              </devices>
              <qemu:commandline>
                <qemu:arg value='-x'/>
              </qemu:commandline>
            </domain>
            """, built.xml());
    }

    @Test
    void whatIsBuilt_readsBackTheSame() {
        Domain read = Domain.parse(built.xml());
        assertEquals("x", read.name().orElseThrow());
        assertEquals(Size.gib(2), read.memory().orElseThrow());
        assertEquals(2, read.vcpu().orElseThrow());
        assertTrue(read.features().orElseThrow().acpi());
        assertEquals(
                "-x",
                read.qemuCommandline().orElseThrow().qemuArgs().get(0).value().orElseThrow());
    }

    @Test
    void anEdit_changesThatPropertyAlone() {
        String text = """
            <?xml version='1.0' encoding='UTF-8'?>
            <!-- kept -->
            <domain type='kvm' x='1'>
               <name>a</name> <!-- odd -->
               <vcpu placement='static'>1</vcpu>
               <new><thing/></new>
            </domain>
            """;
        assertEquals(text, Domain.parse(text).xml());
        assertEquals(
                text.replace(">1</vcpu>", ">4</vcpu>"),
                Domain.parse(text).edit(b -> b.vcpu(4)).xml());
        assertEquals(
                text.replace("</name>", "</name>\n   <title>t</title>"),
                Domain.parse(text).edit(b -> b.title("t")).xml());
    }

    /** What libvirt alone writes is built too: for those who stand in for it. */
    @Test
    void capabilities_areBuilt() {
        Capabilities built = Capabilities.of(b -> b.host(h -> h.cpu(c -> c.arch(Architecture.X86_64))
                        .migrationFeatures(m -> m.live(true).uriTransports(u -> u.uriTransport(UriTransport.TCP))))
                .guest(g -> g.osType(GuestOsType.HVM)
                        .arch(a -> a.name(Architecture.X86_64).wordsize(64))));
        assertEquals("""
            <capabilities>
              <host>
                <cpu>
                  <arch>x86_64</arch>
                </cpu>
                <migration_features>
                  <live/>
                  <uri_transports>
                    <uri_transport>tcp</uri_transport>
                  </uri_transports>
                </migration_features>
              </host>
              <guest>
                <os_type>hvm</os_type>
                <arch name='x86_64'>
                  <wordsize>64</wordsize>
                </arch>
              </guest>
            </capabilities>
            """, built.xml());
        assertEquals(64, built.guests().get(0).arch().orElseThrow().wordsize().orElseThrow());
    }
}
