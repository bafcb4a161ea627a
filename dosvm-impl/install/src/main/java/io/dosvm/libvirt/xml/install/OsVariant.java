package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.Os;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a guest operating system can use, from the libosinfo database (package osinfo-db) if it is installed.
 *
 * @since 0.1
 */
public final class OsVariant {
    private static final String PCI = "http://pcisig.com/pci/";

    /** An operating system of which nothing is known. */
    public static final OsVariant GENERIC = new OsVariant("generic", OsDatabase.INSTALLED, List.of());

    private final String name;
    private final OsDatabase database;
    /** The system, what it is a copy of or derived from, and so on; empty if nothing is known of it. */
    private final List<Element> chain;

    private final Set<String> devices = new HashSet<>();

    private OsVariant(String name, OsDatabase database, List<Element> chain) {
        this.name = name;
        this.database = database;
        this.chain = chain;
        for (int i = chain.size() - 1; i >= 0; i--) {
            for (Element group : OsDatabase.named(chain.get(i), "devices")) {
                for (Element device : OsDatabase.named(group, "device")) {
                    String id = device.attribute("id").orElse("");
                    if (device.attribute("supported").orElse("").equals("false")) {
                        devices.remove(id);
                    } else {
                        devices.add(id);
                    }
                }
            }
        }
    }

    /** The one of a short name such as {@code debian11}; empty if the database is missing or does not have it. */
    public static Optional<OsVariant> find(String shortName) {
        return find(OsDatabase.INSTALLED, "<short-id>" + shortName + "</short-id>");
    }

    /** The one of an identifier such as {@code http://debian.org/debian/11}. */
    public static Optional<OsVariant> findById(String id) {
        return find(OsDatabase.INSTALLED, "<os id=\"" + id + "\">");
    }

    /**
     * The one of a short name in a database elsewhere.
     *
     * @param database a folder with a folder {@code os}
     * @throws UncheckedIOException if the database cannot be read
     */
    public static Optional<OsVariant> find(Path database, String shortName) {
        return find(new OsDatabase(database), "<short-id>" + shortName + "</short-id>");
    }

    private static Optional<OsVariant> find(OsDatabase database, String marker) {
        return database.systems(marker).stream()
                .findFirst()
                .map(os -> new OsVariant(OsDatabase.text(os, "short-id"), database, database.ancestry(os)));
    }

    /**
     * The one that a medium installs; {@code --test-media-detection}. Blocks while the medium is read.
     *
     * @param location an ISO image or a folder on this machine, or what else {@code trees} finds
     * @param trees finds the installation tree
     * @param arch the architecture of the guest
     * @throws IllegalArgumentException if nothing can be installed from there
     */
    public static Optional<OsVariant> detect(String location, InstallTree.Finder trees, Architecture arch) {
        InstallMedia media = new InstallMedia();
        media.location = location;
        media.trees = trees;
        return media.system(Os.of(o -> o.typeArch(arch))).flatMap(OsVariant::find);
    }

    /** The short name. */
    public String name() {
        return name;
    }

    /** The identifier in the database, a URL; empty for the generic one. */
    public String id() {
        return chain.isEmpty() ? "" : chain.get(0).attribute("id").orElse("");
    }

    /** Whether it is a Windows. */
    public boolean isWindows() {
        return Set.of("win16", "win9x", "winnt").contains(own("family"));
    }

    /** How many CPUs its makers recommend, or twice what it needs, if they say either. */
    public OptionalInt recommendedCpus(Architecture arch) {
        OptionalLong cpus = recommended("n-cpus", arch);
        return cpus.isPresent() ? OptionalInt.of(Math.toIntExact(cpus.getAsLong())) : OptionalInt.empty();
    }

    /** How much memory its makers recommend, or twice what it needs, if they say either. */
    public Optional<Size> recommendedMemory(Architecture arch) {
        OptionalLong bytes = recommended("ram", arch);
        return bytes.isPresent() ? Optional.of(Size.kib(bytes.getAsLong() / 1024)) : Optional.empty();
    }

    /** How much memory it needs to be installed from the network, if they say it. */
    Optional<Size> networkInstallMemory(Architecture arch) {
        long bytes = resource("network-install", "ram", arch.raw());
        return bytes > 0 ? Optional.of(Size.kib(bytes / 1024)) : Optional.empty();
    }

    /** How large a disk its makers recommend, or twice what it needs, if they say either. */
    public Optional<Size> recommendedDisk(Architecture arch) {
        OptionalLong bytes = recommended("storage", arch);
        return bytes.isPresent() ? Optional.of(Size.bytes(bytes.getAsLong())) : Optional.empty();
    }

    private OptionalLong recommended(String key, Architecture arch) {
        long recommended = resource("recommended", key, arch.raw());
        long value = recommended > 0 ? recommended : 2 * resource("minimum", key, arch.raw());
        return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /** What is said of this system, or of the one that it says to have it from; 0 if nothing is. */
    private long resource(String level, String key, String arch) {
        for (Element os : chain) {
            boolean inherits = false;
            for (Element resources : OsDatabase.named(os, "resources")) {
                boolean fits = List.of(arch, "all")
                        .contains(resources.attribute("arch").orElse("all"));
                inherits |= resources.attribute("inherit").orElse("").equals("true");
                for (Element group : fits ? OsDatabase.named(resources, level) : List.<Element>of()) {
                    String value = OsDatabase.text(group, key);
                    if (!value.isEmpty()) {
                        return Long.parseLong(value);
                    }
                }
            }
            if (!inherits) {
                break;
            }
        }
        return 0;
    }

    /** What the database says of this system itself, and not of what it is derived from. */
    private String own(String field) {
        return chain.isEmpty() ? "" : OsDatabase.text(chain.get(0), field);
    }

    /** The kernel argument by which its installer is told where the tree is; empty if there is none. */
    String kernelUrlArgument() {
        for (Element os : chain) {
            String argument = OsDatabase.text(os, "kernel-url-argument");
            if (!argument.isEmpty()) {
                return argument;
            }
        }
        return switch (own("distro")) {
            case "caasp", "sle", "sled", "sles", "opensuse" -> "install";
            case "centos", "rhel", "fedora" -> "inst.repo";
            default -> "";
        };
    }

    /** Where its makers have its installation tree for an architecture; empty if they have none. */
    Optional<String> tree(String arch, String profile) {
        String variant =
                switch (profile) {
                    case "jeos" -> "server";
                    case "desktop" -> "workstation";
                    case "" -> "everything";
                    default -> profile;
                };
        String found = "";
        for (Element tree : chain.isEmpty() ? List.<Element>of() : OsDatabase.named(chain.get(0), "tree")) {
            if (tree.attribute("arch").orElse("").equals(arch)) {
                found = OsDatabase.text(tree, "url");
                boolean meant = OsDatabase.named(tree, "variant").stream()
                        .anyMatch(v -> v.attribute("id").orElse("").contains(variant));
                if (meant) {
                    break;
                }
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** The scripts that answer its installer's questions. */
    List<Element> installScripts() {
        for (Element os : chain) {
            List<Element> scripts = OsDatabase.named(os, "installer").stream()
                    .flatMap(i -> OsDatabase.named(i, "script").stream())
                    .flatMap(s -> database.script(s.attribute("id").orElse("")).stream())
                    .toList();
            if (!scripts.isEmpty()) {
                return scripts;
            }
        }
        return List.of();
    }

    /** What scripts may ask about it. */
    void describe(ElementBuilder os) {
        for (String field : List.of("short-id", "name", "version", "distro", "vendor", "family", "codename")) {
            if (!own(field).isEmpty()) {
                os.child(field, e -> e.text(own(field)));
            }
        }
    }

    /** Whether it has drivers for a virtio device: block, net, serial, scsi, balloon, rng, gpu, input. */
    boolean hasVirtio(String device) {
        return switch (device) {
            case "net" -> hasPci("1af4/1000", "1af4/1041");
            case "block" -> hasPci("1af4/1001", "1af4/1042");
            case "balloon" -> hasPci("1af4/1002", "1af4/1045");
            // the database does not say it of all that came from this one
            case "serial" ->
                hasPci("1af4/1003", "1af4/1043")
                        || !chain.isEmpty() && database.comesFrom(chain.get(0), "http://redhat.com/rhel/6.0");
            case "scsi" -> hasPci("1af4/1004", "1af4/1048");
            case "rng" -> hasPci("1af4/1005", "1af4/1044");
            case "gpu" -> hasPci("1af4/1050");
            case "input" -> hasPci("1af4/1052");
            default -> throw new IllegalArgumentException(device);
        };
    }

    /** Whether it starts with UEFI alone. */
    boolean needsUefi(String arch) {
        return supports("efi", arch, false) && !supports("bios", arch, true);
    }

    private boolean supports(String firmware, String arch, boolean otherwise) {
        for (Element os : chain) {
            for (Element f : OsDatabase.named(os, "firmware")) {
                if (f.attribute("type").orElse("").equals(firmware)
                        && f.attribute("arch").orElse("").equals(arch)) {
                    return !f.attribute("supported").orElse("").equals("false");
                }
            }
        }
        return otherwise;
    }

    /** Whether its clock is kept in local time. */
    boolean hasLocalTime() {
        return isWindows() || own("family").equals("solaris");
    }

    /** Whether it can use the q35 chipset, and the virtio devices that are used on it. */
    boolean hasQ35() {
        return (!hasVirtio("net") || hasPci("1af4/1041")) && devices.contains("http://qemu.org/chipset/x86/q35");
    }

    boolean hasXhci() {
        return hasPci("1b36/0004");
    }

    /** The network card that it has a driver for, of those that are everywhere. */
    String networkCard() {
        Map<String, String> cards = new LinkedHashMap<>();
        cards.put("8086/100e", "e1000");
        cards.put("10ec/8139", "rtl8139");
        cards.put("10ec/8029", "ne2k_pci");
        cards.put("1022/2000", "pcnet");
        return cards.entrySet().stream()
                .filter(c -> hasPci(c.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("e1000");
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
