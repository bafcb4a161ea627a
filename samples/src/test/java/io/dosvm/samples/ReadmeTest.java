package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.FakeHosts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on the README's first screen, compiled and run: on a fake host, changed as the README says. */
@Tag("samples")
class ReadmeTest {
    private static final String IMPORTS = """
            import static io.dosvm.value.ByteSize.gib;
            import static io.dosvm.value.ByteSize.tib;
            import io.dosvm.*;
            import io.dosvm.testkit.FakeHosts;
            import java.nio.file.Path;
            import java.time.Duration;
            """;

    @TempDir
    private Path folder;

    @Test
    void program_compilesAndRuns_twice() throws Exception {
        String program = snippet();
        assertTrue(
                program.lines().count() <= 22,
                "the program has grown to " + program.lines().count() + " lines");
        Path image = Files.write(folder.resolve("debian.raw"), new byte[1 << 20]);
        String onFake = program.replace("qemu:///system", "fake:lab")
                .replace("Path.of(\"data\")))", "Path.of(\"" + folder.resolve("data") + "\"))).driver(hosts)")
                .replace("Path.of(\"debian.qcow2\")", "Path.of(\"" + image + "\")");
        compile(IMPORTS + "public class Readme { public static void run(FakeHosts hosts) throws Exception {\n" + onFake
                + "}}\n");
        FakeHosts hosts = new FakeHosts();
        hosts.host("lab");
        assertTrue(run(hosts).startsWith("RUNNING at 10.0.0."), "the first run");
        assertTrue(run(hosts).startsWith("RUNNING at 10.0.0."), "the second run");
        assertEquals(1, hosts.host("lab").vms().size());
    }

    private static String snippet() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
        assertTrue(block.find(), "the README has a Java program");
        return block.group(1);
    }

    private void compile(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("Readme.java"), source);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertEquals(0, code, errors.toString(StandardCharsets.UTF_8));
    }

    private String run(FakeHosts hosts) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader())) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass("Readme").getMethod("run", FakeHosts.class).invoke(null, hosts);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
