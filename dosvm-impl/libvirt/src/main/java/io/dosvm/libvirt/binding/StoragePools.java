package io.dosvm.libvirt.binding;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.dosvm.spi.Call;
import java.util.UUID;

/**
 * The storage pools of one host.
 *
 * @since 0.1
 */
public final class StoragePools {
    /** {@code VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE}. */
    public static final int ACTIVE = 1 << 1;

    private final Connection connection;

    StoragePools(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a handle on each. One request.
     *
     * @param flags {@code virConnectListAllStoragePoolsFlags}, 0 for all
     * @param call the deadline
     * @return handles, to be closed by the caller
     */
    public Handles<StoragePool> open(int flags, Call call) {
        return connection.request(
                "virConnectListAllStoragePools",
                call,
                conn -> new Handles<>(Listing.of(
                        "virConnectListAllStoragePools",
                        array -> Natives.virConnectListAllStoragePools(conn, array, flags),
                        pool -> new StoragePool(connection, pool),
                        taken -> {})));
    }

    static ObjectRef ref(Pointer pool) {
        try (Memory uuid = new Memory(16)) {
            Natives.virStoragePoolGetUUID(pool, uuid);
            return new ObjectRef(Uuids.read(uuid), Natives.virStoragePoolGetName(pool));
        }
    }

    /**
     * Finds a pool. One request.
     *
     * @param uuid its UUID
     * @param call the deadline
     * @return the handle, to be closed by the caller
     * @throws LibvirtException fault {@link LibvirtFault#NO_STORAGE_POOL} if there is none
     */
    public StoragePool byUuid(UUID uuid, Call call) {
        return connection.request(
                "virStoragePoolLookupByUUIDString",
                call,
                conn -> new StoragePool(
                        connection,
                        Faults.notNull(
                                "virStoragePoolLookupByUUIDString",
                                Natives.virStoragePoolLookupByUUIDString(conn, uuid.toString()))));
    }

    /**
     * Finds a pool. One request.
     *
     * @param name its name
     * @param call the deadline
     * @return the handle, to be closed by the caller
     * @throws LibvirtException fault {@link LibvirtFault#NO_STORAGE_POOL} if there is none
     */
    public StoragePool byName(String name, Call call) {
        return connection.request(
                "virStoragePoolLookupByName",
                call,
                conn -> new StoragePool(
                        connection,
                        Faults.notNull("virStoragePoolLookupByName", Natives.virStoragePoolLookupByName(conn, name))));
    }

    /**
     * Defines a pool. One request.
     *
     * @param xml the document
     * @param call the deadline
     * @return the handle, to be closed by the caller
     */
    public StoragePool define(String xml, Call call) {
        return connection.request(
                "virStoragePoolDefineXML",
                call,
                conn -> new StoragePool(
                        connection,
                        Faults.notNull("virStoragePoolDefineXML", Natives.virStoragePoolDefineXML(conn, xml, 0))));
    }
}
