package io.dosvm.engine.compute;

import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Drops the node at every step of every use case in turn, and lets every call of a host and of the store fail in turn:
 * afterwards nothing is half, and nothing is left. On both stores alike; where nodes share one, the node that comes
 * next has to wait for the leases of the one that was dropped: in virtual time.
 */
@ExtendWith(TestDatabases.class)
class EveryStepTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void droppedOnH2(UseCase.Nouns nouns) throws InterruptedException {
        rounds(nouns, this::h2, StepRounds::dropEverywhere, "H2");
    }

    @ParameterizedTest
    @EnumSource
    void failedOnH2(UseCase.Nouns nouns) throws InterruptedException {
        rounds(nouns, this::h2, StepRounds::failEverywhere, "H2");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("database")
    void droppedOnPostgres(UseCase.Nouns nouns, TestDatabases.Server server) throws InterruptedException {
        rounds(nouns, place -> server.migrated(), StepRounds::dropEverywhere, "PostgreSQL");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("database")
    void failedOnPostgres(UseCase.Nouns nouns, TestDatabases.Server server) throws InterruptedException {
        rounds(nouns, place -> server.migrated(), StepRounds::failEverywhere, "PostgreSQL");
    }

    private void rounds(
            UseCase.Nouns nouns, Function<Path, Store> stores, BiConsumer<StepRounds, String> strikes, String store)
            throws InterruptedException {
        Lanes.run(nouns.cases(), useCase -> {
            Path place = place(useCase);
            try (StepRounds rounds = new StepRounds(useCase, stores.apply(place), place)) {
                strikes.accept(rounds, store);
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

    private Store h2(Path place) {
        return Store.embedded(place.resolve("store"));
    }
}
