package io.dosvm.engine.storage;

import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * An image as it is stored.
 *
 * @param sha256 empty until the bytes have arrived
 */
public record ImageRow(
        UUID id,
        UUID project,
        UUID pool,
        String name,
        String description,
        Version version,
        State state,
        Storage.Format format,
        ByteSize capacity,
        ByteSize size,
        String sha256) {
    static ImageRow read(ResultSet row) throws SQLException {
        return new ImageRow(
                UUID.fromString(row.getString("id")),
                UUID.fromString(row.getString("project_id")),
                UUID.fromString(row.getString("pool_id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                State.valueOf(row.getString("state")),
                Storage.Format.valueOf(row.getString("format")),
                ByteSize.bytes(row.getLong("capacity")),
                ByteSize.bytes(row.getLong("size")),
                row.getString("sha256"));
    }

    /** What it is called in messages. */
    public ResourceRef ref() {
        return new ResourceRef(ResourceKind.IMAGE, id, name);
    }

    /** Whether disks can be made from it. */
    public boolean ready() {
        return state == State.READY;
    }

    /** Where it lies on its host. */
    Storage.VolumeKey key(UUID owner) {
        return StorageNames.key(owner, pool, id, format);
    }

    /** How an image stands. */
    enum State {
        /** Its bytes are on the way. */
        UPLOADING,
        /** It can be used. */
        READY,
        /** It is going. */
        DELETING
    }
}
