package io.dosvm.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program outside the project compiles and runs against what users get, in a JVM of its own. */
class ConsumerTest {
    private static final Path SOURCES = Path.of("src/test/consumer");
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern NOT_THE_USERS = Pattern.compile(
            ".*/(test-classes|(junit|opentest4j|open-test-reporting|apiguardian|archunit|asm|surefire)[^/]*\\.jar)/?");

    @TempDir
    Path folder;

    @Test
    void runs_onTheClassPath() throws Exception {
        Path classes = folder.resolve("classes");
        String path = product();
        run(JDK.resolve("javac").toString(), "-d", classes.toString(), "--class-path", path, main());
        List<String> lines = run(
                JDK.resolve("java").toString(),
                "--class-path",
                classes + File.pathSeparator + path,
                "shop.Main",
                folder.resolve("data").toString());
        assertEquals("host lab UP", lines.get(0));
        assertTrue(lines.get(1).startsWith("project web "), lines.get(1));
        assertTrue(lines.get(2).startsWith("engine in unnamed module"), lines.get(2));
    }

    @Test
    void runs_onTheModulePath() throws Exception {
        Path classes = folder.resolve("classes");
        String path = product();
        String module = SOURCES.resolve("module-info.java").toString();
        run(JDK.resolve("javac").toString(), "-d", classes.toString(), "--module-path", path, module, main());
        List<String> lines = run(
                JDK.resolve("java").toString(),
                "--module-path",
                classes + File.pathSeparator + path,
                "--module",
                "shop/shop.Main",
                folder.resolve("data").toString());
        assertEquals("host lab UP", lines.get(0));
        assertEquals("engine in module io.dosvm.engine", lines.get(2));
        assertEquals("program in module shop", lines.get(3));
    }

    private static String main() {
        return SOURCES.resolve("shop/Main.java").toString();
    }

    /** What Maven gives a user who depends on dosvm-impl, and the test kit for its fake host. */
    private static String product() {
        List<String> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !NOT_THE_USERS.matcher(entry).matches())
                .toList();
        assertTrue(entries.size() > 5, entries.toString());
        return String.join(File.pathSeparator, entries);
    }

    private List<String> run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        String said = String.join(" ", command) + "\n" + String.join("\n", lines) + Files.readString(errors);
        assertTrue(ended, () -> "did not end: " + said);
        assertEquals(0, process.exitValue(), said);
        return lines;
    }
}
