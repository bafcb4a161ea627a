package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Private libvirt hosts on this machine, for tests and samples on the real thing. Each host is a libvirtd in network,
 * mount, process, control group, ipc and uts namespaces of its own; the machine's own libvirt, its networks and its
 * files are neither used nor touched. The hosts of one lab can reach each other: {@code lab0} of host n has the address
 * 10.77.0.(10 + n), and {@code data0} of each is a free port of one switch. Any number of labs can be open at a time,
 * in one process and in several.
 *
 * <p>Nothing outlives the process that opened the lab: if it ends without {@link #close()}, even by SIGKILL, every
 * process of the hosts ends with it; the files that remain are removed by the next lab in the same directory, or by
 * {@link #sweep(Path)}.
 *
 * <pre>{@code
 * try (Lab lab = Lab.open(o -> o.hosts(2))) {
 *     URI uri = lab.host(1).uri();
 *     ...
 * }
 * }</pre>
 *
 * <p>Needs Linux, root, and the programs that {@link LabRequirements} names. Safe for use by several threads.
 *
 * @since 0.1
 */
public final class Lab implements AutoCloseable {
    private static final String NAME_PREFIX = "lab-";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> HIDDEN_FROM_HOSTS = List.of("/run", "/proc", "/sys", "/dev");

    private final Path base;
    private final Path directory;
    private final List<LabHost> hosts = new CopyOnWriteArrayList<>();
    private Optional<LabSwitch> peers = Optional.empty();
    private Optional<LabCertificates> certificates = Optional.empty();

    private Lab(Path base, Path directory) {
        this.base = base;
        this.directory = directory;
    }

    /**
     * Brings up hosts, all at once, and blocks until each daemon answers. First removes what aborted runs have left in
     * the same directory.
     *
     * @param options says what is to be different from one host in the default directory
     * @return the lab; closed by the caller
     * @throws LabException if a requirement is not met, the directory belongs to another user or others can write to
     *     it, or a host does not come up in time; nothing is left then
     */
    public static Lab open(Consumer<LabOptions> options) {
        LabOptions chosen = new LabOptions();
        options.accept(chosen);
        LabRequirements.ofHosts().require();
        Path base = chosen.directory();
        for (String hidden : HIDDEN_FROM_HOSTS) {
            if (base.startsWith(hidden)) {
                throw new LabException("the directory of a lab cannot be below " + hidden + ": " + base);
            }
        }
        try {
            PrivateDirectory.create(base);
            Lab lab = new Lab(base, claim(base));
            try {
                lab.start(chosen);
                return lab;
            } catch (IOException | RuntimeException e) {
                try {
                    lab.close();
                } catch (LabException left) {
                    e.addSuppressed(left);
                }
                throw e;
            }
        } catch (IOException e) {
            throw new LabException("cannot bring up a lab in " + base, e);
        }
    }

    /**
     * Brings up a lab as {@link #open} does, or says why it cannot. What is missing is installed first if the
     * environment variable {@code DOSVM_LAB} is {@code install}; under {@code CI=true} it is a failure.
     *
     * @param options says what is to be different from one host in the default directory
     * @param say takes one text, what is missing and its fix, if there is no lab
     * @return the lab, closed by the caller; empty if a requirement is not met
     * @throws LabException if a requirement is not met under {@code CI=true}, or a host does not come up in time
     */
    public static Optional<Lab> tryOpen(Consumer<LabOptions> options, Consumer<String> say) {
        LabRequirements missing = LabRequirements.obtained(LabRequirements::ofHosts, System.getenv());
        if (missing.met()) {
            return Optional.of(open(options));
        }
        say.accept(missing.describe());
        return Optional.empty();
    }

    /**
     * Removes what labs in a directory have left whose process is gone: processes, control groups, mounts, files. Labs
     * whose process lives are not touched.
     *
     * @param base the directory given to {@link LabOptions#directory}
     * @return what was found
     * @throws LabException if the directory belongs to another user, or others can write to it
     */
    public static LabSweep sweep(Path base) {
        Path absolute = base.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            return new LabSweep(0, 0, 0, 0);
        }
        try {
            PrivateDirectory.check(absolute);
            try (FileChannel channel = openLock(absolute);
                    FileLock held = lock(channel)) {
                return sweepLocked(absolute, held);
            }
        } catch (IOException e) {
            throw new LabException("cannot sweep " + absolute, e);
        }
    }

    /**
     * Where labs are made unless the options say otherwise: {@code dosvm-lab-USER} in the JVM's temporary directory. It
     * is made closed to all others, and refused if it is not the user's own or others can write to it.
     *
     * @return an absolute path
     */
    public static Path defaultDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"), "dosvm-lab-" + System.getProperty("user.name"))
                .toAbsolutePath();
    }

    /**
     * The directory of this lab alone, removed when it is closed.
     *
     * @return an absolute path
     */
    public Path directory() {
        return directory;
    }

    /**
     * All hosts.
     *
     * @return in the order of their numbers
     */
    public List<LabHost> hosts() {
        return List.copyOf(hosts);
    }

    /**
     * One host.
     *
     * @param number 1 to the number of hosts
     * @return the host
     */
    public LabHost host(int number) {
        return hosts.get(number - 1);
    }

    /**
     * The certificates for a client of the hosts over TLS, under the names that libvirt's {@code pkipath} asks for.
     *
     * @return a directory with {@code cacert.pem}, {@code clientcert.pem} and {@code clientkey.pem}
     * @throws IllegalStateException if the lab was opened without {@link LabOptions#tls()}
     */
    public Path tlsClientDirectory() {
        return certificates
                .orElseThrow(() -> new IllegalStateException("the lab was opened without tls()"))
                .client();
    }

    Optional<LabCertificates> certificates() {
        return certificates;
    }

    /** Ends all hosts with everything that runs in them, and deletes their files. Blocks, at most 40 s. */
    @Override
    public void close() {
        // An interrupt is no reason to leave hosts behind: it waits until they are gone.
        boolean interrupted = Thread.interrupted();
        try {
            stop();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stop() {
        hosts.forEach(LabHost::beginStop);
        Deadline deadline = Deadline.in(STOP_TIMEOUT);
        hosts.forEach(host -> host.awaitStop(deadline));
        peers.ifPresent(p -> p.close(deadline));
        // Under the lock, or else a sweep could meet a half removed lab and take it for an abandoned one.
        try (FileChannel channel = openLock(base);
                FileLock held = lock(channel)) {
            removeLocked(directory, held);
        } catch (IOException e) {
            throw new LabException("cannot remove " + directory, e);
        }
    }

    @Override
    public String toString() {
        return "Lab[" + directory + ", " + hosts.size() + " hosts]";
    }

    private void start(LabOptions options) throws IOException {
        Path scripts = directory.resolve("bin");
        HostFiles.writeScripts(scripts);
        Deadline deadline = Deadline.in(options.startTimeout());
        if (options.isTls()) {
            certificates = Optional.of(LabCertificates.make(directory.resolve("pki")));
        }
        if (options.hosts() > 1) {
            peers = Optional.of(LabSwitch.start(directory, scripts, deadline));
        }
        for (int number = 1; number <= options.hosts(); number++) {
            hosts.add(new LabHost(this, scripts, number, peers, options));
        }
        hosts.forEach(host -> host.awaitStart(deadline));
    }

    /** Makes the directory of a new lab; under the lock, so that no sweep sees it before it has an owner. */
    private static Path claim(Path base) throws IOException {
        try (FileChannel channel = openLock(base);
                FileLock held = lock(channel)) {
            sweepLocked(base, held);
            SecureRandom random = new SecureRandom();
            while (true) {
                Path lab = base.resolve(NAME_PREFIX + "%06x".formatted(random.nextInt(1 << 24)));
                try {
                    Files.createDirectory(lab);
                } catch (FileAlreadyExistsException e) {
                    continue;
                }
                Owner.current().write(lab);
                return lab;
            }
        }
    }

    private static LabSweep removeLocked(Path lab, FileLock held) throws IOException {
        if (!held.isValid()) {
            throw new IOException("lost the lock");
        }
        return new Remains(lab).remove();
    }

    private static LabSweep sweepLocked(Path base, FileLock held) throws IOException {
        LabSweep found = new LabSweep(0, 0, 0, 0);
        try (DirectoryStream<Path> labs = Files.newDirectoryStream(base, NAME_PREFIX + "*")) {
            for (Path lab : labs) {
                if (Owner.of(lab).filter(Owner::alive).isEmpty()) {
                    found = found.plus(removeLocked(lab, held));
                }
            }
        }
        return found;
    }

    private static FileChannel openLock(Path base) throws IOException {
        return FileChannel.open(base.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        Deadline deadline = Deadline.in(LOCK_TIMEOUT);
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // another thread of this JVM has it
            }
            if (deadline.passed()) {
                throw new IOException("another process sweeps and does not end");
            }
            deadline.pause();
        }
    }
}
