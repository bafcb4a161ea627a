package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Document;
import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.Limits;
import io.dosvm.libvirt.xml.XmlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a guest operating system can use, from the libosinfo database (package osinfo-db) if it is installed.
 *
 * @since 0.1
 */
public final class OsVariant {
    private static final Path DATABASE = Path.of("/usr/share/osinfo/os");
    private static final String PCI = "http://pcisig.com/pci/";

    /** An operating system of which nothing is known. */
    public static final OsVariant GENERIC = new OsVariant("generic", "", "", Set.of(), 0);

    private final String name;
    private final String id;
    private final String family;
    private final Set<String> devices;
    private final int cpus;

    private OsVariant(String name, String id, String family, Set<String> devices, int cpus) {
        this.name = name;
        this.id = id;
        this.family = family;
        this.devices = Set.copyOf(devices);
        this.cpus = cpus;
    }

    /** The one of a short name such as {@code debian11}; empty if the database is missing or does not have it. */
    public static Optional<OsVariant> find(String shortName) {
        return find(DATABASE, shortName);
    }

    /**
     * The same in a database elsewhere.
     *
     * @throws UncheckedIOException if the database cannot be read
     */
    public static Optional<OsVariant> find(Path database, String shortName) {
        if (!Files.isDirectory(database)) {
            return Optional.empty();
        }
        byte[] wanted = ("<short-id>" + shortName + "</short-id>").getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(database)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
                if (contains(Files.readAllBytes(file), wanted)) {
                    return Optional.of(read(database, file, shortName));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(byte[] text, byte[] part) {
        return new String(text, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }

    private static OsVariant read(Path database, Path file, String name) throws IOException {
        Set<String> devices = new HashSet<>();
        List<Element> chain = new ArrayList<>();
        Path next = file;
        Set<Path> seen = new HashSet<>();
        while (next != null && seen.add(next) && Files.isRegularFile(next)) {
            Element os = element(next);
            chain.add(os);
            next = parent(database, os);
        }
        for (int i = chain.size() - 1; i >= 0; i--) {
            for (Element group : named(chain.get(i), "devices")) {
                for (Element device : named(group, "device")) {
                    String id = device.attribute("id").orElse("");
                    if (device.attribute("supported").orElse("").equals("false")) {
                        devices.remove(id);
                    } else {
                        devices.add(id);
                    }
                }
            }
        }
        Element os = chain.get(0);
        String family =
                named(os, "family").stream().map(Element::text).findFirst().orElse("");
        return new OsVariant(name, os.attribute("id").orElse(""), family, devices, recommendedCpus(chain));
    }

    /** What is recommended, or twice the minimum. */
    private static int recommendedCpus(List<Element> chain) {
        for (Element os : chain) {
            int recommended = cpus(os, "recommended");
            int minimum = cpus(os, "minimum");
            if (recommended + minimum > 0) {
                return recommended > 0 ? recommended : 2 * minimum;
            }
        }
        return 0;
    }

    private static int cpus(Element os, String level) {
        for (Element resources : named(os, "resources")) {
            for (Element group : named(resources, level)) {
                for (Element cpus : named(group, "n-cpus")) {
                    return Integer.parseInt(cpus.text().strip());
                }
            }
        }
        return 0;
    }

    private static Element element(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Element root = Document.read(in, Limits.DEFAULT).root();
            return named(root, "os").stream()
                    .findFirst()
                    .orElseThrow(() -> new IOException(file + " describes no operating system"));
        } catch (XmlException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** The file of what an operating system is made from: http://host/a/b is host/a-b.xml. */
    private static Path parent(Path database, Element os) {
        for (String relation : List.of("clones", "derives-from")) {
            for (Element e : named(os, relation)) {
                String[] id = e.attribute("id")
                        .orElse("")
                        .replaceFirst("^https?://", "")
                        .split("/", 2);
                if (id.length == 2) {
                    return database.resolve(id[0]).resolve(id[1].replace('/', '-') + ".xml");
                }
            }
        }
        return database.resolve("none");
    }

    private static List<Element> named(Element parent, String name) {
        return parent.children().stream().filter(c -> c.name().equals(name)).toList();
    }

    /** The short name. */
    public String name() {
        return name;
    }

    /** The identifier in the database, a URL; empty for the generic one. */
    public String id() {
        return id;
    }

    /** Whether it is a Windows. */
    public boolean isWindows() {
        return family.equals("winnt");
    }

    /** How many CPUs its makers recommend, if they do. */
    public OptionalInt recommendedCpus() {
        return cpus > 0 ? OptionalInt.of(cpus) : OptionalInt.empty();
    }

    /** Whether it has drivers for a virtio device: block, net, serial, scsi, balloon, rng, gpu. */
    boolean hasVirtio(String device) {
        return switch (device) {
            case "net" -> hasPci("1af4/1000", "1af4/1041");
            case "block" -> hasPci("1af4/1001", "1af4/1042");
            case "balloon" -> hasPci("1af4/1002", "1af4/1045");
            case "serial" -> hasPci("1af4/1003", "1af4/1043");
            case "scsi" -> hasPci("1af4/1004", "1af4/1048");
            case "rng" -> hasPci("1af4/1005", "1af4/1044");
            case "gpu" -> hasPci("1af4/1050");
            default -> throw new IllegalArgumentException(device);
        };
    }

    /** Whether it can use the q35 chipset. */
    boolean hasQ35() {
        return devices.contains("http://qemu.org/chipset/x86/q35");
    }

    boolean hasXhci() {
        return hasPci("1b36/0004", "1b36/000d");
    }

    boolean hasE1000e() {
        return hasPci("8086/10d3");
    }

    private boolean hasPci(String... ids) {
        for (String id : ids) {
            if (devices.contains(PCI + id)) {
                return true;
            }
        }
        return false;
    }

    /** The short name. */
    @Override
    public String toString() {
        return name;
    }
}
