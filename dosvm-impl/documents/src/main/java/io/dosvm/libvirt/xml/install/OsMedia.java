package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.install.IsoImage.Labels;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds installation media in libosinfo's database by what their images say of themselves. */
final class OsMedia {
    private OsMedia() {}

    /** Where the kernel of a medium is, and what it installs; empty if it is not known, or has none to be booted. */
    static Optional<TreeLayout> layout(Labels labels) {
        for (Element os : OsDatabase.INSTALLED.systems("<volume-id>")) {
            for (Element media : OsDatabase.named(os, "media")) {
                List<Element> image = OsDatabase.named(media, "iso");
                String kernel = OsDatabase.text(media, "kernel");
                if (!image.isEmpty() && !kernel.isEmpty() && fits(image.get(0), labels)) {
                    return Optional.of(new TreeLayout(
                            kernel, OsDatabase.text(media, "initrd"), Optional.of(OsDatabase.text(os, "short-id"))));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean fits(Element image, Labels labels) {
        return !OsDatabase.text(image, "volume-id").isEmpty()
                && fits(OsDatabase.text(image, "volume-id"), labels.volume())
                && fits(OsDatabase.text(image, "system-id"), labels.system())
                && fits(OsDatabase.text(image, "publisher-id"), labels.publisher())
                && fits(OsDatabase.text(image, "application-id"), labels.application());
    }

    private static boolean fits(String pattern, String label) {
        return pattern.isEmpty() || Pattern.compile(pattern).matcher(label).find();
    }
}
