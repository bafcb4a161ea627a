package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that one lab has on this machine, found by what the kernel says and not by what the lab remembers. */
final class Remains {
    /** In the environment of every process that a lab starts itself: the directory of the host it belongs to. */
    static final String HOST_VARIABLE = "DOSVM_LAB_HOST";

    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Path lab;

    Remains(Path lab) {
        this.lab = lab;
    }

    /** The name that the control groups of a lab begin with. */
    static String groupPrefix(Path lab) {
        return "dosvm-" + lab.getFileName() + "-";
    }

    /** Ends and deletes everything; returns when it is gone, or throws. */
    LabSweep remove() {
        Deadline deadline = Deadline.in(TIMEOUT);
        try {
            int processes = killProcesses(deadline);
            int groups = removeControlGroups(deadline);
            int mounts = unmount();
            deleteTree(lab);
            return new LabSweep(1, processes, groups, mounts);
        } catch (IOException e) {
            throw new LabException("cannot remove what is left of " + lab, e);
        }
    }

    /** Numbers of the processes whose environment names a host of this lab; QEMU and dnsmasq are not among them. */
    Set<Long> processes() throws IOException {
        byte[] mark = (HOST_VARIABLE + "=" + lab + "/").getBytes(StandardCharsets.UTF_8);
        Set<Long> found = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (contains(process, mark)) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static boolean contains(Path process, byte[] mark) {
        try {
            String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return environment.contains(new String(mark, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    List<Path> controlGroups() throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(CONTROL_GROUPS)) {
            return found;
        }
        String pattern = groupPrefix(lab) + "*";
        addAll(found, CONTROL_GROUPS, pattern);
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(CONTROL_GROUPS, Files::isDirectory)) {
            for (Path hierarchy : hierarchies) {
                if (!Files.isSymbolicLink(hierarchy)) {
                    addAll(found, hierarchy, pattern);
                }
            }
        }
        return found;
    }

    private static void addAll(List<Path> found, Path directory, String pattern) throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(directory, pattern)) {
            groups.forEach(found::add);
        } catch (NoSuchFileException e) {
            // another lab's group, removed meanwhile
        }
    }

    List<Path> mounts() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Path target = Path.of(line.split(" ", -1)[4].replace("\\040", " "));
            if (target.startsWith(lab)) {
                found.add(0, target); // the last mounted first
            }
        }
        return found;
    }

    private int killProcesses(Deadline deadline) throws IOException {
        Set<Long> killed = new HashSet<>();
        for (Set<Long> left = processes(); !left.isEmpty(); left = processes()) {
            killed.addAll(left);
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            if (deadline.passed()) {
                throw new IOException("processes " + left + " do not end");
            }
            deadline.pause();
        }
        return killed.size();
    }

    private int removeControlGroups(Deadline deadline) throws IOException {
        List<Path> groups = controlGroups();
        int removed = 0;
        for (Path group : groups) {
            // A group can be removed when its last process is gone, which so is made sure of here.
            int[] count = {0};
            if (!deadline.await(() -> removeGroup(group, count))) {
                throw new IOException("control group " + group + " does not become empty");
            }
            removed += count[0];
        }
        return removed;
    }

    private static boolean removeGroup(Path group, int[] count) {
        if (!Files.isDirectory(group)) {
            return true;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path child : children) {
                if (!removeGroup(child, count)) {
                    return false;
                }
            }
            Files.delete(group);
            count[0]++;
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false; // busy: a killed process is still on its way out
        }
    }

    private int unmount() throws IOException {
        List<Path> mounts = mounts();
        for (Path mount : mounts) {
            Command.of("umount", "--lazy", mount.toString()).check();
        }
        return mounts.size();
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
