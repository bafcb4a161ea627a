package io.dosvm.engine.storage;

import io.dosvm.spi.Mark;
import io.dosvm.spi.Storage;
import java.util.UUID;

/** Where things lie on a host: names made from ids alone. Pure. */
final class StorageNames {
    private StorageNames() {}

    static String pool(UUID owner, UUID pool) {
        return new Mark(owner, pool, 0).madeName();
    }

    static Storage.VolumeKey key(UUID owner, UUID pool, UUID file, Storage.Format format) {
        return new Storage.VolumeKey(pool(owner, pool), new Mark(owner, file, 0).madeName() + "." + format.text());
    }
}
