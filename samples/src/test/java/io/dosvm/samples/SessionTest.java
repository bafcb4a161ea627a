package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.TinyGuest;
import io.dosvm.value.HostUri;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The programs as a user without any rights runs them, on the libvirt that is started for this user. */
@Tag("samples")
@NeedsLab
class SessionTest {
    private UnprivilegedUser user;

    @BeforeEach
    void open() throws Exception {
        user = UnprivilegedUser.create();
    }

    @AfterEach
    void close() throws Exception {
        user.close();
    }

    @Test
    void quickstart_buildsAGuest_bootsIt_andFetchesItsPage_twice_andLeavesNothing() throws Exception {
        for (int i = 0; i < 2; i++) {
            Programs.Ended ended = user.run("quickstart");
            assertEquals(0, ended.code(), ended.out());
            assertTrue(ended.out().contains("on your own libvirt (qemu:///session)"), ended.out());
            assertTrue(ended.out().contains(".nic(n -> n.user(u -> u.forward(TCP"), ended.out());
            assertTrue(ended.out().contains("A virtual machine at 10.0.2.15"), ended.out());
            assertTrue(ended.out().contains("power OFF, run OFF"), ended.out());
            assertTrue(ended.out().contains("Take everything away again"), ended.out());
        }
        assertNothingLeft();
    }

    @Test
    void quickstart_thatWasKilled_isTakenUpAgain_alsoWhenTemporaryFilesAreGone() throws Exception {
        String disk = user.own(TinyGuest.image(Lab.defaultDirectory()).disk()).toString();
        user.runUntil("== Fetch its web page", "quickstart", "--disk", disk);
        user.forgetTemporaryFiles();
        Programs.Ended ended = user.run("quickstart", "--disk", disk, "--uri", "qemu:///session");
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out().contains("A virtual machine at 10.0.2.15"), ended.out());
        assertNothingLeft();
    }

    @Test
    void sessionsAreKnownByTheirPath_notByTheirText() {
        for (String session : List.of("qemu:///session", "qemu:///session?accel=tcg", "qemu+unix:///session")) {
            assertTrue(Targets.isSession(HostUri.parse(session)), session);
        }
        for (String other : List.of("qemu:///system", "qemu+ssh://host/session", "test:///session")) {
            assertFalse(Targets.isSession(HostUri.parse(other)), other);
        }
    }

    private void assertNothingLeft() throws Exception {
        assertEquals(List.of(), user.processes("qemu-system"), "guests that are left");
        assertEquals(List.of(), user.files("config/libvirt", ".xml"), "definitions that are left");
        assertEquals(List.of(), user.files("home", ".qcow2"), "disks that are left");
        user.endDaemons();
        assertEquals(List.of(), user.processes(""), "processes that are left");
    }

    @Test
    void doctor_findsNothingBad() throws Exception {
        Programs.Ended ended = user.run("doctor", "qemu:///session");
        assertEquals(0, ended.code(), ended.out());
        for (String good : List.of("connection", "QEMU", "storage")) {
            assertTrue(ended.out().contains(String.format("%-8s %-20s", "GOOD", good)), ended.out());
        }
        assertTrue(ended.out().contains("user networking"), ended.out());
    }

    @Test
    void whereItsFilesCannotBe_itIsSaidWhatIsMissing() throws Exception {
        Files.setPosixFilePermissions(user.config(), Set.of());
        Programs.Ended ended = user.run("doctor", "qemu:///session");
        assertEquals(1, ended.code(), ended.out());
        assertTrue(ended.out().contains("the user's home must exist and be writable"), ended.out());
    }
}
