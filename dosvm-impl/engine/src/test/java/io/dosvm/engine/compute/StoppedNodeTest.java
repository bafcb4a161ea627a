package io.dosvm.engine.compute;

import io.dosvm.engine.store.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that stands still in the middle, as a process that is stopped by a signal or with its machine, for longer than
 * its leases: another goes on with its work, and when it goes on itself, nothing is lost and nothing done twice.
 */
class StoppedNodeTest {
    private static final Set<String> CASES = Set.of("VM power on", "VM delete", "volume delete", "image create");

    @TempDir
    Path folder;

    @Test
    void stoppedAnywhere() throws InterruptedException {
        List<UseCase> cases =
                UseCase.all().stream().filter(c -> CASES.contains(c.name())).toList();
        Lanes.run(cases, useCase -> {
            try (StepRounds rounds = new StepRounds(useCase, TestDatabases.memory(), place(useCase))) {
                rounds.stopEverywhere("H2");
            }
        });
    }

    private Path place(UseCase useCase) {
        try {
            return Files.createDirectory(folder.resolve(useCase.name().replace(' ', '-')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
