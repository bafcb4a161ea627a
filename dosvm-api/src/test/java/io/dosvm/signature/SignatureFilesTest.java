package io.dosvm.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import io.dosvm.value.ByteSize;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code api.txt} and {@code spi.txt} are what users compile against: a change of them is seen in review. */
@Tag("static")
class SignatureFilesTest {
    private static final String HOW_TO = "if the change is meant: mvn -pl dosvm-api test -Dsignatures=update";

    @Test
    void api_isWhatTheFileSays() throws Exception {
        compare("api.txt", "io.dosvm", "io.dosvm.error", "io.dosvm.value");
    }

    @Test
    void spi_isWhatTheFileSays() throws Exception {
        compare("spi.txt", "io.dosvm.spi");
    }

    /** A package in neither file would be changed unseen. */
    @Test
    void files_coverEveryPackage() throws Exception {
        TreeSet<String> packages = new TreeSet<>();
        for (Class<?> type : classes()) {
            packages.add(type.getPackageName());
        }
        packages.removeIf(name -> name.contains(".internal"));
        assertEquals(List.of("io.dosvm", "io.dosvm.error", "io.dosvm.spi", "io.dosvm.value"), List.copyOf(packages));
    }

    private static void compare(String file, String... packages) throws Exception {
        List<String> found = render(List.of(packages));
        assertFalse(found.isEmpty(), "no class found for " + file);
        Path path = Path.of(file);
        if ("update".equals(System.getProperty("signatures"))) {
            Files.writeString(path, String.join("\n", found) + "\n");
            return;
        }
        List<String> committed = Files.exists(path) ? Files.readAllLines(path) : List.of();
        List<String> difference = LineDiff.of(committed, found);
        if (!difference.isEmpty()) {
            fail(file + " differs (- committed, + compiled); " + HOW_TO + "\n" + String.join("\n", difference));
        }
    }

    private static List<String> render(List<String> packages) throws Exception {
        TreeMap<String, List<String>> types = new TreeMap<>();
        for (Class<?> type : classes()) {
            if (packages.contains(type.getPackageName()) && Signatures.visible(type)) {
                types.put(type.getPackageName() + " " + type.getName(), Signatures.of(type));
            }
        }
        List<String> lines = new ArrayList<>();
        String current = "";
        for (var type : types.entrySet()) {
            String name = type.getKey().substring(0, type.getKey().indexOf(' '));
            if (!name.equals(current)) {
                lines.addAll(List.of("package " + name, ""));
                current = name;
            }
            lines.addAll(type.getValue());
            lines.add("");
        }
        return lines;
    }

    private static List<Class<?>> classes() throws IOException, URISyntaxException {
        Path root = Path.of(ByteSize.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(name -> classes.add(load(name)));
        }
        return classes;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, SignatureFilesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
