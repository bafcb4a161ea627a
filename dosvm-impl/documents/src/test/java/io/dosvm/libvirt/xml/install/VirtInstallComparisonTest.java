package io.dosvm.libvirt.xml.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.libvirt.xml.Distribution;
import io.dosvm.libvirt.xml.Element;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what virt-install itself prints for the same options, difference by difference. */
class VirtInstallComparisonTest {
    private static final List<String> PROGRAMS = List.of(
            "/usr/bin/virt-install",
            "/usr/sbin/libvirtd",
            "/usr/sbin/virtlogd",
            "/usr/bin/unshare",
            "/usr/bin/qemu-img");

    @TempDir
    private Path folder;

    /** One set of options, and the differences that are known. */
    private record Case(String options, List<String> known) {}

    @Test
    void whatVirtInstallPrints_isWhatWePrint() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Distribution.has(Path.of("/usr/bin/virt-install"), "virtinst")
                        && Distribution.has(Path.of("/usr/sbin/libvirtd"), "libvirt-daemon-system")
                        && PROGRAMS.stream().allMatch(p -> Files.isExecutable(Path.of(p))),
                "needs root, virtinst and libvirt-daemon-system");
        List<Case> cases = cases();
        Path lines = folder.resolve("lines");
        Files.write(lines, cases.stream().map(Case::options).toList());
        Path script = folder.resolve("host.sh");
        Files.write(script, resource("host.sh"));
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
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertTrue(host.waitFor(5, TimeUnit.MINUTES), "the host does not end");
        assumeTrue(host.exitValue() == 0, "no private host can be made here");
        for (int i = 0; i < cases.size(); i++) {
            String theirs = Files.readString(folder.resolve(i + 1 + ".xml"));
            String error = Files.readString(folder.resolve(i + 1 + ".err"));
            assertTrue(theirs.contains("<domain"), cases.get(i).options + "\n" + error);
            String ours =
                    VirtInstall.command(words(cases.get(i).options)).domain().xml();
            assertEquals(
                    sorted(cases.get(i).known), differences(theirs, ours), "for: virt-install " + cases.get(i).options);
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

    /** As a shell would split it. */
    private static List<String> words(String line) {
        List<String> all = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (char c : (line + " ").toCharArray()) {
            if (quote == 0 && c == ' ') {
                if (word.length() > 0) {
                    all.add(word.toString());
                }
                word.setLength(0);
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else {
                word.append(c);
            }
        }
        return all;
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    private static List<String> differences(String theirs, String ours) {
        List<String> left = facts(theirs);
        List<String> right = facts(ours);
        List<String> all = new ArrayList<>();
        List<String> rest = new ArrayList<>(right);
        left.stream().filter(f -> !rest.remove(f)).forEach(f -> all.add("- " + f));
        rest.forEach(f -> all.add("+ " + f));
        return sorted(all);
    }

    /** A line per element: its path, attributes and text, without what libvirt fills in. */
    private static List<String> facts(String xml) {
        List<String> all = new ArrayList<>();
        add(Element.parse(xml.substring(xml.indexOf("<domain"))), "", all);
        all.removeIf(f -> f.startsWith("/domain/uuid")
                || f.startsWith("/domain/devices/emulator")
                || f.startsWith("/domain/devices/interface/mac address=52:54:00"));
        all.replaceAll(f -> f.replaceAll("machine=pc-i440fx-\\S+", "machine=pc").replace(" unit=KiB", ""));
        return all;
    }

    private static void add(Element e, String parent, List<String> all) {
        String path = parent + "/" + e.localName();
        TreeMap<String, String> attributes = new TreeMap<>();
        e.attributes().stream().filter(a -> !a.isDeclaration()).forEach(a -> attributes.put(a.name(), a.value()));
        StringBuilder fact = new StringBuilder(path);
        attributes.forEach(
                (name, value) -> fact.append(' ').append(name).append('=').append(value));
        String text = e.text().strip();
        all.add(text.isEmpty() ? fact.toString() : fact + " " + text);
        e.children().forEach(c -> add(c, path, all));
    }
}
