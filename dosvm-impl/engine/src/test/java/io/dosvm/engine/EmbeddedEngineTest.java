package io.dosvm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.testkit.FakeHosts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEngineTest extends EngineContract {
    @TempDir
    Path folder;

    @Override
    Store store(String name) {
        return Store.embedded(folder.resolve(name));
    }

    @Test
    void aFolderInUse_isRefused_andLeftInPeace() {
        try (Dosvm first = open("same", new FakeHosts())) {
            DosvmException e = assertThrows(DosvmException.class, () -> open("same", new FakeHosts()));
            assertEquals(ErrorCode.STORE_LOCKED, e.code());
            assertTrue(e.getMessage().contains(folder.resolve("same").toString()), e.getMessage());
            first.projects().create("still", p -> {});
        }
        try (Dosvm next = open("same", new FakeHosts())) {
            next.projects().require("still");
        }
    }

    @Test
    void aFolderOfAnotherProcess_isRefused() throws Exception {
        Process child = child(folder.resolve("same"));
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            acknowledged(out, 1);
            DosvmException e = assertThrows(DosvmException.class, () -> open("same", new FakeHosts()));
            assertEquals(ErrorCode.STORE_LOCKED, e.code());
            // The refusal has not broken the other's lock.
            assertEquals(
                    ErrorCode.STORE_LOCKED,
                    assertThrows(DosvmException.class, () -> open("same", new FakeHosts()))
                            .code());
        } finally {
            child.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aKilledProcess_losesNothingThatItAcknowledged() throws Exception {
        for (int round = 1; round <= 3; round++) {
            Path data = folder.resolve("killed" + round);
            Process child = child(data);
            List<String> acknowledged;
            try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
                acknowledged = acknowledged(out, 40 * round);
                // Unlike the process's own method, this leaves what it has said to be read.
                child.toHandle().destroyForcibly();
                acknowledged.addAll(rest(out));
            }
            assertTrue(child.waitFor(60, TimeUnit.SECONDS));
            try (Dosvm dosvm = Dosvm.open(c -> c.store(Store.embedded(data)).name("next"))) {
                for (String name : acknowledged) {
                    dosvm.projects().require(name);
                }
                long position = dosvm.events().position();
                assertTrue(position >= acknowledged.size());
                assertEquals(
                        Math.min(position, 1000), dosvm.events().read(0, 1000).size());
            }
        }
    }

    private static Process child(Path data) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProjectMaker.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> acknowledged(BufferedReader out, int count) throws IOException {
        List<String> names = new ArrayList<>();
        while (names.size() < count) {
            String line = out.readLine();
            assertTrue(line != null, "the child ended early");
            names.add(line);
        }
        return names;
    }

    /** What it still said before it died; a line that was cut off was not acknowledged to anybody. */
    private static List<String> rest(BufferedReader out) throws IOException {
        List<String> names = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c == '\n') {
                names.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
        return names;
    }

    /** The child: makes projects and says so, until it is killed. */
    static final class ProjectMaker {
        private ProjectMaker() {}

        public static void main(String[] arguments) {
            try (Dosvm dosvm = Dosvm.open(
                    c -> c.store(Store.embedded(Path.of(arguments[0]))).name("child"))) {
                for (int i = 0; !System.out.checkError(); i++) {
                    String name = "p" + i;
                    dosvm.projects().create(name, p -> {});
                    System.out.println(name);
                }
            }
        }
    }

    @Test
    void aDamagedStore_isRefused_andNotOverwritten() throws IOException {
        Path data = folder.resolve("damaged");
        Files.createDirectories(data);
        byte[] garbage = new byte[20_000];
        java.util.Arrays.fill(garbage, (byte) 'x');
        Files.write(data.resolve("dosvm.mv.db"), garbage);
        DosvmException e = assertThrows(DosvmException.class, () -> open("damaged", new FakeHosts()));
        assertEquals(ErrorCode.STORE_CORRUPT, e.code());
        assertTrue(e.hint().contains(data.toString()), e.hint());
        assertEquals(-1, Files.mismatch(data.resolve("dosvm.mv.db"), copy(data, garbage)));
        // Whoever restores it can open it: the folder is free again.
        Files.delete(data.resolve("dosvm.mv.db"));
        open("damaged", new FakeHosts()).close();
    }

    private static Path copy(Path folder, byte[] content) throws IOException {
        return Files.write(folder.resolve("copy"), content);
    }

    @Test
    void aFolderThatCannotBe_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> Dosvm.open(
                        c -> c.store(Store.embedded(file.resolve("below"))).name("none")));
        assertEquals(ErrorCode.STORE_UNAVAILABLE, e.code());
    }
}
