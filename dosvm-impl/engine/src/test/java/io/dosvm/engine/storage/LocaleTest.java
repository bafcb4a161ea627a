package io.dosvm.engine.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Store;
import io.dosvm.engine.kernel.FileNames;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.Violation;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names beyond ASCII in a process whose locale has none: they are refused as what they are, or do no harm. */
class LocaleTest {
    private static final String UMLAUT = "bild-\u00e4.raw";

    @TempDir
    Path folder;

    @Test
    void inALocaleWithoutThem_namesBeyondAscii_areViolations() throws Exception {
        assertEquals(List.of("made"), child("C.UTF-8", "make"));
        List<String> said = child("C", "judge");
        assertEquals(4, said.size(), said.toString());
        assertTrue(said.get(0).startsWith("INVALID upload ") && said.get(0).contains("LC_ALL=C.UTF-8"), said.get(0));
        assertTrue(said.get(1).startsWith("INVALID store ") && said.get(1).contains("LC_ALL=C.UTF-8"), said.get(1));
        assertEquals("a directory of another machine: fine", said.get(2));
        assertEquals("a name from another node: none", said.get(3));
    }

    @Test
    void directories_areJudgedByTheirText() {
        for (String good : List.of("/a", "/a/b", "/pool/\u00e4", "/a/..b/.c", "/" + "x".repeat(1023))) {
            assertEquals(List.of(), pool(good), good);
        }
        for (String bad : List.of(
                "",
                "/",
                "a",
                "a/b",
                "//a",
                "/a/",
                "/a//b",
                "/a/../b",
                "/..",
                "/a/.",
                "/a\u0000b",
                "/a\nb",
                "/" + "x".repeat(1024))) {
            assertEquals(List.of("directory"), pool(bad), bad);
        }
    }

    private static List<String> pool(String directory) {
        PoolDraft draft = new PoolDraft();
        draft.hostDirectory(host(), directory).capacity(ByteSize.gib(1));
        Violations violations = new Violations();
        StorageRules.pool(violations, "local", draft);
        try {
            violations.refuse();
            return List.of();
        } catch (DosvmException e) {
            return e.violations().stream().map(Violation::field).toList();
        }
    }

    private static Host host() {
        return (Host) Proxy.newProxyInstance(
                Host.class.getClassLoader(),
                new Class<?>[] {Host.class},
                (proxy, method, arguments) -> Id.of(new UUID(1, 2)));
    }

    private List<String> child(String locale, String task) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        task,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", locale);
        Process child = builder.start();
        try (Stream<String> lines = child.inputReader(StandardCharsets.UTF_8).lines()) {
            return lines.toList();
        } finally {
            assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        }
    }

    /** What is done in a locale of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[1]);
            if (arguments[0].equals("make")) {
                Files.write(folder.resolve(UMLAUT), new byte[512]);
                Files.createDirectory(folder.resolve("store-\u00e4"));
                System.out.println("made");
                return;
            }
            System.out.println(refusal(() -> {
                Violations violations = new Violations();
                Optional<ImageFile> unused = ImageFile.inspect(violations, first(folder, "bild"), Optional.empty());
                violations.refuse();
            }));
            System.out.println(refusal(() -> Dosvm.open(c -> c.store(Store.embedded(first(folder, "store"))))
                    .close()));
            System.out.println(
                    "a directory of another machine: " + (pool("/pool/\u00e4").isEmpty() ? "fine" : "refused"));
            System.out.println("a name from another node: "
                    + FileNames.read("/srv/" + UMLAUT).map(Path::toString).orElse("none"));
        }

        private static Path first(Path folder, String begin) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(f -> f.getFileName().toString().startsWith(begin))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String refusal(Runnable body) {
            try {
                body.run();
                return "no refusal";
            } catch (DosvmException e) {
                Violation first = e.code() == ErrorCode.INVALID ? e.violations().get(0) : new Violation("", "", "");
                return e.code() + " " + first.field() + " " + first.rule();
            }
        }
    }
}
