package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.LocalMachine.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a machine that is laid out below a directory. */
class LocalMachineTest {
    /** Nobody's: neither owner nor group of what the test makes. */
    private static final int STRANGER = 64_055;

    @TempDir
    Path root;

    private LocalMachine machine;

    @BeforeEach
    void open() {
        machine = new LocalMachine(root, "ann");
    }

    private void write(String file, String text, String mode) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void emptyMachine_hasNothing() {
        assertEquals("", machine.hostName());
        assertEquals(Optional.empty(), machine.kvm());
        assertEquals(Set.of(), machine.programs("dnsmasq", "swtpm"));
        assertEquals(List.of(), machine.firmware());
        assertEquals(Set.of(), machine.bridges());
        assertEquals(Optional.empty(), machine.listeners());
    }

    @Test
    void files_areSeen() throws IOException {
        write("proc/sys/kernel/hostname", "h1\n", "rw-r--r--");
        write("dev/kvm", "", "rw-r-----");
        write("usr/sbin/dnsmasq", "", "rwxr-xr-x");
        write("usr/bin/swtpm", "", "rw-r--r--");
        write("usr/share/OVMF/OVMF_CODE.fd", "", "rw-r--r--");
        Files.createDirectories(root.resolve("sys/class/net/br0/bridge"));
        Files.createDirectories(root.resolve("sys/class/net/eth0"));
        assertEquals("h1", machine.hostName());
        assertEquals("rw-r-----", machine.kvm().orElseThrow().mode());
        assertEquals("/dev/kvm", machine.kvm().orElseThrow().path());
        assertTrue(machine.kvm().orElseThrow().usable());
        // one that cannot be executed is no program
        assertEquals(Set.of("dnsmasq"), machine.programs("dnsmasq", "swtpm"));
        assertEquals(List.of("/usr/share/OVMF/OVMF_CODE.fd"), machine.firmware());
        assertEquals(Set.of("br0"), machine.bridges());
    }

    @Test
    void listeners_areThoseThatListen() throws IOException {
        write("proc/net/tcp", """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000:4082 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
                   1: 0100007F:407D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1
                   2: 0100007F:C000 0100007F:1234 01 00000000:00000000 00:00000000 00000000     0        0 3 1
                """, "rw-r--r--");
        write("proc/net/tcp6", """
                  sl  local_address                         remote_address                        st
                   0: 00000000000000000000000000000000:C001 00000000000000000000000000000000:0000 0A
                   1: 00000000000000000000000001000000:C002 00000000000000000000000000000000:0000 0A
                """, "rw-r--r--");
        assertEquals(
                Optional.of(Set.of(
                        new Listener(16_514, true),
                        new Listener(16_509, false),
                        new Listener(49_153, true),
                        new Listener(49_154, false))),
                machine.listeners());
    }

    @Test
    void barrier_isTheFirstDirectoryThatMayNotBeEntered() throws IOException {
        Path pool = Files.createDirectories(root.resolve("home/ann/pool"));
        Files.setPosixFilePermissions(root.resolve("home"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(root.resolve("home/ann"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(pool, PosixFilePermissions.fromString("rwx------"));
        Path asGiven = Path.of("/home/ann/pool");
        assertEquals(
                "/home/ann",
                machine.barrier(asGiven, STRANGER, STRANGER).orElseThrow().path());
        assertEquals(Optional.empty(), machine.barrier(asGiven, 0, 0));
        Files.setPosixFilePermissions(root.resolve("home/ann"), PosixFilePermissions.fromString("rwx--x--x"));
        assertEquals(
                "/home/ann/pool",
                machine.barrier(asGiven, STRANGER, STRANGER).orElseThrow().path());
        Files.setPosixFilePermissions(pool, PosixFilePermissions.fromString("rwx--x--x"));
        assertEquals(Optional.empty(), machine.barrier(asGiven, STRANGER, STRANGER));
        assertEquals(Optional.empty(), machine.barrier(Path.of("/not/there"), STRANGER, STRANGER));
    }
}
