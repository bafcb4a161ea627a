package io.dosvm.libvirt;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the machine that this process runs on, for what libvirt cannot be asked about. Changes nothing. */
final class LocalMachine {
    private static final Logger LOG = LoggerFactory.getLogger(LocalMachine.class);

    /** Where programs of the system are that the PATH of a user often lacks. */
    private static final List<String> PROGRAM_DIRECTORIES =
            List.of("usr/local/bin", "usr/local/sbin", "usr/bin", "usr/sbin", "bin", "sbin");

    private static final List<String> FIRMWARE = List.of(
            "usr/share/OVMF/OVMF_CODE_4M.fd",
            "usr/share/OVMF/OVMF_CODE.fd",
            "usr/share/edk2/ovmf/OVMF_CODE.fd",
            "usr/share/edk2/ovmf/OVMF_CODE_4M.qcow2",
            "usr/share/edk2/x64/OVMF_CODE.4m.fd",
            "usr/share/qemu/ovmf-x86_64-code.bin",
            "usr/share/AAVMF/AAVMF_CODE.fd",
            "usr/share/edk2/aarch64/QEMU_EFI-pflash.raw");

    private final Path root;
    private final String user;

    /** The machine whose files lie below a directory, as a user of it sees them. */
    LocalMachine(Path root, String user) {
        this.root = root;
        this.user = user;
    }

    static LocalMachine ofThisProcess() {
        return new LocalMachine(Path.of("/"), System.getProperty("user.name", ""));
    }

    String user() {
        return user;
    }

    /** Its own name, or empty where it does not tell. */
    String hostName() {
        return read("proc/sys/kernel/hostname").stream().findFirst().orElse("").strip();
    }

    /**
     * A file that others may or may not use.
     *
     * @param mode as {@code ls} writes it
     * @param usable whether this process may read and write it
     */
    record Special(String path, String owner, String group, String mode, boolean usable) {}

    /** The first of some files that is there. */
    Optional<Special> firstOf(List<Path> candidates) {
        for (Path candidate : candidates) {
            Path file = below(candidate);
            try {
                PosixFileAttributes is = Files.readAttributes(file, PosixFileAttributes.class);
                return Optional.of(new Special(
                        candidate.toString(),
                        is.owner().getName(),
                        is.group().getName(),
                        PosixFilePermissions.toString(is.permissions()),
                        Files.isReadable(file) && Files.isWritable(file)));
            } catch (IOException e) {
                LOG.debug("not there, or hidden [file={}]", candidate, e);
            }
        }
        return Optional.empty();
    }

    Optional<Special> kvm() {
        return firstOf(List.of(Path.of("/dev/kvm")));
    }

    /** Those of the programs that are there. */
    Set<String> programs(String... names) {
        Set<String> found = new TreeSet<>();
        for (String name : names) {
            if (PROGRAM_DIRECTORIES.stream()
                    .anyMatch(d -> Files.isExecutable(root.resolve(d).resolve(name)))) {
                found.add(name);
            }
        }
        return found;
    }

    /** Images of UEFI for guests. */
    List<String> firmware() {
        return FIRMWARE.stream()
                .filter(f -> Files.isReadable(root.resolve(f)))
                .map(f -> "/" + f)
                .toList();
    }

    /** Bridges of the kernel. */
    Set<String> bridges() {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("sys/class/net"))) {
            for (Path one : all) {
                if (Files.isDirectory(one.resolve("bridge"))) {
                    found.add(one.getFileName().toString());
                }
            }
        } catch (IOException e) {
            LOG.debug("this machine does not tell its interfaces", e);
        }
        return found;
    }

    /**
     * A TCP port on which somebody listens.
     *
     * @param outside whether not for this machine alone
     */
    record Listener(int port, boolean outside) {}

    /** All of them, of both IP versions; empty where the kernel does not tell. */
    Optional<Set<Listener>> listeners() {
        List<String> lines = new ArrayList<>(read("proc/net/tcp"));
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        lines.addAll(read("proc/net/tcp6"));
        Set<Listener> found = new HashSet<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            // number, local address as HEX:PORT, remote, state: 0A is LISTEN
            if (words.length > 3 && words[3].equals("0A")) {
                int colon = words[1].indexOf(':');
                String address = words[1].substring(0, colon);
                boolean loopback = address.length() == 8
                        ? address.endsWith("7F")
                        : address.equals("00000000000000000000000001000000")
                                || address.startsWith("0000000000000000FFFF0000") && address.endsWith("7F");
                found.add(new Listener(Integer.parseInt(words[1].substring(colon + 1), 16), !loopback));
            }
        }
        return Optional.of(found);
    }

    /**
     * The first directory on the way to one, itself included, that a user may not enter. What does not exist ends the
     * way; access control lists are not seen.
     */
    Optional<Special> barrier(Path directory, int uid, int gid) {
        if (uid == 0) {
            return Optional.empty();
        }
        Path way = Path.of("/");
        for (Path name : directory.normalize()) {
            way = way.resolve(name);
            Path file = below(way);
            if (!Files.isDirectory(file)) {
                return Optional.empty();
            }
            if (!enterable(file, uid, gid)) {
                return firstOf(List.of(way));
            }
        }
        return Optional.empty();
    }

    private static boolean enterable(Path directory, int uid, int gid) {
        try {
            Map<String, Object> is = Files.readAttributes(directory, "unix:uid,gid");
            PosixFilePermission asked = Integer.valueOf(uid).equals(is.get("uid"))
                    ? PosixFilePermission.OWNER_EXECUTE
                    : Integer.valueOf(gid).equals(is.get("gid"))
                            ? PosixFilePermission.GROUP_EXECUTE
                            : PosixFilePermission.OTHERS_EXECUTE;
            return Files.getPosixFilePermissions(directory).contains(asked);
        } catch (IOException e) {
            LOG.debug("rights that cannot be seen count as given [directory={}]", directory, e);
            return true;
        }
    }

    private Path below(Path absolute) {
        return root.resolve(Path.of("/").relativize(absolute.toAbsolutePath()));
    }

    private List<String> read(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException e) {
            LOG.debug("not readable [file={}]", file, e);
            return List.of();
        }
    }
}
