package io.dosvm.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules that only sources show, over all modules. */
@Tag("static")
class SourcesTest {
    private static final Pattern MARK = Pattern.compile("(?m)^@([a-z.]+\\.)?NullMarked$");
    private static final Path ROOT = Path.of("../..").normalize();
    private static final List<String> MODULES = List.of(
            "dosvm-api",
            "dosvm-impl/all",
            "dosvm-impl/documents",
            "dosvm-impl/engine",
            "dosvm-impl/install",
            "dosvm-impl/libvirt",
            "dosvm-testkit");

    @Test
    void sources_keepTheRules() throws IOException {
        List<Path> files = sources();
        assertTrue(files.size() > 100, "files found: " + files.size());
        List<String> broken = new ArrayList<>();
        for (Path file : files) {
            broken.addAll(SourceRules.broken(ROOT.relativize(file), Files.readAllLines(file)));
        }
        assertEquals("", String.join("\n", broken));
    }

    @Test
    void everyJar_isAModule() {
        List<String> without = MODULES.stream()
                .filter(module -> !Files.exists(ROOT.resolve(module).resolve("src/main/java/module-info.java")))
                .toList();
        assertEquals(List.of(), without);
    }

    /** Whatever is in an unmarked package is not checked for nulls. */
    @Test
    void everyPackage_isNullMarked() throws IOException {
        List<String> without = sources().stream()
                .filter(file -> file.toString().contains("src/main/java/"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !folder.endsWith("java"))
                .filter(folder -> !nullMarked(folder.resolve("package-info.java")) && !nullMarked(generated(folder)))
                .map(Path::toString)
                .toList();
        assertEquals(List.of(), without);
    }

    /** Where the build writes the mark of a package that is generated but for some classes. */
    private static Path generated(Path folder) {
        return Path.of(
                folder.toString().replace("src/main/java", "target/generated-sources/views"), "package-info.java");
    }

    @Test
    void rules_bite() {
        Path file = Path.of("A.java");
        assertEquals(1, SourceRules.broken(file, Collections.nCopies(501, "")).size());
        assertEquals(1, SourceRules.broken(file, List.of("// TO" + "DO: later")).size());
        assertEquals(
                1,
                SourceRules.broken(file, List.of("    @Dis" + "abled(\"flaky\")"))
                        .size());
        assertEquals(
                1, SourceRules.broken(file, List.of("Thread.sl" + "eep(10);")).size());
        assertEquals(List.of(), SourceRules.broken(file, List.of("class A {}")));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean nullMarked(Path file) {
        try {
            return Files.exists(file) && MARK.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
