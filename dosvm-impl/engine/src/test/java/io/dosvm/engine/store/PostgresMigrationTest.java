package io.dosvm.engine.store;

import io.dosvm.Store;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresMigrationTest extends MigrationContract {
    private final TestDatabases.Server server;

    PostgresMigrationTest(TestDatabases.Server server) {
        this.server = server;
    }

    @Override
    Store empty() {
        return server.database();
    }
}
