package io.dosvm.testkit.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the programs of the system are. The directories of the administrator count, whatever the caller's PATH says.
 */
final class Programs {
    static final String SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Programs() {}

    static Optional<Path> find(String name) {
        if (name.startsWith("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        for (String directory : SEARCH_PATH.split(":", -1)) {
            Path path = Path.of(directory, name);
            if (Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    static Path path(String name) {
        return find(name).orElseThrow(() -> new LabException("no program " + name + " in " + SEARCH_PATH));
    }
}
