package io.dosvm.engine.kernel;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names of local files that are written down and read again. In a locale of few characters, such as C, a process can
 * come across files whose names it cannot write.
 */
public final class FileNames {
    private FileNames() {}

    /** The file of a name that was written down, unless this process cannot name it. */
    public static Optional<Path> read(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether a file's name, written down, leads to it again. */
    public static boolean lasting(Path file) {
        return read(file.toString()).filter(file::equals).isPresent();
    }

    /** What a name must be like, and what to do about it. */
    public static String rule() {
        return "a name that can be written in this process's character set, "
                + System.getProperty("sun.jnu.encoding", "that of its locale")
                + ": run it in a UTF-8 locale, such as LC_ALL=C.UTF-8, or choose another name";
    }
}
