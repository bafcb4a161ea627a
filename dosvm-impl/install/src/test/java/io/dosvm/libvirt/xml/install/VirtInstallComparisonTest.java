package io.dosvm.libvirt.xml.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.testkit.junit.NeedsLab;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what virt-install itself prints for the same options, difference by difference. */
@NeedsLab
class VirtInstallComparisonTest {
    @TempDir
    private Path folder;

    /** One set of options, and the differences that are known. */
    private record Case(String options, List<String> known) {}

    @BeforeEach
    void virtInstallIsThere() {
        assumeTrue(Packages.areThere(), "needs virtinst, xorriso, cpio and ovmf");
    }

    @Test
    void whatVirtInstallPrints_isWhatWePrint() throws Exception {
        List<Case> cases = cases();
        Path lines = folder.resolve("lines");
        Files.write(lines, cases.stream().map(Case::options).toList());
        Path script = folder.resolve("host.sh");
        Files.write(script, resource("host.sh"));
        // What options name is on this machine for us, and in the namespace of virt-install.
        Path files = Files.createDirectory(folder.resolve("files"));
        Process host = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--net",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "bash",
                        script.toString(),
                        lines.toString(),
                        folder.toString(),
                        files.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertTrue(host.waitFor(5, TimeUnit.MINUTES), "the host does not end");
        assertEquals(0, host.exitValue(), () -> "no private host: " + text(folder.resolve("log")));
        for (int i = 0; i < cases.size(); i++) {
            String options = cases.get(i).options;
            String theirs = text(folder.resolve(i + 1 + ".xml"));
            assertTrue(theirs.contains("<domain"), () -> options + "\n" + text(folder.resolve("log")));
            assertEquals(
                    sorted(cases.get(i).known),
                    Facts.differences(theirs, ours(options.replace("/run/libvirt/files", files.toString()), files)),
                    "for: virt-install " + options);
        }
    }

    /** Both steps, as virt-install prints them. */
    private static String ours(String options, Path files) {
        InstallPlan plan = VirtInstall.command(
                ShellWords.of(options),
                location -> location.startsWith("http:")
                        ? InstallTree.Finder.directories()
                                .find(files.resolve("tree").toString())
                        : InstallTree.Finder.directories().find(location),
                new SecureRandom());
        return plan.domain().xml() + plan.installed().map(d -> d.xml()).orElse("");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Case> cases() throws IOException {
        List<Case> all = new ArrayList<>();
        for (String line : new String(resource("cases.txt"), StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith("--")) {
                all.add(new Case(line, new ArrayList<>()));
            } else if (line.startsWith("  ")) {
                all.get(all.size() - 1).known.add(line.strip());
            }
        }
        return all;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = VirtInstallComparisonTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }
}
