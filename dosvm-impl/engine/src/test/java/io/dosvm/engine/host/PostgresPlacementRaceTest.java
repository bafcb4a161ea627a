package io.dosvm.engine.host;

import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresPlacementRaceTest extends PlacementRaceTest {
    private final Store store;

    PostgresPlacementRaceTest(TestDatabases.Server server) {
        this.store = server.database();
    }

    @Override
    Store store() {
        return store;
    }
}
