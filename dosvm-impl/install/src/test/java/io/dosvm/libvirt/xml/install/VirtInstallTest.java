package io.dosvm.libvirt.xml.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.Schemas;
import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.DiskTargetBus;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.GraphicsType;
import io.dosvm.libvirt.xml.domain.InterfaceType;
import io.dosvm.libvirt.xml.domain.OsType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VirtInstallTest {
    private static void assertValid(Domain domain) {
        Schemas.installed().ifPresent(s -> assertEquals(List.of(), s.validate(domain), domain.xml()));
    }

    @Test
    void whatIsNotSaid_isCompleted() {
        Domain d = VirtInstall.domain(v -> v.name("web")
                .virtType(DomainType.QEMU)
                .memory(Size.gib(2))
                .vcpus(2)
                .machine("q35")
                .disk(k -> k.source(s -> s.file("/a.qcow2")))
                .disk(k -> k.source(s -> s.dev("/dev/b")).target(t -> t.bus(DiskTargetBus.VIRTIO)))
                .network(n -> n.type(InterfaceType.USER)));
        assertValid(d);
        Devices v = d.devices().orElseThrow();
        assertEquals("sda", v.disks().get(0).target().orElseThrow().dev().orElseThrow());
        assertEquals("vda", v.disks().get(1).target().orElseThrow().dev().orElseThrow());
        assertEquals("block", v.disks().get(1).type().orElseThrow().raw());
        assertEquals(
                "e1000e",
                v.interfaces().get(0).model().orElseThrow().type().orElseThrow().raw());
        assertEquals(GraphicsType.SPICE, v.graphics().get(0).type().orElseThrow());
        assertEquals(Size.gib(2), d.currentMemory().orElseThrow());
    }

    @Test
    void whatIsTurnedOff_isNotCompleted() {
        Domain d = VirtInstall.domain(v -> v.name("bare")
                .virtType(DomainType.QEMU)
                .without("graphics")
                .without("interface")
                .without("console")
                .without("controller"));
        assertValid(d);
        assertTrue(d.devices().orElseThrow().element().children().isEmpty(), d.xml());
    }

    @Test
    void aContainer_hasNoHardware() {
        Domain d = VirtInstall.domain(
                v -> v.name("c").virtType(DomainType.LXC).container().filesystem(f -> f.source(s -> s.dir("/root"))
                        .target(t -> t.dir("/"))));
        assertEquals(OsType.EXE, d.os().orElseThrow().type().orElseThrow());
        assertEquals("/sbin/init", d.os().orElseThrow().init().orElseThrow());
        assertTrue(d.features().orElseThrow().privnet());
        assertTrue(d.devices().orElseThrow().graphics().isEmpty());
    }

    @Test
    void theConnection_saysWhichTypeItIs() {
        Domain d = VirtInstall.command(List.of("--connect", "lxc:///", "--name", "c", "--init", "/usr/bin/x"))
                .domain();
        assertEquals(DomainType.LXC, d.type().orElseThrow());
        assertEquals(OsType.EXE, d.os().orElseThrow().type().orElseThrow());
        assertEquals("/usr/bin/x", d.os().orElseThrow().init().orElseThrow());
        assertValid(d);
    }

    @Test
    void theCommandLine_saysWhatToDoWithTheDomain() {
        InstallPlan plan = VirtInstall.command(List.of(
                "--name=x",
                "--memory",
                "512",
                "--import",
                "--disk",
                "none",
                "--autostart",
                "--transient",
                "--dry-run",
                "--check",
                "path_in_use=off,mac_in_use=on",
                "--virt-type",
                "qemu"));
        assertTrue(plan.autostart() && plan.transientDomain() && plan.dryRun());
        assertEquals(Set.of("path_in_use"), plan.disabledChecks());
        assertEquals(Size.mib(512), plan.domain().memory().orElseThrow());
        assertValid(plan.domain());
    }

    @Test
    void whatIsNotUnderstood_isNamed() {
        assertEquals("--nonsense is not an option of virt-install that this library knows", message("--nonsense", "1"));
        assertEquals("--disk path=/a,flux=1: there is no suboption flux", message("--disk", "path=/a,flux=1"));
        assertEquals("--disk path=\"/a: a quotation is not closed: path=\"/a", message("--disk", "path=\"/a"));
        assertEquals("--memory needs a value", message("--memory"));
        assertEquals("not an option: x", message("x"));
        assertFalse(message("--memory", "lots").isEmpty());
        assertFalse(message("--vcpus", "9999999999").isEmpty());
        assertTrue(message("--hostdev", "my-card").contains("only a host knows"));
        assertTrue(message("--reinstall", "x").contains("on a host"));
        assertTrue(message("--extra-args", "x").contains("--location"));
        assertTrue(message("--location", "kernel=/k,initrd=/i").contains("LOCATION"));
        assertTrue(message("--cloud-init", "user-data=/nowhere/u").contains("cannot read /nowhere/u"));
        assertTrue(message("--cloud-init").contains("root-password-file="));
        assertTrue(message("--cloud-init", "nonsense=1").contains("there is no suboption nonsense"));
        assertTrue(message("--xml", "./title").contains("XPATH=VALUE"));
    }

    private static String message(String... arguments) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> VirtInstall.command(List.of(arguments)))
                        .getMessage());
    }

    @Test
    void everyOptionOfTheTable_hasATypedMethod() {
        Set<String> methods = new java.util.HashSet<>();
        for (var method : VirtInstall.class.getMethods()) {
            methods.add(method.getName().toLowerCase(java.util.Locale.ROOT));
        }
        methods.add("seclabel"); // security
        new OptionTable()
                .all()
                .keySet()
                .forEach(o -> assertTrue(methods.contains(o.toLowerCase(java.util.Locale.ROOT)), o));
    }
}
