package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The distribution packages that the guest is made of: downloaded and unpacked, never installed. */
final class GuestPackages {
    static final String KERNEL = "linux-image-cloud-amd64";

    private static final List<String> OTHERS = List.of("busybox-static", "mtools", "syslinux", "syslinux-common");
    private static final Pattern KERNEL_NAME = Pattern.compile("linux-image-[a-z0-9][a-z0-9+.-]*");
    private static final Pattern KERNEL_DEPENDENCY =
            Pattern.compile("Depends: (" + KERNEL_NAME + ")\\s*$", Pattern.MULTILINE);
    private static final Pattern VERSION = Pattern.compile(
            "[a-z0-9][a-z0-9+.-]*_[A-Za-z0-9][A-Za-z0-9_.+~%:-]*\\.deb [0-9]+ [A-Za-z0-9]+:[A-Za-z0-9]+");
    private static final List<Path> LISTS = List.of(
            Path.of("/var/lib/apt/lists"),
            Path.of("/etc/apt"),
            Path.of("/etc/apt/sources.list.d"),
            Path.of("/etc/apt/preferences.d"));
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(5);

    private final List<String> names;
    private final String versions;

    private GuestPackages(List<String> names, String versions) {
        this.names = names;
        this.versions = versions;
    }

    /** Whether the package lists know the kernel; they are empty on a machine that never ran apt-get update. */
    static boolean listed() {
        return kernel().isPresent();
    }

    /**
     * What the distribution offers now; empty if the package lists do not know the kernel. Reads the lists only, no
     * network. As apt takes most of a second for it, its answer is kept in the cache for as long as the lists stay.
     */
    static Optional<GuestPackages> current(Path cache) throws IOException {
        Path known = cache.resolve("packages-" + listsKey());
        if (Files.exists(known)) {
            Optional<GuestPackages> kept = parse(Files.readString(known));
            if (kept.isPresent()) {
                return kept;
            }
        }
        Optional<GuestPackages> asked = kernel().map(GuestPackages::with);
        if (asked.isPresent()) {
            PrivateDirectory.create(cache);
            Path fresh = Files.createTempFile(cache, "asking-", "");
            Files.writeString(fresh, asked.get().text());
            Files.move(fresh, known, StandardCopyOption.ATOMIC_MOVE);
        }
        return asked;
    }

    /** The first line names the packages, each other one is what apt says of one. */
    private String text() {
        return String.join(" ", names) + "\n" + versions;
    }

    /** What was kept, unless it is anything but what is written here: its words go to apt-get. */
    static Optional<GuestPackages> parse(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        List<String> names = List.of(lines.get(0).split(" ", -1));
        List<String> versions = lines.subList(1, lines.size());
        int others = OTHERS.size();
        boolean good = names.size() == others + 1
                && names.subList(0, others).equals(OTHERS)
                && KERNEL_NAME.matcher(names.get(others)).matches()
                && versions.size() == names.size()
                && versions.stream().allMatch(line -> VERSION.matcher(line).matches());
        return good ? Optional.of(new GuestPackages(names, String.join("\n", versions))) : Optional.empty();
    }

    /** Changes with whatever may change what apt says. */
    private static String listsKey() throws IOException {
        StringBuilder text = new StringBuilder(String.join(" ", OTHERS)).append(KERNEL);
        for (Path directory : LISTS) {
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    text.append('\n')
                            .append(file)
                            .append(' ')
                            .append(Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        return ContentKey.of(text.toString());
    }

    private static GuestPackages with(String kernel) {
        List<String> names = new ArrayList<>(OTHERS);
        names.add(kernel);
        List<String> command = new ArrayList<>(List.of("apt-get", "-qq", "--print-uris", "download"));
        command.addAll(names);
        // one line per package: 'address' file-with-version size checksum; a mirror's address says nothing
        String versions = Command.of(command)
                .check()
                .lines()
                .filter(line -> line.startsWith("'"))
                .map(line -> line.substring(line.indexOf("' ") + 2))
                .sorted()
                .collect(Collectors.joining("\n"));
        return new GuestPackages(names, versions);
    }

    /** File names with versions, sizes and checksums: whatever changes in a package changes this. */
    String versions() {
        return versions;
    }

    /** Downloads all packages and unpacks them into one tree. */
    void unpack(Path downloads, Path tree) throws IOException {
        Files.createDirectories(downloads);
        Files.createDirectories(tree);
        List<String> command = new ArrayList<>(List.of("apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download"));
        command.addAll(names);
        Command.of(command).in(downloads).within(DOWNLOAD_TIMEOUT).check();
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(downloads, "*.deb")) {
            for (Path each : packages) {
                Command.of("dpkg-deb", "--extract", each.toString(), tree.toString())
                        .check();
            }
        }
    }

    private static Optional<String> kernel() {
        CommandResult result = Command.of("apt-cache", "depends", KERNEL).run();
        Matcher dependency = KERNEL_DEPENDENCY.matcher(result.out());
        return result.code() == 0 && dependency.find() ? Optional.of(dependency.group(1)) : Optional.empty();
    }
}
