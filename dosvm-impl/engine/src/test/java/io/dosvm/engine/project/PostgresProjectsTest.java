package io.dosvm.engine.project;

import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("database")
@ExtendWith(TestDatabases.class)
class PostgresProjectsTest extends ProjectsTest {
    private final Store store;

    PostgresProjectsTest(TestDatabases.Server server) {
        this.store = server.database();
    }

    @Override
    Store store() {
        return store;
    }
}
