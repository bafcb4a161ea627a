package io.dosvm.engine.store;

import io.dosvm.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    Store store() {
        return Store.embedded(folder);
    }
}
