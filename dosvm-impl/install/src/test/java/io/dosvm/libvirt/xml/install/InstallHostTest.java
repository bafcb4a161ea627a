package io.dosvm.libvirt.xml.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.Os;
import io.dosvm.libvirt.xml.nodedev.NodeDevice;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstallHostTest {
    private static final Domain THERE = Domain.parse("""
            <domain type='kvm'>
              <name>there</name><memory unit='MiB'>512</memory><vcpu>2</vcpu>
              <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os>
              <devices>
                <disk type='block' device='disk'><source dev='/dev/vg/x'/><target dev='vda' bus='virtio'/></disk>
                <disk type='file' device='cdrom'><source file='/old.iso'/><target dev='sda' bus='sata'/></disk>
              </devices>
            </domain>
            """);

    /** One domain, and a network card behind its PCI device. */
    private record Host(List<NodeDevice> nodeDevices) implements InstallHost {
        Host() {
            this(List.of(
                    NodeDevice.parse("<device><name>pci_0000_00_19_0</name><capability type='pci'><domain>0</domain>"
                            + "<bus>0</bus><slot>25</slot><function>0</function></capability></device>"),
                    NodeDevice.parse("<device><name>my-card</name><parent>pci_0000_00_19_0</parent>"
                            + "<capability type='net'><interface>eth0</interface></capability></device>"),
                    NodeDevice.parse("<device><name>lost</name><parent>gone</parent>"
                            + "<capability type='net'><interface>eth1</interface></capability></device>"),
                    NodeDevice.parse("<device><name>computer</name><capability type='system'/></device>")));
        }

        @Override
        public Optional<Domain> domain(String name) {
            return name.equals("there") ? Optional.of(THERE) : Optional.empty();
        }
    }

    private static InstallPlan command(String... words) {
        return VirtInstall.command(List.of(words), InstallTree.Finder.directories(), new SecureRandom(), new Host());
    }

    private static String refused(String... words) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> command(words))
                .getMessage());
    }

    @Test
    void aDomainThatIsThere_isInstalledAnew_andStaysAsItIs() {
        InstallPlan plan =
                command("--reinstall", "there", "--cdrom", "/new.iso", "--memory", "9999", "--name", "other");
        Domain first = plan.domain();
        assertEquals("there", first.name().orElseThrow());
        assertEquals(THERE.memory(), first.memory());
        assertEquals(
                List.of("cdrom", "hd"),
                first.os().map(Os::boots).orElseThrow().stream()
                        .map(b -> b.dev().orElseThrow().raw())
                        .toList());
        assertEquals("destroy", first.onReboot().orElseThrow().raw());
        assertEquals(
                "/new.iso",
                first.devices()
                        .orElseThrow()
                        .disks()
                        .get(1)
                        .source()
                        .orElseThrow()
                        .file()
                        .orElseThrow());
        Domain installed = plan.installed().orElseThrow();
        assertEquals(THERE.os(), installed.os());
        assertEquals(THERE.onReboot(), installed.onReboot());
        assertEquals(
                THERE.devices().orElseThrow().disks().get(0),
                installed.devices().orElseThrow().disks().get(0));
        // and the same without a command line
        assertEquals(plan, VirtInstall.plan(v -> v.reinstall(THERE).cdrom("/new.iso")));
    }

    @Test
    void aDomainThatIsNotThere_isRefused() {
        assertTrue(refused("--reinstall", "gone", "--pxe").contains("has no domain 'gone'"));
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> VirtInstall.command(List.of("--reinstall", "there")))
                        .getMessage());
        assertTrue(message.contains("none was given to be asked"), message);
    }

    @Test
    void devicesOfTheHost_areKnownByTheirNames() {
        String card = command("--name", "x", "--disk", "none", "--hostdev", "my-card")
                .domain()
                .xml();
        assertTrue(card.contains("<hostdev type='pci' mode='subsystem' managed='yes'>"), card);
        assertTrue(card.contains("<address domain='0' bus='0' slot='25' function='0'/>"), card);
        // the host's own words also for a name that says where it is
        assertEquals(
                card,
                command("--name", "x", "--disk", "none", "--hostdev", "00:19.0")
                        .domain()
                        .xml());
        assertEquals(
                card,
                VirtInstall.command(
                                List.of("--name", "x", "--disk", "none", "--hostdev", "my-card"),
                                InstallTree.Finder.directories(),
                                new SecureRandom(),
                                new Host())
                        .domain()
                        .xml());
        assertFalse(VirtInstall.domain(v -> v.host(new Host()).hostdev("my-card"))
                .xml()
                .isEmpty());
    }

    @Test
    void whatCannotBeGivenAway_isRefused() {
        assertTrue(refused("--hostdev", "computer").contains("a device of the kind system"));
        assertTrue(refused("--hostdev", "nonsense").contains("this one does not"));
        assertTrue(refused("--hostdev", "lost").contains("which device gone is"));
    }

    @Test
    void optionsOfOnce_areStillTaken() {
        InstallPlan plan = command(
                "-n",
                "x",
                "-r",
                "64",
                "-f",
                "/a.raw",
                "-s",
                "3",
                "--nonsparse",
                "-m",
                "52:54:00:11:22:33",
                "--vnc",
                "--vncport",
                "5910",
                "-k",
                "de",
                "--check-cpu",
                "--cpuset",
                "0-1",
                "--import");
        String xml = plan.domain().xml();
        assertTrue(xml.contains("<source file='/a.raw'/>"), xml);
        assertTrue(xml.contains("<mac address='52:54:00:11:22:33'/>"), xml);
        assertTrue(xml.contains("<graphics type='vnc' port='5910' keymap='de'/>"), xml);
        assertTrue(xml.contains("cpuset='0-1'"), xml);
    }
}
