package io.dosvm.libvirt.xml.install;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the kernel of an installation tree is, and which system it installs. */
record TreeLayout(String kernel, String initrd, Optional<String> system) {
    private static final Pattern SECTION = Pattern.compile("\\[(.+)]");
    private static final Pattern ENTRY = Pattern.compile("([^=:]+?)\\s*[=:]\\s*(.*)");

    /**
     * Reads a tree.
     *
     * @param arch the architecture of the guest
     * @throws IllegalArgumentException if no kernel is found
     */
    static TreeLayout of(InstallTree tree, String location, String arch) {
        Map<String, String> info = info(tree);
        if (!info.isEmpty()) {
            String images = "images-" + info.getOrDefault("general/arch", arch) + "/";
            String kernel = info.getOrDefault(images + "kernel", "");
            String initrd = info.getOrDefault(images + "initrd", "");
            return checked(tree, location, List.of(new TreeLayout(kernel, initrd, system(info))));
        }
        List<TreeLayout> known = new ArrayList<>(debian(tree, location));
        tree.text("VERSION")
                .map(Pattern.compile("Mageia (\\d+) ")::matcher)
                .filter(Matcher::lookingAt)
                .ifPresent(m -> known.add(new TreeLayout(
                        "isolinux/" + arch + "/vmlinuz",
                        "isolinux/" + arch + "/all.rdz",
                        Optional.of("mageia" + m.group(1)))));
        if (tree.text("content").isPresent()) {
            known.add(new TreeLayout(
                    "boot/" + arch + "/loader/linux", "boot/" + arch + "/loader/initrd", Optional.empty()));
            known.add(new TreeLayout("boot/" + arch + "/linux", "boot/" + arch + "/initrd", Optional.empty()));
        }
        return checked(tree, location, known);
    }

    private static TreeLayout checked(InstallTree tree, String location, List<TreeLayout> known) {
        if (known.isEmpty()) {
            throw new IllegalArgumentException(location + " is not the root of an installation tree");
        }
        return known.stream()
                .filter(l -> !l.kernel.isEmpty() && tree.has(l.kernel) && tree.has(l.initrd))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel was found in the tree at " + location));
    }

    /** The .treeinfo of a tree, as section/key; empty if it has none. */
    private static Map<String, String> info(InstallTree tree) {
        Map<String, String> info = new HashMap<>();
        String section = "";
        for (String line : tree.text(".treeinfo")
                .or(() -> tree.text("treeinfo"))
                .orElse("")
                .lines()
                .toList()) {
            Matcher head = SECTION.matcher(line.strip());
            Matcher entry = ENTRY.matcher(line.strip());
            if (head.matches()) {
                section = head.group(1) + "/";
            } else if (!line.startsWith("#") && !line.startsWith(";") && entry.matches()) {
                info.put(section + entry.group(1), entry.group(2));
            }
        }
        return info;
    }

    /** The name that libosinfo has for what a .treeinfo describes. */
    private static Optional<String> system(Map<String, String> info) {
        String family = info.getOrDefault("general/family", "");
        String version = info.getOrDefault("general/version", "");
        if (family.contains("Fedora")) {
            return OsVariant.find("fedora" + version).map(OsVariant::name).or(() -> Optional.of("fedora-unknown"));
        }
        String prefix = family.contains("Red Hat Enterprise Linux") || family.contains("RHEL")
                ? "rhel"
                : family.contains("CentOS") || family.contains("Scientific")
                        ? "centos"
                        : family.contains("openSUSE") ? "opensuse" : "";
        String[] part = version.split("\\.", 3);
        if (prefix.isEmpty() || !part[0].matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        int update = part.length > 1 && part[1].matches("[0-9]{1,3}") ? Integer.parseInt(part[1]) : 0;
        // The newest one that is known and not newer than the tree.
        for (int u = update; u >= 0; u--) {
            Optional<String> found = OsVariant.find(prefix + part[0] + "." + u).map(OsVariant::name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<TreeLayout> debian(InstallTree tree, String location) {
        for (String folder : List.of("current/images", "current/legacy-images", "daily", "install")) {
            String marker = folder.equals("install") ? ".disk/info" : folder + "/MANIFEST";
            String text = tree.text(marker).orElse("");
            String name =
                    text.matches("(?s).*[Uu]buntu.*") ? "ubuntu" : text.matches("(?s).*[Dd]ebian.*") ? "debian" : "";
            if (!name.isEmpty()) {
                String root = folder + "/netboot/" + name + "-installer/" + debianArch(location) + "/";
                Optional<String> system = folder.equals("daily") ? Optional.of("debiantesting") : Optional.empty();
                return List.of(new TreeLayout(root + "linux", root + "initrd.gz", system));
            }
        }
        return List.of();
    }

    /** Debian's trees say their architecture in their own place alone. */
    private static String debianArch(String location) {
        Matcher named =
                Pattern.compile("^.*/(?:installer-|daily-images/)(\\w+)/?$").matcher(location);
        if (named.matches()) {
            return named.group(1);
        }
        return location.contains("amd64") || location.contains("x86_64")
                ? "amd64"
                : location.contains("arm64") ? "arm64" : "i386";
    }
}
