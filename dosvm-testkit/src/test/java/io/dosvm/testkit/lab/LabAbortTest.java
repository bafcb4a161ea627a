package io.dosvm.testkit.lab;

import static io.dosvm.testkit.lab.Laps.timed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.junit.NeedsLab;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that holds a lab is killed; what is left of the lab is counted, not believed. */
@NeedsLab
class LabAbortTest {
    @TempDir
    private static Path base;

    private Process holder;
    private Path directory;
    private Set<Path> namespaces;

    @BeforeEach
    void openInAnotherProgram() throws Exception {
        holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        location(Lab.class) + File.pathSeparator + location(LabHolder.class),
                        LabHolder.class.getName(),
                        base.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader says = holder.inputReader();
        String[] words = says.readLine().split(" ", -1);
        directory = Path.of(words[0]);
        namespaces = new HashSet<>();
        for (String pid : List.of(words[1], words[2])) {
            namespaces.add(Files.readSymbolicLink(Path.of("/proc", pid, "ns", "net")));
            namespaces.add(Files.readSymbolicLink(Path.of("/proc", pid, "ns", "pid")));
        }
        assertTrue(members().stream().anyMatch(p -> name(p).startsWith("qemu")), "a guest runs");
        assertTrue(members().stream().anyMatch(p -> name(p).equals("dnsmasq")), "a network runs");
        assertTrue(
                Deadline.in(Duration.ofSeconds(5))
                        .await(() -> members().stream().anyMatch(p -> name(p).equals("busybox"))),
                "a relay runs");
        assertFalse(new Remains(directory).controlGroups().isEmpty());
    }

    @AfterEach
    void kill() throws InterruptedException {
        holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        Lab.sweep(base);
    }

    @Test
    void killedProgram_takesItsHostsAlong() throws Exception {
        holder.destroyForcibly();
        assertTrue(holder.waitFor(10, TimeUnit.SECONDS));
        timed("killed to nothing running", this::awaitNothingRunning);
        assertNothingButFiles();
        LabSweep swept = timed("sweep", () -> Lab.sweep(base));
        assertEquals(new LabSweep(1, 0, 0, 0), swept);
        assertFalse(Files.exists(directory));
    }

    @Test
    void terminatedProgram_takesItsHostsAlong() throws Exception {
        holder.destroy();
        assertTrue(holder.waitFor(10, TimeUnit.SECONDS));
        awaitNothingRunning();
        assertNothingButFiles();
    }

    @Test
    void sweep_clearsUpWhenTheKeepersWereKilledToo() throws Exception {
        List<ProcessHandle> keepers = holder.children().toList();
        holder.destroyForcibly();
        keepers.forEach(ProcessHandle::destroyForcibly);
        assertTrue(holder.waitFor(10, TimeUnit.SECONDS));
        LabSweep swept = timed("sweep", () -> Lab.sweep(base));
        assertEquals(1, swept.labs());
        assertTrue(swept.controlGroups() > 0, swept.toString());
        awaitNothingRunning();
        assertNothingButFiles();
        assertFalse(Files.exists(directory));
    }

    @Test
    void sweep_sparesALabWhoseProgramLives() {
        assertEquals(new LabSweep(0, 0, 0, 0), Lab.sweep(base));
        assertTrue(holder.isAlive());
        assertFalse(members().isEmpty());
    }

    @Test
    void nextLab_sweepsWhatAnAbortedOneLeft() throws Exception {
        holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        try (Lab next = timed("lab up over leftovers", () -> Lab.open(o -> o.directory(base)))) {
            assertFalse(Files.exists(directory));
            assertTrue(next.host(1).answers(Duration.ofSeconds(5)));
        }
    }

    private void awaitNothingRunning() {
        assertTrue(
                Deadline.in(Duration.ofSeconds(10)).await(() -> members().isEmpty() && nothingOurs()),
                () -> "still running: "
                        + members().stream().map(LabAbortTest::name).toList());
    }

    private boolean nothingOurs() {
        try {
            Remains remains = new Remains(directory);
            return remains.processes().isEmpty() && remains.controlGroups().isEmpty();
        } catch (IOException e) {
            throw new LabException("cannot look", e);
        }
    }

    private void assertNothingButFiles() throws IOException {
        Remains remains = new Remains(directory);
        assertEquals(Set.of(), remains.processes());
        assertEquals(List.of(), remains.controlGroups());
        assertEquals(List.of(), remains.mounts());
        assertEquals(List.of(), members());
    }

    /** Every process of the machine that is in one of the hosts' network or process namespaces. */
    private List<Path> members() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (in(process, "net") || in(process, "pid")) {
                    found.add(process);
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot look", e);
        }
        return found;
    }

    private boolean in(Path process, String namespace) {
        try {
            return namespaces.contains(
                    Files.readSymbolicLink(process.resolve("ns").resolve(namespace)));
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    private static String name(Path process) {
        try {
            return Files.readAllLines(process.resolve("comm")).stream().collect(Collectors.joining());
        } catch (IOException e) {
            return "";
        }
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
