package io.dosvm.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything a user can see has a comment that names its parameters, result and exceptions. */
@Tag("static")
class DocumentedTest {
    /** A compact constructor would have to repeat the comment of its record. */
    private static final Pattern COMPACT_CONSTRUCTOR = Pattern.compile("\\s*(public|protected) \\w+ \\{\\s*");

    @TempDir
    Path output;

    @Test
    void everythingPublic_isDocumented() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertTrue(sources.size() > 10, "sources found: " + sources.size());
        try (StandardJavaFileManager files = compiler().getStandardFileManager(null, Locale.ROOT, null)) {
            List<JavaFileObject> units = new ArrayList<>();
            files.getJavaFileObjectsFromPaths(sources).forEach(units::add);
            assertEquals("", String.join("\n", missing(units)));
        }
    }

    @Test
    void whatIsMissing_isFound() throws IOException {
        String source = """
                package planted;
                /**
                 * A value.
                 *
                 * @param a its value
                 */
                public record Planted(int a) {
                    public Planted {
                        a++;
                    }
                    public int twice(int b) {
                        return a * b;
                    }
                }
                """;
        List<String> missing = missing(List.of(new Source("planted/Planted.java", source)));
        assertEquals(List.of("Planted.java:11: no comment"), missing);
    }

    private List<String> missing(List<JavaFileObject> units) throws IOException {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-Xdoclint:missing/protected",
                "-Xmaxwarns",
                "10000",
                "-proc:none",
                "--release",
                "17",
                "-d",
                output.toString(),
                modules(units),
                classPath());
        StringWriter log = new StringWriter();
        boolean compiled =
                compiler().getTask(log, null, found, options, null, units).call();
        assertTrue(compiled, () -> log + found.getDiagnostics().toString());
        List<String> lines = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
            JavaFileObject source = one.getSource();
            if (source != null && !compactConstructor(source, one.getLineNumber())) {
                String file = new File(source.getName()).getName();
                lines.add(file + ":" + one.getLineNumber() + ": " + one.getMessage(Locale.ROOT));
            }
        }
        return lines;
    }

    private static String modules(List<JavaFileObject> units) {
        boolean module = units.stream().anyMatch(unit -> unit.getName().endsWith("module-info.java"));
        return module ? "--module-path" : "--class-path";
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("jspecify"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean compactConstructor(JavaFileObject source, long line) throws IOException {
        List<String> lines = source.getCharContent(true).toString().lines().toList();
        return line > 0
                && COMPACT_CONSTRUCTOR.matcher(lines.get((int) line - 1)).matches();
    }

    private static JavaCompiler compiler() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertNotNull(compiler, "the tests need a JDK");
        return compiler;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
