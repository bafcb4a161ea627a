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
import java.util.Set;
import java.util.stream.Stream;

/**
 * libosinfo's database: a folder of XML files.
 *
 * @param root its folder, with folders such as {@code os} and {@code install-script}
 */
record OsDatabase(Path root) {
    /** Where distributions install it. */
    static final OsDatabase INSTALLED = new OsDatabase(Path.of("/usr/share/osinfo"));

    /** The systems whose files contain a text. */
    List<Element> systems(String marker) {
        return elements("os", marker, "os");
    }

    /** The installation script of an identifier. */
    Optional<Element> script(String id) {
        return elements("install-script", "\"" + id + "\"", "install-script").stream()
                .findFirst();
    }

    private List<Element> elements(String folder, String marker, String name) {
        Path place = root.resolve(folder);
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        List<Element> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(place)) {
            // The folders in between, such as win-10.d, say more of a system without being one.
            for (Path file : files.filter(f -> f.toString().endsWith(".xml"))
                    .filter(f -> !f.resolveSibling(".").normalize().toString().endsWith(".d"))
                    .sorted()
                    .toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(marker)) {
                    found.add(element(file, name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** A system, what it is a copy of, what it is derived from, and so on. */
    List<Element> ancestry(Element system) {
        return before(system, "clones", "derives-from");
    }

    /** Whether a system is a successor, a copy or a derivate of another one. */
    boolean comesFrom(Element system, String id) {
        return before(system, "clones", "derives-from", "upgrades").stream()
                .anyMatch(os -> os.attribute("id").orElse("").equals(id));
    }

    /** A system, and all that it is in a relation to, the nearest first. */
    private List<Element> before(Element system, String... relations) {
        List<Element> all = new ArrayList<>(List.of(system));
        Set<Path> seen = new HashSet<>();
        try {
            for (int i = 0; i < all.size(); i++) {
                for (String relation : relations) {
                    for (Element e : named(all.get(i), relation)) {
                        Path file = file(e.attribute("id").orElse(""));
                        if (seen.add(file) && Files.isRegularFile(file)) {
                            all.add(element(file, "os"));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The file of an operating system: http://host/a/b is host/a-b.xml. */
    private Path file(String id) {
        String[] part = id.replaceFirst("^https?://", "").split("/", 2);
        return part.length == 2
                ? root.resolve("os").resolve(part[0]).resolve(part[1].replace('/', '-') + ".xml")
                : root.resolve("none");
    }

    private static Element element(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Element all = Document.read(in, Limits.DEFAULT).root();
            return named(all, name).stream().findFirst().orElseThrow(() -> new IOException(file + " has no " + name));
        } catch (XmlException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** The children of a name. */
    static List<Element> named(Element parent, String name) {
        return parent.children().stream().filter(c -> c.name().equals(name)).toList();
    }

    /** The text of the first child of a name; empty if there is none. */
    static String text(Element parent, String name) {
        return named(parent, name).stream()
                .findFirst()
                .map(e -> e.text().strip())
                .orElse("");
    }
}
