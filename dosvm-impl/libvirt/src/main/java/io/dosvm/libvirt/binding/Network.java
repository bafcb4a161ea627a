package io.dosvm.libvirt.binding;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.dosvm.spi.Call;
import java.util.List;
import java.util.Optional;

/**
 * A handle on a virtual network. Each method with a {@link Call} is one request.
 *
 * @since 0.1
 */
public final class Network extends Handle {
    /** {@code VIR_NETWORK_XML_INACTIVE}: as at the next start. */
    public static final int XML_INACTIVE = 1;

    Network(Connection connection, Pointer pointer) {
        super(connection, "network", pointer, Natives::virNetworkFree);
    }

    /**
     * A DHCP lease.
     *
     * @param mac whose, if told
     * @param address what was given
     * @param hostName the name that the guest told, if it did
     * @param until when it runs out, seconds since 1970 by the host's clock; 0 for never
     * @since 0.1
     */
    public record Lease(Optional<String> mac, String address, Optional<String> hostName, long until) {}

    /**
     * Which it is. Sends no request.
     *
     * @return UUID and name
     */
    public ObjectRef ref() {
        return local(Networks::ref);
    }

    /**
     * Starts it.
     *
     * @param call the deadline
     */
    public void create(Call call) {
        code("virNetworkCreate", call, Natives::virNetworkCreate);
    }

    /**
     * Ends it.
     *
     * @param call the deadline
     */
    public void destroy(Call call) {
        code("virNetworkDestroy", call, Natives::virNetworkDestroy);
    }

    /**
     * Forgets its definition.
     *
     * @param call the deadline
     */
    public void undefine(Call call) {
        code("virNetworkUndefine", call, Natives::virNetworkUndefine);
    }

    /**
     * Whether it is started.
     *
     * @param call the deadline
     * @return true if so
     */
    public boolean active(Call call) {
        return code("virNetworkIsActive", call, Natives::virNetworkIsActive) == 1;
    }

    /**
     * Starts it with the daemon, or not.
     *
     * @param wanted whether
     * @param call the deadline
     */
    public void autostart(boolean wanted, Call call) {
        code("virNetworkSetAutostart", call, n -> Natives.virNetworkSetAutostart(n, wanted ? 1 : 0));
    }

    /**
     * Its document.
     *
     * @param flags {@link #XML_INACTIVE} or 0
     * @param call the deadline
     * @return XML
     */
    public String xml(int flags, Call call) {
        return request(
                "virNetworkGetXMLDesc",
                call,
                n -> Faults.text("virNetworkGetXMLDesc", Natives.virNetworkGetXMLDesc(n, flags)));
    }

    /**
     * The leases that its DHCP server gave.
     *
     * @param call the deadline
     * @return those that have not run out
     */
    public List<Lease> leases(Call call) {
        return request(
                "virNetworkGetDHCPLeases",
                call,
                n -> Listing.of(
                        "virNetworkGetDHCPLeases",
                        array -> Natives.virNetworkGetDHCPLeases(n, null, array, 0),
                        Network::readLease,
                        Natives::virNetworkDHCPLeaseFree));
    }

    /**
     * Reads a virNetworkDHCPLease { char *iface; long long expirytime; int type; char *mac; char *iaid; char *ipaddr;
     * unsigned prefix; char *hostname; char *clientid; }.
     */
    private static Lease readLease(Pointer struct) {
        long word = Native.POINTER_SIZE;
        String address = Faults.field(struct, 5 * word);
        return new Lease(
                Optional.ofNullable(Faults.field(struct, 3 * word)),
                address == null ? "" : address,
                Optional.ofNullable(Faults.field(struct, 7 * word)),
                struct.getLong(word));
    }
}
