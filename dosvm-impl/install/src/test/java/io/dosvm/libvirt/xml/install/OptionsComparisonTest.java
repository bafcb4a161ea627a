package io.dosvm.libvirt.xml.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.nodedev.NodeDevice;
import io.dosvm.testkit.junit.NeedsLab;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tries everything that virt-install says it takes, and compares with what it prints itself. */
@NeedsLab
class OptionsComparisonTest {
    private static final List<String> DISK =
            List.of("--disk", "type=network,source.protocol=rbd,source.name=a/b", "--disk", "device=cdrom");

    @TempDir
    private Path folder;

    /** One command line, on a host of these capabilities. */
    private record Line(String host, String uri, List<String> words) {
        @Override
        public String toString() {
            return uri + " " + String.join(" ", words);
        }
    }

    @BeforeEach
    void virtInstallIsThere() throws Exception {
        assumeTrue(Packages.areThere(), "needs virtinst, xorriso, cpio and ovmf");
        for (String name : List.of(
                "ask.py",
                "host.xml",
                "caps-qemu.xml",
                "caps-lxc.xml",
                "caps-xen.xml",
                "caps-bhyve.xml",
                "caps-vz.xml",
                "domcaps-qemu.xml",
                "domcaps-bhyve.xml")) {
            Files.write(folder.resolve(name), resource(name));
        }
        for (String tree : List.of("tree", "alma")) {
            Path images = Files.createDirectories(folder.resolve(tree + "/images/pxeboot"));
            Files.writeString(images.resolve("vmlinuz"), "");
            Files.writeString(images.resolve("initrd.img"), "");
            Files.writeString(
                    folder.resolve(tree + "/.treeinfo"),
                    "[general]\n" + (tree.equals("alma") ? "family=AlmaLinux\nversion=9" : "family=Fedora\nversion=36")
                            + "\narch=x86_64\n[images-x86_64]\n"
                            + "kernel=images/pxeboot/vmlinuz\ninitrd=images/pxeboot/initrd.img\n");
        }
        Files.writeString(folder.resolve("pw"), "secret\n");
        Files.write(folder.resolve("a.iso"), new byte[65536]);
        image("fedora.iso", "Fedora-S-dvd-x86_64-36", "-sysid", "LINUX");
        image("windows.iso", "CENA_X64FREV_EN-US_DV5", "-publisher", "MICROSOFT CORPORATION");
    }

    private void image(String name, String volume, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("xorriso", "-as", "mkisofs", "-quiet", "-J", "-r", "-V", volume));
        words.addAll(List.of(more));
        words.addAll(List.of(
                "-o", folder.resolve(name).toString(), folder.resolve("tree").toString()));
        run(words);
    }

    private String run(List<String> words) throws Exception {
        Path out = folder.resolve("out.txt");
        ProcessBuilder program = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("log.txt").toFile());
        program.environment().put("LC_ALL", "C.UTF-8");
        program.environment().put("HOME", folder.toString());
        Process process = program.start();
        assertTrue(process.waitFor(4, TimeUnit.MINUTES), () -> words + " does not end");
        assertEquals(0, process.exitValue(), () -> words + "\n" + text(folder.resolve("log.txt")));
        return text(out);
    }

    @Test
    void everySuboption_isTaken_andMeansTheSame() throws Exception {
        List<String[]> rules = text(resource("suboptions.txt"))
                .lines()
                .filter(l -> !l.isBlank() && !l.startsWith("#"))
                .map(l -> l.split(" ", 3))
                .toList();
        List<Line> lines = new ArrayList<>();
        List<Integer> takenAlone = new ArrayList<>();
        for (String row : ask("list").lines().toList()) {
            String[] part = row.split("\t");
            String option = part[0].substring(2);
            String name = part[1].replace("[0-9]*", "0");
            if (rules.stream().anyMatch(r -> r[0].equals("-") && option.matches(r[1]) && name.matches(r[2]))) {
                takenAlone.add(lines.size());
            }
            String value = rule(rules, option, name).orElse(part[2]);
            String before = name.equals("clearxml")
                    ? ""
                    : rule(rules, option, "*").map(b -> b + ",").orElse("");
            List<String> words =
                    new ArrayList<>(List.of("--virt-type", "qemu", "--name", "x", "--osinfo", "generic", "--import"));
            words.addAll(option.equals("memory") ? List.of() : List.of("--memory", "64"));
            for (String other : List.of("disk", "network", "graphics")) {
                words.addAll(option.equals(other) ? List.of() : List.of("--" + other, "none"));
            }
            words.addAll(List.of("--" + option, before + name + "=" + value.replace("$FILES", folder.toString())));
            lines.add(new Line("qemu", "qemu:///system", words));
        }
        assertTrue(lines.size() > 1_500, lines.size() + " suboptions");
        compare(lines, new HashSet<>(takenAlone));
    }

    private static Optional<String> rule(List<String[]> rules, String option, String name) {
        return rules.stream()
                .filter(r -> !r[0].equals("-") && option.matches(r[0]))
                .filter(r -> name.equals("*") ? r[1].equals("*") : !r[1].equals("*") && name.matches(r[1]))
                .map(r -> r[2])
                .findFirst();
    }

    @Test
    void systemsOfTheDatabase_getTheSameDevices() throws Exception {
        List<String> systems = ask("systems").lines().toList();
        List<Line> lines = new ArrayList<>();
        // every sixth: all of them take a minute
        for (int i = 0; i < systems.size(); i += 6) {
            lines.add(
                    line(List.of("--name", "x", "--memory", "64", "--import", "--osinfo", systems.get(i)), List.of()));
        }
        for (String system : List.of("win11", "rhel6.9", "ucs5.0", "freebsd7.4", "rocky8.6", "solaris11", "win98")) {
            lines.add(line(List.of("--name", "x", "--memory", "64", "--import", "--osinfo", system), List.of()));
        }
        assertTrue(lines.size() > 100, lines.size() + " systems");
        compare(lines, Set.of());
    }

    @Test
    void otherArchitectures_areTheSame() throws Exception {
        List<Line> lines = new ArrayList<>();
        for (String arch : List.of("x86_64", "i686", "aarch64", "armv7l", "ppc64le", "ppc64", "s390x", "riscv64")) {
            for (String system : List.of("generic", "fedora36", "win10")) {
                List<String> said = List.of("--name", "x", "--memory", "64", "--arch", arch, "--osinfo", system);
                lines.add(line(said, List.of("--import")));
                lines.add(line(said, List.of("--pxe", "--graphics", "vnc", "--boot", "uefi")));
                lines.add(line(said, List.of("--import", "--graphics", "spice", "--sound")));
                lines.add(line(said, List.of("--import", "--graphics", "none", "--panic", "default")));
                lines.add(line(said, List.of("--import", "--tpm", "default", "--vsock", "default")));
            }
        }
        compare(lines, Set.of());
    }

    private static Line line(List<String> said, List<String> more) {
        return new Line(
                "qemu",
                "qemu:///system",
                Stream.of(List.of("--virt-type", "qemu"), said, DISK, more)
                        .flatMap(List::stream)
                        .toList());
    }

    @Test
    void whatIsElsewhere_isTheSame() throws Exception {
        List<Line> lines = new ArrayList<>();
        List<String> before = List.of();
        String host = "";
        String uri = "";
        for (String row : text(resource("elsewhere.txt")).lines().toList()) {
            List<String> words = ShellWords.of(row.replace("$FILES", folder.toString()));
            if (row.startsWith("@")) {
                host = words.get(1);
                uri = words.get(2);
                before = words.subList(3, words.size());
            } else if (row.startsWith("-")) {
                List<String> all = new ArrayList<>(before);
                all.addAll(words);
                lines.add(new Line(host, uri, all));
            }
        }
        compare(lines, Set.of());
    }

    private void compare(List<Line> lines, Set<Integer> takenAlone) throws Exception {
        Path asked = folder.resolve("lines.txt");
        Files.write(
                asked,
                lines.stream()
                        .map(l -> magic(l) + "\t" + String.join("\t", l.words) + "\t--print-xml\tall")
                        .toList());
        ask("print", asked.toString(), folder.toString());
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String theirs = text(folder.resolve(i + 1 + ".xml"));
            String ours;
            try {
                ours = ours(line);
            } catch (IllegalArgumentException e) {
                if (theirs.contains("<domain") || !takenAlone.contains(i)) {
                    wrong.add(line + "\n    is refused: " + e.getMessage());
                }
                continue;
            }
            if (!takenAlone.contains(i) && !theirs.contains("<domain")) {
                wrong.add(line + "\n    virt-install: " + text(folder.resolve(i + 1 + ".err")));
            } else if (!takenAlone.contains(i)) {
                List<String> differences = Facts.differences(plain(theirs), plain(ours));
                if (!differences.isEmpty()) {
                    wrong.add(line + "\n    " + String.join("\n    ", differences));
                }
            }
        }
        assertEquals(0, wrong.size(), () -> wrong.size() + " of " + lines.size() + "\n" + String.join("\n", wrong));
    }

    /** Formats of images are found by a host's storage, which a host that only passes for one does not have. */
    private static String plain(String xml) {
        return xml.replaceAll("(<driver [^>]*)type=['\"](?:raw|qcow2)['\"]", "$1");
    }

    private String ours(Line line) {
        List<String> words = new ArrayList<>(List.of("--connect", line.uri));
        words.addAll(line.words);
        InstallPlan plan = VirtInstall.command(
                words,
                InstallTree.Finder.directories(),
                new SecureRandom(),
                new InFile(Element.parse(text(folder.resolve("host.xml"))), folder.resolve("host.xml")));
        return plan.domain().xml() + plan.installed().map(d -> d.xml()).orElse("");
    }

    /** The URI by which virt-install's own tests have a host. */
    private String magic(Line line) {
        boolean host = line.host.equals("host");
        String caps = host ? "qemu" : line.host;
        String domcaps =
                switch (caps) {
                    case "qemu", "bhyve" -> ",domcaps=" + folder.resolve("domcaps-" + caps + ".xml");
                    default -> "";
                };
        return "__virtinst_test__test://" + (host ? folder.resolve("host.xml") : "/default") + ",caps="
                + folder.resolve("caps-" + caps + ".xml") + domcaps + ",fakeuri=" + line.uri;
    }

    private String ask(String... words) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("/usr/bin/python3", folder.resolve("ask.py").toString()));
        all.addAll(List.of(words));
        return run(all);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = OptionsComparisonTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    /** The host that libvirt's test driver makes of a file: domains as libvirt prints them, devices as they stand. */
    private record InFile(Element all, Path file) implements InstallHost {
        @Override
        public Optional<Domain> domain(String name) {
            try {
                Process virsh = new ProcessBuilder(
                                "virsh", "-q", "-c", "test://" + file, "dumpxml", "--inactive", "--domain", name)
                        .start();
                try (InputStream out = virsh.getInputStream()) {
                    return Optional.of(Domain.parse(text(out.readAllBytes())));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<NodeDevice> nodeDevices() {
            return all.children().stream()
                    .filter(c -> c.localName().equals("device"))
                    .map(c -> NodeDevice.parse(c.xml()))
                    .toList();
        }
    }
}
