package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A directory whose content may be trusted: it belongs to the user, and nobody else can write to it. A name in a shared
 * temporary directory can be somebody else's.
 */
final class PrivateDirectory {
    private static final String UID = "unix:uid";

    private PrivateDirectory() {}

    /** Makes it, closed to all others, unless it is there. */
    static void create(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        check(directory);
    }

    /** Refuses one that is somebody else's or open to others. */
    static void check(Path directory) throws IOException {
        Object self = Files.getAttribute(Path.of("/proc/self"), UID);
        // a link to a directory of ours may be somebody else's, who can point it elsewhere
        if (!self.equals(Files.getAttribute(directory, UID))
                || !self.equals(Files.getAttribute(directory, UID, LinkOption.NOFOLLOW_LINKS))) {
            throw new LabException(directory + " belongs to another user: remove it, or name another directory");
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(directory);
        if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new LabException("others can write to " + directory
                    + ": remove it, name another directory, or, if you trust what is in it: chmod go-w " + directory);
        }
    }
}
