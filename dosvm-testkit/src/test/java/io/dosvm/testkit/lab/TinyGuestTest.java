package io.dosvm.testkit.lab;

import static io.dosvm.testkit.lab.Laps.timed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.junit.NeedsLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsLab
class TinyGuestTest {
    private static final Path CACHE = Path.of("target", "guest-cache").toAbsolutePath();

    @TempDir
    private static Path base;

    private static final Duration BOOT = Duration.ofSeconds(90);
    private static final String MAC = "52:54:00:aa:00:05";
    private static final String ADDRESS = "10.9.8.5";

    @TempDir
    private Path temporary;

    @Test
    void image_isBuiltOnceAndTheSameEachTime() throws IOException {
        TinyGuest cached = timed("guest from the cache, or built", () -> TinyGuest.image(CACHE));
        assertEquals(
                cached.disk(),
                timed("guest from the cache", () -> TinyGuest.image(CACHE)).disk());
        TinyGuest fresh = timed("guest built", () -> TinyGuest.image(temporary));
        for (Path file : List.of(cached.disk(), cached.kernel(), cached.initrd())) {
            Path twin = temporary.resolve(CACHE.relativize(file));
            assertEquals(-1, Files.mismatch(file, twin), file.toString());
        }
        assertTrue(fresh.disk().startsWith(temporary));
        try (Stream<Path> left = Files.list(temporary)) {
            List<String> names =
                    left.map(p -> p.getFileName().toString()).sorted().toList();
            assertEquals(2, names.size(), names.toString());
            assertTrue(names.get(0).startsWith("packages-"), names.toString());
            assertTrue(names.get(1).startsWith("tiny-guest-"), names.toString());
        }
    }

    @Test
    void guest_livesOnALabHostAndMovesToAnother() throws IOException {
        TinyGuest guest = TinyGuest.image(CACHE);
        byte[] untouched = Files.readAllBytes(guest.disk());
        try (Lab lab = Lab.open(o -> o.hosts(2).directory(base))) {
            LabHost host = lab.host(1);
            Virsh virsh = new Virsh(host.uri().toString());
            Path disk = host.images().resolve("web.qcow2");
            Path serial = host.images().resolve("web.log");
            overlay(guest.disk(), disk);
            for (LabHost each : lab.hosts()) {
                Virsh there = new Virsh(each.uri().toString());
                there.run(
                        "net-define", file("net.xml", Virsh.network("lan", "virbr7", "10.9.8", MAC, "web5", ADDRESS)));
                there.run("net-start", "lan");
            }
            virsh.run("define", file("web.xml", Virsh.guest("web", disk, "lan", MAC, serial)));

            timed("virsh start", () -> virsh.run("start", "web"));
            GuestReady ready = timed("start to ready", () -> TinyGuest.awaitReady(serial, 1, BOOT));
            assertEquals(new GuestReady("web5", ADDRESS, 8080, 1), ready);
            assertTrue(virsh.run("net-dhcp-leases", "lan").contains(ADDRESS));
            assertTrue(page(host).contains("<h1>web5</h1>"));

            host.crash();
            host.awaitAnswer(Duration.ofSeconds(10));
            assertEquals("running", virsh.run("domstate", "web"));

            virsh.run("reboot", "web");
            GuestReady again = timed("reboot to ready", () -> TinyGuest.awaitReady(serial, 2, BOOT));
            assertEquals(2, again.boots(), "the boot before has been written to the guest's own disk");

            timed(
                    "live migration",
                    () -> virsh.run(
                            "migrate",
                            "--live",
                            "--p2p",
                            "--persistent",
                            "--undefinesource",
                            "--unsafe",
                            "web",
                            lab.host(2).peerUri().toString()));
            Virsh other = new Virsh(lab.host(2).uri().toString());
            assertEquals("", virsh.run("list", "--all", "--name"));
            assertEquals("running", other.run("domstate", "web"));
            assertTrue(page(lab.host(2)).contains("<h1>web5</h1>"));

            other.run("shutdown", "web");
            timed("power button to off", () -> {
                Deadline deadline = Deadline.in(Duration.ofSeconds(30));
                assertTrue(deadline.await(() -> other.run("domstate", "web").equals("shut off")));
            });
            assertTrue(Files.readString(serial).contains("guest: power button"));
        }
        assertArrayEquals(untouched, Files.readAllBytes(guest.disk()), "guests write to their overlays only");
    }

    @Test
    void guest_takesItsAddressFromTheKernelCommandLine() throws IOException {
        TinyGuest guest = TinyGuest.image(CACHE);
        Path serial = temporary.resolve("serial.log");
        Process qemu = qemu(
                serial,
                "-netdev",
                "user,id=n,restrict=on",
                "-device",
                "virtio-net-pci,netdev=n,romfile=",
                "-kernel",
                guest.kernel().toString(),
                "-initrd",
                guest.initrd().toString(),
                "-append",
                "console=ttyS0 quiet dosvm.hostname=direct dosvm.ip=10.0.2.77/24 dosvm.gateway=10.0.2.2");
        try {
            GuestReady ready = timed("direct kernel boot to ready", () -> TinyGuest.awaitReady(serial, 1, BOOT));
            assertEquals(new GuestReady("direct", "10.0.2.77", 8080, 0), ready);
        } finally {
            qemu.destroyForcibly();
        }
    }

    @Test
    void guest_isReadyWithoutANetworkToo() throws IOException {
        TinyGuest guest = TinyGuest.image(CACHE);
        Path serial = temporary.resolve("serial.log");
        Path disk = temporary.resolve("disk.qcow2");
        overlay(guest.disk(), disk);
        Process qemu = qemu(serial, "-nic", "none", "-drive", "format=qcow2,if=virtio,file=" + disk);
        try {
            GuestReady ready =
                    timed("boot from disk, no network, to ready", () -> TinyGuest.awaitReady(serial, 1, BOOT));
            assertEquals(new GuestReady("guest-none", "none", 8080, 1), ready);
        } finally {
            qemu.destroyForcibly();
        }
    }

    @Test
    void awaitReady_endsAtItsDeadlineWithWhatTheGuestSaid() throws IOException {
        Path serial = Files.writeString(temporary.resolve("half.log"), "guest: kernel 6.1 t=1.0\n");
        LabException late =
                assertThrows(LabException.class, () -> TinyGuest.awaitReady(serial, 1, Duration.ofMillis(100)));
        assertTrue(late.getMessage().contains("guest: kernel 6.1"), late.getMessage());
    }

    @Test
    void disk_isAFileOfItsOwn() {
        TinyGuest guest = TinyGuest.image(CACHE);
        String info = Command.of(
                        "qemu-img", "info", "--output=json", guest.disk().toString())
                .check();
        assertTrue(info.contains("\"format\": \"qcow2\""), info);
        assertFalse(info.contains("backing-filename"), info);
        assertNotEquals(guest.kernel(), guest.initrd());
    }

    private static Process qemu(Path serial, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Programs.path("qemu-system-x86_64").toString(),
                "-accel",
                "tcg",
                "-M",
                "q35",
                "-cpu",
                "Nehalem",
                "-m",
                "96",
                "-nodefaults",
                "-display",
                "none",
                "-serial",
                "file:" + serial));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String page(LabHost host) {
        return timed("page fetched", () -> host.httpGet(ADDRESS, 8080, "/", Duration.ofSeconds(20)));
    }

    private static void overlay(Path base, Path disk) {
        Command.of("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", base.toString(), disk.toString())
                .check();
    }

    private String file(String name, String xml) throws IOException {
        return Files.writeString(temporary.resolve(name), xml).toString();
    }
}
