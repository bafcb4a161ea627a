package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A Linux that is up a few seconds after the start of QEMU, without hardware acceleration too: the distribution's
 * kernel and busybox, all in memory. Wants 96 MiB of memory, a virtio disk or direct kernel boot, a virtio network
 * card.
 *
 * <p>It asks for an address by DHCP, tells its progress on the first serial port in lines that begin with
 * {@code guest:}, serves a page with its host name on port 8080, powers off at the press of the (ACPI) power button,
 * and counts its boots on its boot disk. Nobody can log in over the network; the serial port has a shell.
 *
 * <p>With direct kernel boot the kernel command line may say {@code dosvm.hostname=NAME}, {@code dosvm.ip=A.B.C.D/BITS}
 * and {@code dosvm.gateway=A.B.C.D}; it must say {@code console=ttyS0}.
 *
 * @since 0.1
 */
public final class TinyGuest {
    private static final String NAME_PREFIX = "tiny-guest-";
    private static final String BUILD_PREFIX = "building-";
    private static final Duration POLL = Duration.ofMillis(20);

    private final Path directory;

    private TinyGuest(Path directory) {
        this.directory = directory;
    }

    /**
     * Gives the guest's files, from the cache if the distribution's packages have not changed since they were built, or
     * else built now. Blocks: next to nothing from the cache, some seconds to build, more over a slow line (40 MB are
     * downloaded). Several processes may do this at a time with one cache. Root is not needed.
     *
     * @param cache is created if need be, closed to all others
     * @return the guest
     * @throws LabException if a requirement is not met ({@link LabRequirements#ofGuest()}), the build fails, the cache
     *     belongs to another user, or others can write to it
     */
    public static TinyGuest image(Path cache) {
        Path base = cache.toAbsolutePath().normalize();
        try {
            if (Files.exists(base)) {
                PrivateDirectory.check(base);
            }
            String recipe = ContentKey.of(recipe());
            boolean programs = LabRequirements.guestPrograms().met();
            Optional<GuestPackages> packages = programs ? GuestPackages.current(base) : Optional.empty();
            if (packages.isEmpty()) {
                // Any earlier one will do: what this machine lacks matters only to a build.
                return new TinyGuest(anyOf(base, NAME_PREFIX + recipe + "-")
                        .orElseThrow(
                                () -> new LabException(LabRequirements.ofGuest().describe())));
            }
            Path directory = base.resolve(
                    NAME_PREFIX + recipe + "-" + ContentKey.of(packages.get().versions()));
            if (!Files.isDirectory(directory)) {
                build(base, packages.get(), directory);
            }
            return new TinyGuest(directory);
        } catch (IOException e) {
            throw new LabException("cannot build the tiny guest in " + base, e);
        }
    }

    /**
     * The disk that boots by BIOS. Not to be written to: give each virtual machine an overlay or a copy.
     *
     * @return a qcow2 file without backing file
     */
    public Path disk() {
        return directory.resolve(GuestBuild.DISK);
    }

    /**
     * The kernel, for direct kernel boot.
     *
     * @return a bzImage file
     */
    public Path kernel() {
        return directory.resolve(GuestBuild.KERNEL);
    }

    /**
     * The initial RAM disk, for direct kernel boot.
     *
     * @return an uncompressed cpio file
     */
    public Path initrd() {
        return directory.resolve(GuestBuild.INITRD);
    }

    /**
     * Blocks until a guest says on its serial port that it is up.
     *
     * @param serialLog the file that libvirt or QEMU writes the serial port's output to; may not exist yet
     * @param nth which boot in this file, from 1
     * @param timeout how long to wait
     * @return what the guest says of itself
     * @throws LabException if it does not say so in time; the message ends with what it said last
     */
    public static GuestReady awaitReady(Path serialLog, int nth, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        while (true) {
            String log = read(serialLog);
            Optional<GuestReady> ready = GuestReady.find(log, nth);
            if (ready.isPresent()) {
                return ready.get();
            }
            if (deadline.passed()) {
                throw new LabException("the guest is not up after " + timeout.toMillis() + " ms; it said:\n"
                        + log.substring(Math.max(0, log.length() - 4000)));
            }
            deadline.pause(POLL);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new LabException("cannot read " + file, e);
        }
    }

    private static void build(Path base, GuestPackages packages, Path directory) throws IOException {
        PrivateDirectory.create(base);
        sweepBuilds(base);
        Path work = Files.createTempDirectory(base, BUILD_PREFIX);
        try {
            Owner.current().write(work);
            Path tree = work.resolve("tree");
            packages.unpack(work.resolve("packages"), tree);
            Path result = Files.createDirectory(work.resolve("result"));
            new GuestBuild(tree, result).run();
            try {
                Files.move(result, directory, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                if (!Files.isDirectory(directory)) {
                    throw e;
                }
                // another process was quicker with the same guest
            }
        } finally {
            Remains.deleteTree(work);
        }
    }

    private static void sweepBuilds(Path base) throws IOException {
        try (DirectoryStream<Path> builds = Files.newDirectoryStream(base, BUILD_PREFIX + "*")) {
            for (Path build : builds) {
                if (Owner.of(build).filter(o -> !o.alive()).isPresent()) {
                    Remains.deleteTree(build);
                }
            }
        }
    }

    private static Optional<Path> anyOf(Path base, String prefix) throws IOException {
        if (!Files.isDirectory(base)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> guests = Files.newDirectoryStream(base, prefix + "*")) {
            for (Path guest : guests) {
                return Optional.of(guest);
            }
        }
        return Optional.empty();
    }

    private static String recipe() throws IOException {
        StringBuilder text = new StringBuilder(GuestBuild.RECIPE);
        for (String name : GuestBuild.RESOURCES) {
            text.append('\0').append(GuestBuild.resource(name));
        }
        return text.toString();
    }
}
