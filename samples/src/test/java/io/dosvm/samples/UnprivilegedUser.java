package io.dosvm.samples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Somebody without rights on this machine, with a home of their own in a directory that ends with the test. Made by
 * root.
 */
final class UnprivilegedUser implements AutoCloseable {
    private static final int ID = 65_534;

    private final Path directory;
    private final String classpath;

    private UnprivilegedUser(Path directory, String classpath) {
        this.directory = directory;
        this.classpath = classpath;
    }

    /** The path is short: libvirt puts sockets deep below it, and their paths are limited. */
    static UnprivilegedUser create() throws IOException {
        Path directory = Files.createTempDirectory("u");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("home", "run", "tmp", "config", "cache")) {
            Path own = Files.createDirectory(directory.resolve(name));
            Files.setAttribute(own, "unix:uid", ID);
            Files.setAttribute(own, "unix:gid", ID);
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        }
        return new UnprivilegedUser(directory, classpath(Files.createDirectory(directory.resolve("lib"))));
    }

    /** What the tests run with lies where root alone may look, as a rule. */
    private static String classpath(Path lib) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                Path to = lib.resolve(entries.size() + "-" + from.getFileName());
                copy(from, to);
                entries.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(
                        copy, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    /** Where the user's settings are. */
    Path config() {
        return directory.resolve("config");
    }

    private Path home() {
        return directory.resolve("home");
    }

    /** A copy of a file that the user may read. */
    Path own(Path file) throws IOException {
        Path copy = directory.resolve("lib").resolve(file.getFileName().toString());
        copy(file, copy);
        return copy;
    }

    Programs.Ended run(String... words) throws IOException, InterruptedException {
        return Programs.run(command(words), environment());
    }

    /** Runs a program, and kills it as soon as it has printed this. */
    void runUntil(String printed, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(words)).redirectErrorStream(true);
        builder.environment().putAll(environment());
        Process process = builder.start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.contains(printed)) {
                said.append(line).append('\n');
                line = out.readLine();
            }
            if (line == null) {
                throw new IOException("it ended without '" + printed + "':\n" + said);
            }
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + ID,
                "--regid=" + ID,
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home(),
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-cp",
                classpath,
                Run.class.getName()));
        command.addAll(List.of(words));
        return command;
    }

    private Map<String, String> environment() {
        return Map.of(
                "HOME", home().toString(),
                "XDG_RUNTIME_DIR", directory.resolve("run").toString(),
                "XDG_CONFIG_HOME", directory.resolve("config").toString(),
                "XDG_CACHE_HOME", directory.resolve("cache").toString());
    }

    /** Empties the directory for what need not last, as a reboot does. */
    void forgetTemporaryFiles() throws IOException {
        Path temporary = directory.resolve("tmp");
        try (Stream<Path> all = Files.walk(temporary)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(temporary)) {
                    Files.delete(path);
                }
            }
        }
    }

    /** The user's files below a directory whose names end so. */
    List<Path> files(String below, String end) throws IOException {
        Path root = directory.resolve(below);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> Files.isRegularFile(p) && p.toString().endsWith(end))
                    .toList();
        }
    }

    /** The processes that this user's programs have started and whose command line has this word. */
    List<String> processes(String word) {
        return started()
                .map(p -> p.info().commandLine().orElse(""))
                .filter(line -> line.contains(word))
                .toList();
    }

    /** Every process that inherited the user's own directories. */
    private Stream<ProcessHandle> started() {
        String mark = "=" + directory + "/";
        return ProcessHandle.allProcesses().filter(p -> environment(p).contains(mark));
    }

    private static String environment(ProcessHandle process) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ")),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended, or is the kernel's
        }
    }

    /** Ends the daemons that libvirt started for this user; by themselves they end two minutes later. */
    void endDaemons() throws Exception {
        for (ProcessHandle process : started().toList()) {
            process.destroy();
            process.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws Exception {
        endDaemons();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                try {
                    Files.delete(path);
                } catch (NoSuchFileException e) {
                    // a daemon that ended took it away
                }
            }
        }
    }
}
