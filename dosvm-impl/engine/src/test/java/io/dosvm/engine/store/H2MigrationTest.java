package io.dosvm.engine.store;

import io.dosvm.Store;

class H2MigrationTest extends MigrationContract {
    @Override
    Store empty() {
        return TestDatabases.memory();
    }
}
