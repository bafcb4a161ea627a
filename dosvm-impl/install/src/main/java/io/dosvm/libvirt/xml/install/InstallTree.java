package io.dosvm.libvirt.xml.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of an installation tree, of which the kernel to install with is found. Folders on this machine are read by
 * {@link #directory}; this library does no network, so a tree behind a URL is read by who calls it.
 *
 * @since 0.1
 */
public interface InstallTree {
    /** The most of a file that is read as text. */
    int LONGEST = 1 << 20;

    /** How {@code --location} finds a tree. */
    @FunctionalInterface
    interface Finder {
        /** The tree of a URL or folder; empty if this does not know how to read it. Blocks while it looks. */
        Optional<InstallTree> find(String location);

        /** Finds folders on this machine alone. */
        static Finder directories() {
            return location -> {
                Path folder = Path.of(location);
                return Files.isDirectory(folder) ? Optional.of(directory(folder)) : Optional.empty();
            };
        }
    }

    /**
     * The text of a small file; empty if there is none.
     *
     * @param file the path in the tree, which never leads out of it
     */
    Optional<String> text(String file);

    /**
     * Whether there is a file.
     *
     * @param file the path in the tree, which never leads out of it
     */
    boolean has(String file);

    /** A folder on this machine, or what is mounted there. */
    static InstallTree directory(Path folder) {
        return new InstallTree() {
            @Override
            public Optional<String> text(String file) {
                Path path = folder.resolve(file);
                try {
                    return has(file) && Files.size(path) <= LONGEST
                            ? Optional.of(Files.readString(path, StandardCharsets.ISO_8859_1))
                            : Optional.empty();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public boolean has(String file) {
                return TreeLayout.isInside(file) && Files.isRegularFile(folder.resolve(file));
            }
        };
    }
}
