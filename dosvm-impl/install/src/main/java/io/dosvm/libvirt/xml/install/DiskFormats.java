package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a path says of a disk: which kind of source it is, and in which format. */
final class DiskFormats {
    private static final Pattern URL = Pattern.compile("(\\w+)(?:\\+(\\w+))?://([^/:]*)(?::([0-9]+))?/(.*)");

    private DiskFormats() {}

    /** Makes a path, a device or a URL the source of a disk. */
    static void source(ElementBuilder disk, String path) {
        Matcher url = URL.matcher(path);
        if (path.isEmpty()) {
            return;
        }
        if (url.matches()) {
            disk.attribute("type", "network");
            ElementBuilder source =
                    disk.only("source").attribute("protocol", url.group(1)).attribute("name", url.group(5));
            ElementBuilder host = source.only("host").attribute("name", url.group(3));
            if (url.group(4) != null) {
                host.attribute("port", url.group(4));
            }
        } else if (path.startsWith("/dev/")) {
            disk.attribute("type", "block").only("source").attribute("dev", path);
            disk.only("driver")
                    .attribute("type", disk.only("driver").attribute("type").orElse("raw"));
        } else {
            disk.attribute("type", "file").only("source").attribute("file", path);
            ElementBuilder driver = disk.only("driver");
            if (driver.attribute("type").isEmpty()) {
                of(path).ifPresent(f -> driver.attribute("type", f));
            }
        }
    }

    /** By the magic number of a file that is here, else by its name; empty if neither tells. */
    private static Optional<String> of(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            String magic = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
            return Optional.of(magic.equals("QFI\u00fb") ? "qcow2" : "raw");
        } catch (IOException e) {
            if (path.endsWith(".qcow2")) {
                return Optional.of("qcow2");
            }
            boolean raw = path.endsWith(".iso") || path.endsWith(".img") || path.endsWith(".raw");
            return raw ? Optional.of("raw") : Optional.empty();
        }
    }
}
