package io.dosvm.libvirt.xml.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.Os;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallMediaTest {
    @TempDir
    private Path folder;

    private static InstallPlan plan(Consumer<VirtInstall> fill) {
        return VirtInstall.plan(v -> fill.accept(v.name("x")
                .virtType(DomainType.QEMU)
                .without("graphics")
                .disk(k -> k.source(s -> s.file("/a.qcow2")))));
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Os os(Domain domain) {
        return domain.os().orElseThrow();
    }

    @Test
    void aTree_saysWhereItsKernelIs_andThePlanWhatToFetch() throws IOException {
        file(
                ".treeinfo",
                "[general]\nfamily = Fedora\narch = x86_64\n[images-x86_64]\nkernel = k/vmlinuz\ninitrd = k/i\n");
        file("k/vmlinuz", "");
        file("k/i", "");
        InstallPlan plan =
                plan(v -> v.location(folder.toString()).extraArgs("quiet").injectInitrd("a.ks", "text"));
        assertEquals(
                List.of(
                        new InstallFetch(
                                folder.toString(), "k/vmlinuz", "/var/lib/libvirt/boot/virtinst-x-vmlinuz", Map.of()),
                        new InstallFetch(
                                folder.toString(),
                                "k/i",
                                "/var/lib/libvirt/boot/virtinst-x-i",
                                Map.of("a.ks", "text".getBytes(StandardCharsets.UTF_8)))),
                plan.fetches());
        assertEquals(
                Optional.of("/var/lib/libvirt/boot/virtinst-x-vmlinuz"),
                os(plan.domain()).kernel());
        assertEquals(Optional.of("quiet"), os(plan.domain()).cmdline());
        assertTrue(os(plan.domain()).boots().isEmpty());
        Domain installed = plan.installed().orElseThrow();
        assertTrue(os(installed).kernel().isEmpty());
        assertTrue(installed.onReboot().isEmpty());
        assertFalse(plan.toString().contains("text"), "what is injected can be secret");
    }

    @Test
    void treesOfOthers_areKnownByTheirFiles() throws IOException {
        file("current/images/MANIFEST", "netboot/debian-installer -- Debian\n");
        file("current/images/netboot/debian-installer/amd64/linux", "");
        file("current/images/netboot/debian-installer/amd64/initrd.gz", "");
        TreeLayout debian = TreeLayout.of(InstallTree.directory(folder), "http://h/installer-amd64/", "x86_64");
        assertEquals("current/images/netboot/debian-installer/amd64/linux", debian.kernel());
        Path mageia = Files.createDirectories(folder.resolve("mageia/isolinux/x86_64"))
                .getParent()
                .getParent();
        Files.writeString(mageia.resolve("VERSION"), "Mageia 8 x86_64\n");
        Files.writeString(mageia.resolve("isolinux/x86_64/vmlinuz"), "");
        Files.writeString(mageia.resolve("isolinux/x86_64/all.rdz"), "");
        assertEquals(
                Optional.of("mageia8"),
                TreeLayout.of(InstallTree.directory(mageia), "http://h/", "x86_64")
                        .system());
    }

    @Test
    void whatIsNoTree_isRefused() throws IOException {
        String path = folder.toString();
        assertRefused("is not the root of an installation tree", v -> v.location(path));
        file(".treeinfo", "[general]\nfamily=Fedora\narch=x86_64\n[images-x86_64]\nkernel=gone\ninitrd=gone\n");
        assertRefused("no kernel was found", v -> v.location(path));
        assertRefused("reads no network", v -> v.location("http://127.0.0.1:1/tree"));
        assertRefused("not a folder, a URL, or an image", v -> v.location("/nowhere/a.iso"));
        assertRefused("said together", v -> v.location("/a.iso", "k", ""));
    }

    @Test
    void aDescription_pointsIntoItsTreeAlone() throws IOException {
        file("secret", "");
        file("tree/kernel", "");
        String tree = folder.resolve("tree").toString();
        for (String path : List.of(
                "../secret",
                "a/../../secret",
                folder.resolve("secret").toString(),
                "http://127.0.0.1/secret",
                "..\\secret",
                "%2e%2e/secret")) {
            file("tree/.treeinfo", "[images-x86_64]\nkernel=" + path + "\ninitrd=kernel\n");
            assertRefused("no kernel was found", v -> v.location(tree));
            InstallTree all = new InstallTree() {
                @Override
                public Optional<String> text(String file) {
                    return InstallTree.directory(folder.resolve("tree")).text(file);
                }

                @Override
                public boolean has(String file) {
                    return true;
                }
            };
            assertThrows(IllegalArgumentException.class, () -> TreeLayout.of(all, "http://h/", "x86_64"), path);
        }
        assertFalse(InstallTree.directory(folder.resolve("tree")).has("../secret"));
        assertEquals(
                Optional.empty(),
                InstallTree.directory(folder.resolve("tree"))
                        .text(folder.resolve("secret").toString()));
    }

    @Test
    void aLongLine_isReadInNoTime() throws IOException {
        file(".treeinfo", "a" + " ".repeat(InstallTree.LONGEST - 100) + "b\n");
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertRefused("is not the root", v -> v.location(folder.toString())));
    }

    @Test
    void injectedFiles_areBytes() throws IOException {
        byte[] bytes = {0, (byte) 0xff, (byte) 0xfe};
        file(".treeinfo", "[images-x86_64]\nkernel=k\ninitrd : k\n");
        file("k", "");
        Path driver = Files.write(folder.resolve("driver.bin"), bytes);
        InstallPlan plan = VirtInstall.command(List.of(
                "--name",
                "x",
                "--disk",
                "none",
                "--location",
                folder.toString(),
                "--initrd-inject",
                driver.toString()));
        assertArrayEquals(bytes, plan.fetches().get(1).injected().get("driver.bin"));
        assertEquals(plan.fetches().get(1), plan.fetches().get(1));
    }

    @Test
    void secrets_areNotRepeatedByMessages() {
        for (List<String> said : List.of(
                List.of("--unattended", "product-key=HUSH,typo=1"),
                List.of("--unattended", "product-key=A,HUSH"),
                List.of("--unattended", "product-key=\"HUSH"),
                List.of("--graphics", "vnc,password=HUSH,typo=1"),
                List.of("--graphics", "vnc,passwd=HUSH,typo=1"),
                List.of("--cloud-init", "root-password=HUSH"))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> VirtInstall.command(said));
            for (Throwable t = e; t != null; t = t.getCause()) {
                assertFalse(String.valueOf(t).contains("HUSH"), String.valueOf(t));
            }
            assertTrue(String.valueOf(e.getMessage()).startsWith(said.get(0)), e.getMessage());
        }
    }

    @Test
    void keysAndPasswords_areOneLineOfYaml() {
        assertRefused("one line", v -> v.cloudInit(c -> c.rootPassword("a\nruncmd: [x]")));
        assertRefused("one line", v -> v.cloudInit(c -> c.rootSshKey("ssh-rsa A\nruncmd: [x]")));
        assertRefused("one line", v -> v.cloudInit(c -> c.userSshKey("ssh-rsa A\u2028b")));
        String data = String.valueOf(plan(v -> v.cloudInit(
                        c -> c.rootSshKey("ssh-rsa A it's: me # x\n").userSshKey(" ssh-rsa B b@c\n")))
                .seed()
                .orElseThrow()
                .files()
                .get("user-data"));
        assertTrue(data.contains("      - 'ssh-rsa A it''s: me # x'\n"), data);
        assertTrue(data.contains("  - ssh-authorized-keys: ssh-rsa B b@c\n"), data);
    }

    private static void assertRefused(String reason, Consumer<VirtInstall> fill) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> plan(fill)).getMessage());
        assertTrue(message.contains(reason), message);
    }

    @Test
    void anImage_isReadForItsLabels() throws IOException {
        byte[] image = new byte[17 * 2048];
        System.arraycopy("\1CD001".getBytes(StandardCharsets.ISO_8859_1), 0, image, 16 * 2048, 6);
        Path iso = Files.write(folder.resolve("a.iso"), image);
        assertRefused("libosinfo's database knows", v -> v.location(iso.toString()));
        InstallPlan plan = plan(v -> v.location(iso.toString(), "k", "i"));
        assertEquals("k", plan.fetches().get(0).file());
        assertEquals(
                List.of("/a.qcow2", iso.toString()),
                plan.domain().devices().orElseThrow().disks().stream()
                        .map(k -> k.source().orElseThrow().file().orElseThrow())
                        .toList());
        assertTrue(plan.installed()
                .orElseThrow()
                .devices()
                .orElseThrow()
                .disks()
                .get(1)
                .source()
                .isEmpty());
    }

    @Test
    void aSeed_hasTheFilesOfCloudInit() {
        InstallPlan plan = plan(v -> v.cloudInit(c -> c.rootPassword("hush")
                .rootSshKey("ssh-ed25519 A")
                .userSshKey("ssh-ed25519 B")
                .metaData("instance-id: 1\n")
                .networkConfig("version: 2\n")
                .disable()));
        InstallSeed seed = plan.seed().orElseThrow();
        assertEquals("cidata", seed.label());
        assertEquals(
                List.of("meta-data", "user-data", "network-config"),
                List.copyOf(seed.files().keySet()));
        assertEquals("""
            #cloud-config
            chpasswd:
              list: |
                root:hush
              expire: False
            users:
              - name: root
                ssh-authorized-keys:
                  - ssh-ed25519 A
              - ssh-authorized-keys: ssh-ed25519 B
            runcmd:
            - touch /etc/cloud/cloud-init.disabled
            """, seed.files().get("user-data"));
        assertFalse(plan.toString().contains("hush"));
        Disk cd = plan.domain().devices().orElseThrow().disks().get(1);
        assertEquals(seed.path(), cd.source().orElseThrow().file().orElseThrow());
    }

    @Test
    void aGeneratedPassword_isToldOnce_andMustBeChanged() {
        InstallSeed seed = plan(v -> v.cloudInit(c -> c.generateRootPassword(new SecureRandom())))
                .seed()
                .orElseThrow();
        String password = seed.generatedPassword().orElseThrow();
        assertTrue(password.matches("[A-Za-z0-9]{16}"), "the password");
        String data = String.valueOf(seed.files().get("user-data"));
        assertTrue(data.contains("root:" + password) && data.contains("expire: True"));
        assertFalse(seed.toString().contains(password));
        assertEquals(
                "#cloud-config\n",
                plan(v -> v.cloudInit(c -> {})).seed().orElseThrow().files().get("user-data"));
    }

    @Test
    void anInstallationWithoutQuestions_needsItsScripts() {
        assertRefused("has no script to install generic", v -> v.cdrom("/a.iso").unattended(u -> u.profile("")));
        assertThrows(IllegalArgumentException.class, () -> plan(v -> v.unattended(u -> u.userLogin("root"))));
    }

    @Test
    void hostDevices_areKnownByNamesThatSayWhereTheyAre() {
        assertEquals(
                "<hostdev type='pci' mode='subsystem' managed='yes'><source>"
                        + "<address domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/></source></hostdev>",
                hostdev("pci_0000_00_1f_2"));
        assertEquals(hostdev("pci_0000_00_1f_2"), hostdev("00:1f.2"));
        assertEquals(
                "<hostdev type='usb' mode='subsystem' managed='yes'><source>"
                        + "<address bus='1' device='3'/></source></hostdev>",
                hostdev("001.003"));
        assertEquals(
                "<hostdev type='usb' mode='subsystem' managed='yes'><source>"
                        + "<vendor id='0x1d6b'/><product id='0x0002'/></source></hostdev>",
                hostdev("0x1d6b:0x0002"));
        assertEquals(
                "<hostdev type='scsi' managed='no' mode='subsystem'><source>"
                        + "<adapter name='scsi_host2'/><address bus='0' target='1' unit='3'/></source></hostdev>",
                hostdev("scsi_2_0_1_3"));
        assertEquals(
                "<hostdev type='mdev' model='vfio-pci' mode='subsystem' managed='yes'><source>"
                        + "<address uuid='4b20d080-1b54-4048-85b3-a6a62d165c01'/></source></hostdev>",
                hostdev("mdev_4b20d080_1b54_4048_85b3_a6a62d165c01"));
    }

    private static String hostdev(String name) {
        Domain d = VirtInstall.command(List.of("--name", "x", "--disk", "none", "--hostdev", name))
                .domain();
        return d.devices().orElseThrow().hostdevs().get(0).xml().replaceAll("\\s*\n\\s*", "");
    }
}
