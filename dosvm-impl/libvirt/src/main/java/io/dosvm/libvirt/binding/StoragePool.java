package io.dosvm.libvirt.binding;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.dosvm.spi.Call;

/**
 * A handle on a storage pool. Each method with a {@link Call} is one request.
 *
 * @since 0.1
 */
public final class StoragePool extends Handle {
    StoragePool(Connection connection, Pointer pointer) {
        super(connection, "storage pool", pointer, Natives::virStoragePoolFree);
    }

    /**
     * State and sizes.
     *
     * @param active whether it is started
     * @param capacity bytes of what it lies on
     * @param allocation bytes taken there
     * @param available bytes free there
     * @since 0.1
     */
    public record Info(boolean active, long capacity, long allocation, long available) {}

    /**
     * Which it is. Sends no request.
     *
     * @return UUID and name
     */
    public ObjectRef ref() {
        return local(StoragePools::ref);
    }

    /**
     * Makes what it lies on: the directory of a directory pool.
     *
     * @param call the deadline
     */
    public void build(Call call) {
        code("virStoragePoolBuild", call, p -> Natives.virStoragePoolBuild(p, 0));
    }

    /**
     * Starts it.
     *
     * @param call the deadline
     */
    public void create(Call call) {
        code("virStoragePoolCreate", call, p -> Natives.virStoragePoolCreate(p, 0));
    }

    /**
     * Ends it; no file is touched.
     *
     * @param call the deadline
     */
    public void destroy(Call call) {
        code("virStoragePoolDestroy", call, Natives::virStoragePoolDestroy);
    }

    /**
     * Forgets its definition.
     *
     * @param call the deadline
     */
    public void undefine(Call call) {
        code("virStoragePoolUndefine", call, Natives::virStoragePoolUndefine);
    }

    /**
     * Looks again what lies in it.
     *
     * @param call the deadline
     */
    public void refresh(Call call) {
        code("virStoragePoolRefresh", call, p -> Natives.virStoragePoolRefresh(p, 0));
    }

    /**
     * Starts it with the daemon, or not.
     *
     * @param wanted whether
     * @param call the deadline
     */
    public void autostart(boolean wanted, Call call) {
        code("virStoragePoolSetAutostart", call, p -> Natives.virStoragePoolSetAutostart(p, wanted ? 1 : 0));
    }

    /**
     * Whether it is started.
     *
     * @param call the deadline
     * @return true if so
     */
    public boolean active(Call call) {
        return code("virStoragePoolIsActive", call, Natives::virStoragePoolIsActive) == 1;
    }

    /**
     * State and sizes.
     *
     * @param call the deadline
     * @return as the daemon knows them
     */
    public Info info(Call call) {
        return request("virStoragePoolGetInfo", call, p -> {
            try (Memory out = new Memory(32)) {
                Faults.notNegative("virStoragePoolGetInfo", Natives.virStoragePoolGetInfo(p, out));
                // VIR_STORAGE_POOL_RUNNING and _DEGRADED can be used
                int state = out.getInt(0);
                return new Info(state == 2 || state == 3, out.getLong(8), out.getLong(16), out.getLong(24));
            }
        });
    }

    /**
     * Its document.
     *
     * @param call the deadline
     * @return XML
     */
    public String xml(Call call) {
        return request(
                "virStoragePoolGetXMLDesc",
                call,
                p -> Faults.text("virStoragePoolGetXMLDesc", Natives.virStoragePoolGetXMLDesc(p, 0)));
    }

    /**
     * Opens a handle on each volume.
     *
     * @param call the deadline
     * @return handles, to be closed by the caller
     */
    public Handles<StorageVolume> volumes(Call call) {
        return request(
                "virStoragePoolListAllVolumes",
                call,
                p -> new Handles<>(Listing.of(
                        "virStoragePoolListAllVolumes",
                        array -> Natives.virStoragePoolListAllVolumes(p, array, 0),
                        volume -> new StorageVolume(connection(), volume),
                        taken -> {})));
    }

    /**
     * Finds a volume.
     *
     * @param name its name
     * @param call the deadline
     * @return the handle, to be closed by the caller
     * @throws LibvirtException fault {@link LibvirtFault#NO_STORAGE_VOLUME} if there is none
     */
    public StorageVolume volume(String name, Call call) {
        return request(
                "virStorageVolLookupByName",
                call,
                p -> new StorageVolume(
                        connection(),
                        Faults.notNull("virStorageVolLookupByName", Natives.virStorageVolLookupByName(p, name))));
    }

    /**
     * Makes a volume.
     *
     * @param xml the document
     * @param call the deadline
     * @return the handle, to be closed by the caller
     */
    public StorageVolume createVolume(String xml, Call call) {
        return request(
                "virStorageVolCreateXML",
                call,
                p -> new StorageVolume(
                        connection(),
                        Faults.notNull("virStorageVolCreateXML", Natives.virStorageVolCreateXML(p, xml, 0))));
    }
}
