package io.dosvm.engine.project;

import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresQuotaRaceTest extends QuotaRaceTest {
    private final Store store;

    PostgresQuotaRaceTest(TestDatabases.Server server) {
        this.store = server.database();
    }

    @Override
    Store store() {
        return store;
    }
}
