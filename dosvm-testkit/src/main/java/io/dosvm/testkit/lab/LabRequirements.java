package io.dosvm.testkit.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What this machine lacks for a lab or for building the tiny guest, each with its fix.
 *
 * @param missing what is missing; empty if all is there
 * @since 0.1
 */
public record LabRequirements(List<Missing> missing) {
    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(10);

    private static final Map<String, String> HOST_PROGRAMS = Map.ofEntries(
            Map.entry("libvirtd", "libvirt-daemon-system"),
            Map.entry("qemu-system-x86_64", "qemu-system-x86"),
            Map.entry("qemu-img", "qemu-utils"),
            Map.entry("dnsmasq", "dnsmasq-base"),
            Map.entry("ip", "iproute2"),
            Map.entry("iptables", "iptables"),
            Map.entry("busybox", "busybox-static"),
            Map.entry("bash", "bash"),
            Map.entry("openssl", "openssl"),
            Map.entry("setpriv", "util-linux"),
            Map.entry("setsid", "util-linux"),
            Map.entry("unshare", "util-linux"),
            Map.entry("nsenter", "util-linux"),
            Map.entry("hostname", "hostname"),
            Map.entry("mount", "mount"),
            Map.entry("umount", "mount"));

    private static final Map<String, String> GUEST_PROGRAMS =
            Map.of("qemu-img", "qemu-utils", "apt-get", "apt", "apt-cache", "apt", "dpkg-deb", "dpkg");

    /** The part of libvirt that programs load; no program shows whether it is there. */
    private static final String CLIENT_PACKAGE = "libvirt0";

    private static final List<Path> CLIENT_LIBRARY = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/libvirt.so.0"),
            Path.of("/usr/lib/aarch64-linux-gnu/libvirt.so.0"),
            Path.of("/usr/lib64/libvirt.so.0"),
            Path.of("/usr/lib/libvirt.so.0"));

    /**
     * One thing that is missing.
     *
     * @param what what it is
     * @param fix a command, or what to do
     * @param packages names of distribution packages that bring it; empty if none does
     */
    public record Missing(String what, String fix, List<String> packages) {}

    /**
     * Copies the list.
     *
     * @param missing what is missing
     */
    public LabRequirements {
        missing = List.copyOf(missing);
    }

    /**
     * Checks what the hosts of a {@link Lab} need.
     *
     * @return what is missing
     */
    public static LabRequirements ofHosts() {
        List<Missing> missing = new ArrayList<>();
        if (!System.getProperty("os.name").equals("Linux")) {
            missing.add(new Missing("Linux", "run on Linux", List.of()));
        }
        if (!System.getProperty("user.name").equals("root")) {
            missing.add(new Missing("the rights to make namespaces", "run as root", List.of()));
        }
        addPrograms(missing, HOST_PROGRAMS);
        addClientLibrary(missing);
        return new LabRequirements(missing);
    }

    /**
     * Checks what guests of a user's own libvirt need ({@code qemu:///session}). Root is not needed.
     *
     * @return what is missing
     */
    public static LabRequirements ofSession() {
        List<Missing> missing = new ArrayList<>();
        // libvirt starts the one or the other for the user, as the distribution has it
        if (Programs.find("virtqemud").isEmpty()) {
            addPrograms(missing, Map.of("libvirtd", "libvirt-daemon-system"));
        }
        addPrograms(missing, Map.of("qemu-system-x86_64", "qemu-system-x86", "qemu-img", "qemu-utils"));
        addClientLibrary(missing);
        return new LabRequirements(missing);
    }

    /**
     * Checks what a {@link TinyGuest} in a user's own libvirt needs. Root is not needed.
     *
     * @return what is missing
     */
    public static LabRequirements ofSessionAll() {
        return ofSession().and(ofGuest());
    }

    /**
     * Checks what building a {@link TinyGuest} needs. Root is not needed.
     *
     * @return what is missing
     */
    public static LabRequirements ofGuest() {
        List<Missing> missing = new ArrayList<>(guestPrograms().missing());
        if (missing.isEmpty() && !GuestPackages.listed()) {
            missing.add(new Missing(
                    "the package lists of a distribution that has " + GuestPackages.KERNEL,
                    "apt-get update (on Debian 12 or later, amd64)",
                    List.of(GuestPackages.KERNEL)));
        }
        return new LabRequirements(missing);
    }

    /**
     * Checks, and does what the environment says about what is missing: {@code DOSVM_LAB=install} installs it, and
     * under {@code CI=true} what is missing then is a failure.
     *
     * @param check one of the checks of this class
     * @param environment as of {@link System#getenv()}
     * @return what is still missing
     * @throws LabException if anything is missing under {@code CI=true}, or cannot be installed
     */
    public static LabRequirements obtained(Supplier<LabRequirements> check, Map<String, String> environment) {
        LabRequirements found = check.get();
        if (!found.met() && "install".equals(environment.get("DOSVM_LAB"))) {
            found.install();
            found = check.get();
        }
        if ("true".equals(environment.get("CI"))) {
            found.require();
        }
        return found;
    }

    /**
     * Whether a file of a distribution's package is on the machine; with {@link #obtained} for what is missing, by this
     * process's environment.
     *
     * @param file the file
     * @param packageName the package that brings it
     * @return whether it is there now
     * @throws LabException if it is missing under {@code CI=true}, or cannot be installed
     */
    public static boolean hasFile(Path file, String packageName) {
        Missing missing = new Missing(file.toString(), "apt-get install " + packageName, List.of(packageName));
        return obtained(() -> new LabRequirements(Files.exists(file) ? List.of() : List.of(missing)), System.getenv())
                .met();
    }

    static LabRequirements guestPrograms() {
        List<Missing> missing = new ArrayList<>();
        addPrograms(missing, GUEST_PROGRAMS);
        return new LabRequirements(missing);
    }

    /**
     * Checks what hosts and guest need together.
     *
     * @return what is missing
     */
    public static LabRequirements ofAll() {
        return ofHosts().and(ofGuest());
    }

    private LabRequirements and(LabRequirements others) {
        List<Missing> both = new ArrayList<>(missing);
        others.missing().stream().filter(m -> !both.contains(m)).forEach(both::add);
        return new LabRequirements(both);
    }

    /**
     * Whether nothing is missing.
     *
     * @return whether nothing is missing
     */
    public boolean met() {
        return missing.isEmpty();
    }

    /**
     * Throws if anything is missing.
     *
     * @throws LabException naming everything that is missing, with its fix
     */
    public void require() {
        if (!met()) {
            throw new LabException(describe());
        }
    }

    /**
     * Says what is missing, and last the one command that installs all of it.
     *
     * @return some lines of text; empty if nothing is missing
     */
    public String describe() {
        if (met()) {
            return "";
        }
        String each = missing.stream()
                .map(m -> "missing: " + m.what() + " (" + m.fix() + ")")
                .collect(Collectors.joining("\n"));
        List<String> packages = packages();
        return packages.isEmpty() ? each : each + "\nall at once: " + aptInstall(packages);
    }

    /**
     * Installs the missing packages with apt-get, then checks nothing: ask again. Needs root. Blocks, at most 10 min.
     *
     * @throws LabException if a thing is missing that no package brings, or apt-get fails
     */
    public void install() {
        missing.stream().filter(m -> m.packages().isEmpty()).findFirst().ifPresent(m -> {
            throw new LabException("no package brings " + m.what() + ": " + m.fix());
        });
        List<String> packages = packages();
        if (packages.isEmpty()) {
            return;
        }
        aptGet(List.of("update"));
        packages.remove(GuestPackages.KERNEL); // only its package lists were missing, it is never installed
        if (!packages.isEmpty()) {
            List<String> arguments = new ArrayList<>(List.of("install", "--yes", "--no-install-recommends"));
            arguments.addAll(packages);
            aptGet(arguments);
        }
    }

    private List<String> packages() {
        return new ArrayList<>(
                missing.stream().flatMap(m -> m.packages().stream()).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static void aptGet(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"));
        command.addAll(arguments);
        Command.of(command)
                .with("DEBIAN_FRONTEND", "noninteractive")
                .within(INSTALL_TIMEOUT)
                .check();
    }

    private static String aptInstall(List<String> packages) {
        return "apt-get install --no-install-recommends " + String.join(" ", packages);
    }

    private static void addClientLibrary(List<Missing> missing) {
        if (CLIENT_LIBRARY.stream().noneMatch(Files::exists)) {
            missing.add(
                    new Missing("library libvirt.so.0", aptInstall(List.of(CLIENT_PACKAGE)), List.of(CLIENT_PACKAGE)));
        }
    }

    private static void addPrograms(List<Missing> missing, Map<String, String> programs) {
        programs.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(e -> Programs.find(e.getKey()).isEmpty())
                .forEach(e -> missing.add(new Missing(
                        "program " + e.getKey(), aptInstall(List.of(e.getValue())), List.of(e.getValue()))));
    }
}
