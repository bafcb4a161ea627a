package io.dosvm.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guest is made of and how a lab knows its owner; needs neither root nor QEMU. */
class GuestPiecesTest {
    private static final String READY =
            "guest: ready hostname=%s ip=10.0.0.%s port=8080 boots=%s mem=62020 cpus=1 t=1.5\r\n";

    @TempDir
    private Path temporary;

    @Test
    void ready_isFoundOncePerBootAmongOtherLines() {
        String log =
                "guest: kernel 6.1\r\n" + READY.formatted("a", "5", "1") + "noise\r\n" + READY.formatted("b", "6", "2");
        assertEquals(Optional.of(new GuestReady("a", "10.0.0.5", 8080, 1)), GuestReady.find(log, 1));
        assertEquals(Optional.of(new GuestReady("b", "10.0.0.6", 8080, 2)), GuestReady.find(log, 2));
        assertEquals(Optional.empty(), GuestReady.find(log, 3));
    }

    @Test
    void ready_isNotTakenFromAHalfWrittenLine() {
        String whole = READY.formatted("a", "5", "12");
        for (int length = 0; length < whole.indexOf("t=1"); length++) {
            assertEquals(Optional.empty(), GuestReady.find(whole.substring(0, length), 1));
        }
    }

    @Test
    void archive_hasTheFormOfNewcAndTheSameBytesEachTime() {
        byte[] once = archive();
        assertArrayEquals(once, archive());
        String text = new String(once, StandardCharsets.US_ASCII);
        assertTrue(text.startsWith("070701" + "00000001" + "000041ED"), text);
        assertTrue(text.contains("TRAILER!!!"), text);
        assertEquals(0, once.length % 4);
        int link = text.indexOf("bin/sh");
        assertEquals(0, (link - 110) % 4);
        assertTrue(text.startsWith("busybox", link + 10), "the name and its end fill up to a multiple of four");
    }

    @Test
    void modules_comeAfterWhatTheyNeed() throws IOException {
        module("net-drv", "bus_core,helper");
        module("helper", "bus-core");
        module("bus_core", "");
        module("unused", "");
        assertEquals(
                List.of("bus_core", "helper", "net_drv"),
                List.copyOf(KernelModules.load(temporary, List.of("net_drv")).keySet()));
        IOException none = assertThrows(IOException.class, () -> KernelModules.load(temporary, List.of("other")));
        assertTrue(none.getMessage().contains("other"));
    }

    @Test
    void owner_isNotMistakenForALaterProcessOrAnotherBoot() throws IOException {
        Owner self = Owner.current();
        self.write(temporary);
        assertEquals(Optional.of(self), Owner.of(temporary));
        assertTrue(self.alive());
        assertFalse(new Owner(self.pid(), self.startTicks() + 1, self.boot()).alive());
        assertFalse(new Owner(self.pid(), self.startTicks(), "another boot").alive());
        Files.writeString(temporary.resolve("owner"), "12 ");
        assertEquals(Optional.empty(), Owner.of(temporary));
    }

    @Test
    void keys_differWithTheText() {
        assertEquals(12, ContentKey.of("a").length());
        assertEquals(ContentKey.of("a"), ContentKey.of("a"));
        assertNotEquals(ContentKey.of("a"), ContentKey.of("b"));
    }

    @Test
    void remains_ofALabThatNeverWasAreNone() throws IOException {
        Remains remains = new Remains(temporary.resolve("lab-none"));
        assertEquals(Set.of(), remains.processes());
        assertEquals(List.of(), remains.controlGroups());
        assertEquals(List.of(), remains.mounts());
    }

    private static byte[] archive() {
        return new CpioArchive()
                .directory("bin")
                .program("bin/busybox", new byte[] {1, 2, 3})
                .link("bin/sh", "busybox")
                .finish();
    }

    private void module(String name, String depends) throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("lib/modules/6.1/kernel"));
        Files.writeString(directory.resolve(name + ".ko"), "ELF\0license=GPL\0depends=" + depends + "\0name=x\0");
    }
}
