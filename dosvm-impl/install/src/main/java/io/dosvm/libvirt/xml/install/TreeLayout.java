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
    /** What can lead out of a tree, or is no path in every kind of tree. */
    private static final Pattern OUTSIDE = Pattern.compile("^/|(^|/)\\.\\.?(/|$)|[:\\\\%?#\\p{Cntrl}]");

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
            Map<String, String> said = new HashMap<>();
            for (String name : List.of("family", "variant", "version", "arch")) {
                said.put(name, info.getOrDefault("general/" + name, ""));
            }
            Optional<String> system = OsMedia.find(said).map(OsMedia::system).or(() -> system(info));
            return checked(tree, location, List.of(new TreeLayout(kernel, initrd, system)));
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
                .filter(l -> isInside(l.kernel) && isInside(l.initrd))
                .filter(l -> tree.has(l.kernel) && tree.has(l.initrd))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel was found in the tree at " + location));
    }

    /** Whether a path, which a stranger may have written, is one of a file in the tree. */
    static boolean isInside(String path) {
        return !path.isEmpty() && !OUTSIDE.matcher(path).find();
    }

    /** The .treeinfo of a tree, as section/key; empty if it has none. */
    private static Map<String, String> info(InstallTree tree) {
        Map<String, String> info = new HashMap<>();
        String section = "";
        String text = tree.text(".treeinfo").or(() -> tree.text("treeinfo")).orElse("");
        for (String whole : text.lines().toList()) {
            String line = whole.strip();
            int at = separator(line);
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1) + "/";
            } else if (at > 0 && !line.startsWith("#") && !line.startsWith(";")) {
                info.put(
                        section + line.substring(0, at).strip(),
                        line.substring(at + 1).strip());
            }
        }
        return info;
    }

    /** Where an entry's key ends; negative if it is none. */
    private static int separator(String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        return equals < 0 || colon < 0 ? Math.max(equals, colon) : Math.min(equals, colon);
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
