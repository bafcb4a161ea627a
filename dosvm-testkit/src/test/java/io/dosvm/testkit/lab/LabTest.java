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
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsLab
class LabTest {
    @TempDir
    private static Path base;

    private static Lab lab;

    @BeforeAll
    static void open() {
        lab = timed("2 hosts up", () -> Lab.open(o -> o.hosts(2).directory(base)));
    }

    @AfterAll
    static void close() {
        timed("2 hosts down", lab::close);
        assertFalse(Files.exists(lab.directory()));
    }

    @Test
    void hosts_areSeparateFromEachOtherAndFromTheMachine() throws IOException {
        for (String namespace : new String[] {"net", "mnt", "uts", "ipc", "pid", "cgroup"}) {
            Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns", namespace));
            Path first = namespace(lab.host(1), namespace);
            assertNotEquals(ours, first, namespace);
            assertNotEquals(first, namespace(lab.host(2), namespace), namespace);
        }
        for (LabHost host : lab.hosts()) {
            Virsh virsh = new Virsh(host.uri().toString());
            assertEquals(host.name(), virsh.run("hostname"));
            assertEquals("", virsh.run("list", "--all"));
            assertEquals(host.name(), host.exec("hostname").out().strip());
        }
    }

    @Test
    void kvm_isHiddenFromTheHosts() {
        String capabilities = new Virsh(lab.host(1).uri().toString()).run("capabilities");
        assertTrue(capabilities.contains("<domain type='qemu'"), capabilities);
        assertFalse(capabilities.contains("<domain type='kvm'"), capabilities);
    }

    @Test
    void kvm_isLeftWhereAsked() {
        String[] kind = {"stat", "--format=%F", "/dev/kvm"};
        try (Lab other = Lab.open(o -> o.directory(base).keepKvm())) {
            CommandResult hidden = lab.host(1).exec(kind);
            CommandResult kept = other.host(1).exec(kind);
            if (Files.exists(Path.of("/dev/kvm"))) {
                assertEquals("regular empty file", hidden.out().strip());
                assertEquals("character special file", kept.out().strip());
            } else {
                assertEquals(1, hidden.code());
                assertEquals(1, kept.code());
            }
        }
    }

    @Test
    void close_underInterruptLeavesNothingAndKeepsTheInterrupt() {
        Lab other = Lab.open(o -> o.directory(base));
        Thread.currentThread().interrupt();
        other.close();
        assertTrue(Thread.interrupted());
        assertFalse(Files.exists(other.directory()));
    }

    @Test
    void hosts_reachEachOther() {
        CommandResult ping = lab.host(1).exec("busybox", "nc", "-w", "2", "h2", "16509");
        assertEquals(0, ping.code(), ping.toString());
        String other = lab.host(2).peerUri().toString();
        assertEquals(
                "h2",
                lab.host(1).exec("virsh", "--connect", other, "hostname").out().strip());
    }

    @Test
    void forwardLibvirtTcp_reachesTheDaemonFromHere() {
        try (LabForward forward = lab.host(2).forwardLibvirtTcp()) {
            assertTrue(forward.address().getAddress().isLoopbackAddress());
            Virsh virsh = new Virsh("qemu+tcp://127.0.0.1:" + forward.address().getPort() + "/system");
            assertEquals("h2", virsh.run("hostname"));
        }
    }

    @Test
    void forwardLibvirtTls_reachesTheDaemonWithTheLabsCertificates() {
        assertThrows(IllegalStateException.class, lab::tlsClientDirectory);
        try (Lab other = timed(
                        "1 host with TLS up",
                        () -> Lab.open(o -> o.directory(base).tls()));
                LabForward forward = other.host(1).forwardLibvirtTls()) {
            String uri = "qemu+tls://127.0.0.1:" + forward.address().getPort() + "/system";
            assertEquals("h1", new Virsh(uri + "?pkipath=" + other.tlsClientDirectory()).run("hostname"));
            Virsh withoutCertificates = new Virsh(uri + "?pkipath=" + other.directory());
            assertThrows(LabException.class, () -> withoutCertificates.run("hostname"));
        }
    }

    @Test
    void freeze_silencesTheDaemonUntilThaw() {
        LabHost host = lab.host(1);
        host.freeze();
        try {
            assertFalse(host.answers(Duration.ofMillis(300)));
        } finally {
            host.thaw();
        }
        timed("answer after thaw", () -> host.awaitAnswer(Duration.ofSeconds(10)));
    }

    @Test
    void crash_bringsAnotherDaemon() {
        LabHost host = lab.host(2);
        String before = daemon(host);
        host.crash();
        timed("answer after crash", () -> host.awaitAnswer(Duration.ofSeconds(10)));
        assertNotEquals(before, daemon(host));
    }

    @Test
    void crash_ofAFrozenDaemonBringsAnother() {
        LabHost host = lab.host(2);
        host.freeze();
        host.crash();
        host.awaitAnswer(Duration.ofSeconds(10));
    }

    @Test
    void powerLoss_losesWhatAHostHasInMemoryAndKeepsItsFiles() throws IOException {
        LabHost host = lab.host(2);
        Virsh virsh = new Virsh(host.uri().toString());
        Path kept = host.images().resolve("kept.xml");
        Files.writeString(kept, Virsh.network("kept", "virbr5", "10.9.5", "52:54:00:05:00:05", "kept5", "10.9.5.5"));
        virsh.run("net-define", kept.toString());
        virsh.run("net-start", "kept");
        timed("power loss", host::powerLoss);
        assertFalse(host.answers(Duration.ofMillis(300)));
        timed("power on", () -> host.powerOn(Duration.ofSeconds(20)));
        assertTrue(virsh.run("net-info", "kept").matches("(?s).*Active: +no.*"));
        virsh.run("net-undefine", "kept");
        assertThrows(IllegalStateException.class, () -> host.powerOn(Duration.ofSeconds(1)));
    }

    @Test
    void powerOn_ofAHostWhoseDaemonCannotStartSaysWhatItsLogSays() throws IOException {
        try (Lab other = Lab.open(o -> o.directory(base))) {
            LabHost host = other.host(1);
            Path configuration = host.directory().resolve("etc/libvirtd.conf");
            String good = Files.readString(configuration);
            host.powerLoss();
            Files.writeString(
                    configuration, good.replace("listen_tls = 0", "listen_tls = 1\nkey_file = \"/nowhere/key.pem\""));
            LabException refused = timed(
                    "a daemon that cannot start",
                    () -> assertThrows(LabException.class, () -> host.powerOn(Duration.ofSeconds(30))));
            assertTrue(refused.getMessage().contains("No CA certificate path set"), refused.getMessage());
            host.powerLoss();
            Files.writeString(configuration, good);
            host.powerOn(Duration.ofSeconds(20));
        }
    }

    @Test
    void exec_isBoundedAndReportsHowTheProgramEnded() {
        CommandResult failed = lab.host(1).exec("busybox", "false");
        assertEquals(1, failed.code());
        LabException late = assertThrows(
                LabException.class, () -> lab.host(1).exec(Duration.ofMillis(200), "busybox", "sleep", "60"));
        assertTrue(late.getMessage().contains("200 ms"), late.getMessage());
        assertFalse(lab.host(1).exec("busybox", "ps").out().contains("sleep 60"));
    }

    @Test
    void orphans_areReapedByTheHost() {
        LabHost host = lab.host(1);
        assertEquals(0, host.exec("setsid", "--fork", "busybox", "sleep", "0.1").code());
        assertTrue(host.exec("busybox", "ps").out().contains("sleep 0.1"));
        assertTrue(Deadline.in(Duration.ofSeconds(5))
                .await(() -> !host.exec("busybox", "ps").out().contains("sleep")));
    }

    @Test
    void forward_carriesWhatIsSentBothWays() throws IOException {
        LabHost host = lab.host(1);
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        // answers with what it was sent, once the sender has said that this was all
        host.exec("setsid", "--fork", "busybox", "nc", "-ll", "-p", "9007", "-e", "busybox", "cat");
        try (LabForward forward = host.forward("127.0.0.1", 9007);
                Socket socket = new Socket()) {
            socket.setSoTimeout(20_000);
            socket.connect(forward.address(), 5_000);
            Thread sender = new Thread(() -> {
                try {
                    socket.getOutputStream().write(content);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            assertArrayEquals(content, socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void httpGet_namesWhatItGotInsteadOfAPage() {
        LabHost host = lab.host(1);
        host.exec(
                "busybox", "httpd", "-p", "127.0.0.1:9008", "-h", host.images().toString());
        LabException none =
                assertThrows(LabException.class, () -> host.httpGet("127.0.0.1", 9008, "/none", Duration.ofSeconds(5)));
        assertTrue(none.getCause().getMessage().contains("404"), none.toString());
        assertThrows(LabException.class, () -> host.httpGet("127.0.0.1", 9009, "/", Duration.ofMillis(300)));
    }

    @Test
    void anotherLab_inTheSameDirectoryIsSeparate() {
        try (Lab other = timed("another lab up", () -> Lab.open(o -> o.directory(base)))) {
            assertNotEquals(lab.directory(), other.directory());
            assertEquals(new LabSweep(0, 0, 0, 0), Lab.sweep(base));
            assertTrue(other.host(1).answers(Duration.ofSeconds(5)));
        }
        assertTrue(lab.host(1).answers(Duration.ofSeconds(5)));
    }

    @Test
    void open_refusesADirectoryThatTheHostsCannotSee() {
        assertThrows(LabException.class, () -> Lab.open(o -> o.directory(Path.of("/run/dosvm-lab-test"))));
    }

    @Test
    void open_refusesADirectoryTooDeepForASocketAndLeavesNothing() {
        Path deep = base.resolve("d".repeat(100));
        LabException refused = assertThrows(LabException.class, () -> Lab.open(o -> o.directory(deep)));
        assertTrue(refused.getMessage().contains("at most 107"), refused.getMessage());
        assertEquals(new LabSweep(0, 0, 0, 0), Lab.sweep(deep));
    }

    private static String daemon(LabHost host) {
        return host.exec("cat", "/run/libvirt/daemon").out();
    }

    private static Path namespace(LabHost host, String name) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(host.pid()), "ns", name));
    }
}
