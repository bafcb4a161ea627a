package io.dosvm.samples;

import io.dosvm.DosvmConfig;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.testkit.lab.LabRequirements;
import io.dosvm.testkit.lab.TinyGuest;
import io.dosvm.value.HostUri;
import io.dosvm.value.IpAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses where quickstart runs. */
final class Targets {
    private static final String SESSION = "qemu:///session";

    private Targets() {}

    static Target choose(Arguments arguments) throws IOException {
        Optional<Path> disk = arguments.value("--disk").map(Path::of);
        if (disk.isPresent() && !Files.isReadable(disk.get())) {
            throw new IllegalArgumentException("--disk: there is no file " + disk.get() + " that can be read");
        }
        if (arguments.has("--fake")) {
            arguments.refuse("--fake", "--uri", "--directory", "--install");
            return new Fake(disk);
        }
        if (arguments.has("--install")) {
            LabRequirements missing = LabRequirements.ofAll();
            if (!missing.met()) {
                System.out.println("installing what is missing:");
                System.out.println(missing.describe());
                missing.install();
            }
        }
        Optional<String> uri = arguments.value("--uri");
        Optional<String> directory = arguments.value("--directory");
        boolean root = System.getProperty("user.name").equals("root");
        if (uri.isEmpty() && root) {
            arguments.refuse("a private host", "--directory");
            return new Private(disk);
        }
        String chosen = uri.orElse(SESSION);
        return isSession(HostUri.parse(chosen)) ? session(chosen, directory, disk) : there(chosen, directory, disk);
    }

    /**
     * The daemon that libvirt starts for a user who is not root: no rights are needed, and user networking is there.
     */
    private static Target session(String uri, Optional<String> directory, Optional<Path> disk) throws IOException {
        LabRequirements missing = disk.isPresent() ? LabRequirements.ofSession() : LabRequirements.ofSessionAll();
        if (!missing.met()) {
            throw new IllegalStateException(missing.describe() + "\nas root; or give --uri or --fake");
        }
        Path guest = guest(disk);
        Path folder = kept("session");
        return new Daemon(
                "your own libvirt (" + uri + ")",
                uri,
                directory.orElseGet(() -> folder.resolve("images").toString()),
                guest,
                folder.resolve("store"),
                true);
    }

    private static Target there(String uri, Optional<String> directory, Optional<Path> disk) throws IOException {
        Path guest = guest(disk);
        Path folder = kept(Integer.toHexString(uri.hashCode()));
        return new Daemon(
                uri, uri, directory.orElse("/var/lib/dosvm/quickstart"), guest, folder.resolve("store"), false);
    }

    /** The daemon of the user on this machine, whatever the parameters say of it. */
    static boolean isSession(HostUri uri) {
        return uri.driver().equals("qemu")
                && uri.host().isEmpty()
                && uri.path().equals(HostUri.parse(SESSION).path());
    }

    /**
     * A folder of the user that lasts as long as the mark that libvirt keeps of this control plane: a run that was
     * broken off is taken up again, also after a reboot.
     */
    private static Path kept(String name) throws IOException {
        Path home = absolute("HOME").orElseGet(() -> Path.of(System.getProperty("user.home")));
        Path data = absolute("XDG_DATA_HOME").orElseGet(() -> home.resolve(".local/share"));
        return Files.createDirectories(
                data.resolve("dosvm").resolve("quickstart").resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static Optional<Path> absolute(String variable) {
        return Optional.ofNullable(System.getenv(variable)).map(Path::of).filter(Path::isAbsolute);
    }

    private static Path guest(Optional<Path> disk) {
        return disk.orElseGet(() -> TinyGuest.image(Lab.defaultDirectory()).disk());
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                List<Path> paths = all.sorted(Comparator.reverseOrder()).toList();
                for (Path path : paths) {
                    Files.delete(path);
                }
            }
        }
    }

    /** A fake host: no hypervisor needed. */
    private static final class Fake implements Target {
        private final FakeHosts hosts = new FakeHosts();
        private final Path folder;
        private final Path disk;

        Fake(Optional<Path> given) throws IOException {
            hosts.host("quickstart");
            folder = Files.createTempDirectory("dosvm-quickstart-");
            disk = given.orElse(folder.resolve("guest.raw"));
            if (given.isEmpty()) {
                try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
                    file.setLength(16L << 20);
                }
            }
        }

        @Override
        public String description() {
            return "a fake host";
        }

        @Override
        public String uri() {
            return "fake:quickstart";
        }

        @Override
        public String directory() {
            return "/var/lib/dosvm/quickstart";
        }

        @Override
        public Path disk() {
            return disk;
        }

        @Override
        public Path store() {
            return folder.resolve("store");
        }

        @Override
        public void configure(DosvmConfig config) {
            config.driver(hosts);
        }

        @Override
        public String page(IpAddress address, int port, Duration atMost) {
            return "a fake guest at " + address + " serves no page";
        }

        @Override
        public void close() throws IOException {
            deleteTree(folder);
        }
    }

    /** A private host in its own namespaces, gone afterwards. */
    private static final class Private implements Target {
        private final Lab lab;
        private final Path disk;

        Private(Optional<Path> given) {
            LabRequirements missing = LabRequirements.ofAll();
            if (!missing.met()) {
                throw new IllegalStateException(missing.describe()
                        + "\nrun 'samples/run quickstart --install' as root, or give --uri or --fake");
            }
            disk = guest(given);
            lab = Lab.open(options -> {});
        }

        private LabHost host() {
            return lab.host(1);
        }

        @Override
        public String description() {
            return "a private lab host (" + uri() + ")";
        }

        @Override
        public String uri() {
            return host().uri().toString();
        }

        @Override
        public String directory() {
            return host().images().resolve("quickstart").toString();
        }

        @Override
        public Path disk() {
            return disk;
        }

        @Override
        public Path store() {
            return lab.directory().resolve("store");
        }

        @Override
        public String page(IpAddress address, int port, Duration atMost) {
            return host().httpGet(address.toString(), port, "/", atMost);
        }

        @Override
        public void close() {
            lab.close();
        }
    }

    /** A daemon that is there: the user's own, in which nothing but user networking is allowed, or another. */
    private record Daemon(
            String description, String uri, String directory, Path disk, Path store, boolean userNetworking)
            implements Target {
        @Override
        public String page(IpAddress address, int port, Duration atMost) throws InterruptedException {
            return WebPage.fetch(address, port, atMost);
        }

        @Override
        public void close() {}
    }
}
