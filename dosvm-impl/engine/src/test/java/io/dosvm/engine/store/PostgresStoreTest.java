package io.dosvm.engine.store;

import io.dosvm.Store;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresStoreTest extends StoreContract {
    private final Store store;

    PostgresStoreTest(TestDatabases.Server server) {
        this.store = server.database();
    }

    @Override
    Store store() {
        return store;
    }
}
