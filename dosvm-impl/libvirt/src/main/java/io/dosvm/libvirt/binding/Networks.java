package io.dosvm.libvirt.binding;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.dosvm.spi.Call;
import java.util.List;
import java.util.UUID;

/**
 * The virtual networks of one host.
 *
 * @since 0.1
 */
public final class Networks {
    /** {@code VIR_CONNECT_LIST_NETWORKS_ACTIVE}. */
    public static final int ACTIVE = 1 << 1;

    private final Connection connection;

    Networks(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a handle on each. One request.
     *
     * @param flags {@code virConnectListAllNetworksFlags}, 0 for all
     * @param call the deadline
     * @return handles, to be closed by the caller
     */
    public Handles<Network> open(int flags, Call call) {
        return connection.request(
                "virConnectListAllNetworks",
                call,
                conn -> new Handles<>(Listing.of(
                        "virConnectListAllNetworks",
                        array -> Natives.virConnectListAllNetworks(conn, array, flags),
                        network -> new Network(connection, network),
                        taken -> {})));
    }

    /**
     * Names networks. One request.
     *
     * @param flags {@code virConnectListAllNetworksFlags}, 0 for all
     * @param call the deadline
     * @return all of them
     */
    public List<ObjectRef> list(int flags, Call call) {
        return connection.request(
                "virConnectListAllNetworks",
                call,
                conn -> Listing.of(
                        "virConnectListAllNetworks",
                        array -> Natives.virConnectListAllNetworks(conn, array, flags),
                        Networks::ref,
                        Natives::virNetworkFree));
    }

    static ObjectRef ref(Pointer network) {
        try (Memory uuid = new Memory(16)) {
            Natives.virNetworkGetUUID(network, uuid);
            return new ObjectRef(Uuids.read(uuid), Natives.virNetworkGetName(network));
        }
    }

    /**
     * Finds a network. One request.
     *
     * @param uuid its UUID
     * @param call the deadline
     * @return the handle, to be closed by the caller
     * @throws LibvirtException fault {@link LibvirtFault#NO_NETWORK} if there is none
     */
    public Network byUuid(UUID uuid, Call call) {
        return connection.request(
                "virNetworkLookupByUUIDString",
                call,
                conn -> new Network(
                        connection,
                        Faults.notNull(
                                "virNetworkLookupByUUIDString",
                                Natives.virNetworkLookupByUUIDString(conn, uuid.toString()))));
    }

    /**
     * Finds a network. One request.
     *
     * @param name its name
     * @param call the deadline
     * @return the handle, to be closed by the caller
     * @throws LibvirtException fault {@link LibvirtFault#NO_NETWORK} if there is none
     */
    public Network byName(String name, Call call) {
        return connection.request(
                "virNetworkLookupByName",
                call,
                conn -> new Network(
                        connection,
                        Faults.notNull("virNetworkLookupByName", Natives.virNetworkLookupByName(conn, name))));
    }

    /**
     * Defines a network, or replaces the definition of the one with this UUID and name. One request.
     *
     * @param xml the document
     * @param call the deadline
     * @return the handle, to be closed by the caller
     */
    public Network define(String xml, Call call) {
        return connection.request(
                "virNetworkDefineXML",
                call,
                conn -> new Network(
                        connection, Faults.notNull("virNetworkDefineXML", Natives.virNetworkDefineXML(conn, xml))));
    }
}
