package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.install.IsoImage.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A medium that libosinfo's database knows.
 *
 * @param system the short name of what it installs
 * @param kernel where its kernel is; empty if it has none to be booted alone
 * @param initrd where the initial RAM disk is; empty likewise
 */
record OsMedia(String system, String kernel, String initrd) {
    /** The one of an image's labels. */
    static Optional<OsMedia> find(Labels labels) {
        return found("<volume-id>", "media", "iso", image -> fits(image, labels));
    }

    /**
     * The one of an installation tree.
     *
     * @param info its .treeinfo, by the names that the database has for the entries
     */
    static Optional<OsMedia> find(Map<String, String> info) {
        return found("<treeinfo>", "tree", "treeinfo", tree -> tree.children().stream()
                .allMatch(c -> fits(tree, c.name(), info.getOrDefault(c.name(), ""))));
    }

    private static Optional<OsMedia> found(
            String marker, String kind, String of, java.util.function.Predicate<Element> fits) {
        // A system whose version nobody knows is what remains.
        Comparator<Element> last =
                Comparator.comparing(os -> OsDatabase.text(os, "short-id").endsWith("unknown"));
        for (Element os :
                OsDatabase.INSTALLED.systems(marker).stream().sorted(last).toList()) {
            for (Element medium : OsDatabase.named(os, kind)) {
                List<Element> described = OsDatabase.named(medium, of);
                if (!described.isEmpty() && fits.test(described.get(0))) {
                    return Optional.of(new OsMedia(
                            OsDatabase.text(os, "short-id"),
                            OsDatabase.text(medium, "kernel"),
                            OsDatabase.text(medium, "initrd")));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean fits(Element image, Labels labels) {
        String size = OsDatabase.text(image, "volume-size");
        return !OsDatabase.text(image, "volume-id").isEmpty()
                && fits(image, "volume-id", labels.volume())
                && fits(image, "system-id", labels.system())
                && fits(image, "publisher-id", labels.publisher())
                && fits(image, "application-id", labels.application())
                && (size.isEmpty() || size.equals(Long.toString(labels.size())));
    }

    private static boolean fits(Element described, String name, String said) {
        String pattern = OsDatabase.text(described, name);
        return pattern.isEmpty() || Pattern.compile(pattern).matcher(said).find();
    }
}
