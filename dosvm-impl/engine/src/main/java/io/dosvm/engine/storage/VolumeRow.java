package io.dosvm.engine.storage;

import io.dosvm.VolumeStatus;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * A volume as it is stored.
 *
 * @param image what it is a linked clone of
 * @param vm the VM whose own it is: made with it, and gone with it
 */
public record VolumeRow(
        UUID id,
        UUID project,
        UUID pool,
        String name,
        String description,
        Version version,
        VolumeStatus.State state,
        Storage.Format format,
        ByteSize capacity,
        Optional<UUID> image,
        Optional<UUID> vm) {
    static VolumeRow read(ResultSet row) throws SQLException {
        return new VolumeRow(
                UUID.fromString(row.getString("id")),
                UUID.fromString(row.getString("project_id")),
                UUID.fromString(row.getString("pool_id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                VolumeStatus.State.valueOf(row.getString("state")),
                Storage.Format.valueOf(row.getString("format")),
                ByteSize.bytes(row.getLong("capacity")),
                Optional.ofNullable(row.getString("image_id")).map(UUID::fromString),
                Optional.ofNullable(row.getString("vm_id")).map(UUID::fromString));
    }

    /** What it is called in messages. */
    public ResourceRef ref() {
        return new ResourceRef(ResourceKind.VOLUME, id, name);
    }

    /** Where it lies on its host. */
    Storage.VolumeKey key(UUID owner) {
        return StorageNames.key(owner, pool, id, format);
    }
}
