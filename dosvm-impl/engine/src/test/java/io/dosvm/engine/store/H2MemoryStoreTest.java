package io.dosvm.engine.store;

import io.dosvm.Store;

class H2MemoryStoreTest extends StoreContract {
    private final Store store = TestDatabases.memory();

    @Override
    Store store() {
        return store;
    }
}
