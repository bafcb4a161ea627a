package io.dosvm.engine.storage;

import io.dosvm.spi.Mark;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** A pool as it is stored. */
public record PoolRow(
        UUID id,
        String name,
        String description,
        Version version,
        UUID host,
        String directory,
        ByteSize capacity,
        ByteSize used,
        boolean deleting) {
    static PoolRow read(ResultSet row) throws SQLException {
        return new PoolRow(
                UUID.fromString(row.getString("id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                UUID.fromString(row.getString("host_id")),
                row.getString("directory"),
                ByteSize.bytes(row.getLong("capacity")),
                ByteSize.bytes(row.getLong("used")),
                row.getBoolean("deleting"));
    }

    /** What it is called in messages. */
    public ResourceRef ref() {
        return new ResourceRef(ResourceKind.POOL, id, name);
    }

    /** What a host needs to have it active. */
    Storage.PoolDefinition definition(UUID owner) {
        return new Storage.PoolDefinition(new Mark(owner, id, 0), directory);
    }
}
