package io.dosvm.engine.compute;

import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Drops the node at every step of every use case in turn, and lets every call of a host and of the store fail in turn:
 * afterwards nothing is half, and nothing is left.
 */
@ExtendWith(TestDatabases.class)
class EveryStepTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void droppedAtEveryStep(UseCase useCase) {
        try (StepRounds rounds = new StepRounds(useCase, h2(), folder)) {
            rounds.dropEverywhere("H2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCallFails(UseCase useCase) {
        try (StepRounds rounds = new StepRounds(useCase, h2(), folder)) {
            rounds.failEverywhere("H2");
        }
    }

    /** The node that comes next has to wait for the leases of the one that was dropped: in virtual time. */
    @ParameterizedTest
    @EnumSource
    @Tag("database")
    void droppedAtEveryStepOnASharedStore(UseCase useCase, TestDatabases.Server server) {
        try (StepRounds rounds = new StepRounds(useCase, server.database(), folder)) {
            rounds.dropWhereItShows("PostgreSQL");
        }
    }

    private Store h2() {
        return Store.embedded(folder.resolve("store"));
    }
}
