package io.dosvm.libvirt.binding;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.dosvm.spi.Call;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The domains of one host, running and defined.
 *
 * @since 0.1
 */
public final class Domains {
    /** {@code VIR_CONNECT_LIST_DOMAINS_ACTIVE}, {@code VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE}. */
    public static final int ACTIVE = 1;

    /** {@code VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING}: also what lies beneath the disks. */
    public static final int BACKING = 1 << 30;

    /** {@code VIR_CONNECT_LIST_DOMAINS_PERSISTENT}. */
    public static final int PERSISTENT = 1 << 2;

    /** {@code VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE}. */
    public static final int MANAGED_SAVE = 1 << 8;

    /** {@code VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT}. */
    public static final int HAS_SNAPSHOT = 1 << 12;

    /** {@code VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT}: a domain busy with a job gives what needs no monitor. */
    public static final int NO_WAIT = 1 << 29;

    /** {@code VIR_DOMAIN_DEFINE_VALIDATE}. */
    public static final int VALIDATE = 1;

    /** {@code VIR_DOMAIN_START_PAUSED}. */
    public static final int PAUSED = 1;

    /** {@code VIR_DOMAIN_START_AUTODESTROY}: gone with the connection. */
    public static final int AUTO_DESTROY = 1 << 1;

    /** {@code VIR_DOMAIN_SHUTOFF}. */
    private static final int SHUT_OFF = 5;

    private final Connection connection;

    Domains(Connection connection) {
        this.connection = connection;
    }

    /**
     * Names domains. One request.
     *
     * @param flags {@code virConnectListAllDomainsFlags}, 0 for all
     * @param call the deadline
     * @return all of them
     */
    public List<ObjectRef> list(int flags, Call call) {
        return connection.request(
                "virConnectListAllDomains",
                call,
                conn -> Listing.of(
                        "virConnectListAllDomains",
                        array -> Natives.virConnectListAllDomains(conn, array, flags),
                        Domains::ref,
                        Natives::virDomainFree));
    }

    /**
     * Figures of all domains, with their names and UUIDs. One request, however many domains there are.
     *
     * @param figures sum of the constants of {@link DomainStats}
     * @param flags {@code virConnectGetAllDomainStatsFlags}
     * @param call the deadline
     * @return all of them
     */
    public List<DomainStats> stats(int figures, int flags, Call call) {
        return connection.request("virConnectGetAllDomainStats", call, conn -> {
            PointerByReference array = new PointerByReference();
            int count = Faults.notNegative(
                    "virConnectGetAllDomainStats", Natives.virConnectGetAllDomainStats(conn, figures, array, flags));
            Pointer start = array.getValue();
            try (Memory uuid = new Memory(16)) {
                ByteBuffer bytes = uuid.getByteBuffer(0, 16).order(ByteOrder.BIG_ENDIAN);
                List<DomainStats> result = new ArrayList<>(count);
                for (long entry : count == 0 ? new long[0] : start.getLongArray(0, count)) {
                    result.add(stats(new Pointer(entry).getLongArray(0, 3), uuid, bytes));
                }
                return result;
            } finally {
                Natives.virDomainStatsRecordListFree(start);
            }
        });
    }

    /** Reads a virDomainStatsRecord { virDomainPtr dom; virTypedParameterPtr params; int nparams; }. */
    private static DomainStats stats(long[] entry, Pointer uuid, ByteBuffer bytes) {
        // every crossing into C counts, times a thousand
        Pointer domain = new Pointer(entry[0]);
        Natives.virDomainGetUUID(domain, uuid);
        TypedParams figures = TypedParams.read(new Pointer(entry[1]), firstInt(entry[2]));
        int id = figures.number("state.state", 0) == SHUT_OFF ? -1 : Natives.virDomainGetID(domain);
        return new DomainStats(new UUID(bytes.getLong(0), bytes.getLong(8)), name(domain), id, figures);
    }

    /** The {@code int} that C has laid where these eight bytes begin. */
    private static int firstInt(long word) {
        return (int) (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? word : word >>> 32);
    }

    /** Read here, which takes half the time of JNA's own conversion of a result. */
    static String name(Pointer domain) {
        return Natives.virDomainGetName(domain).getString(0, "UTF-8");
    }

    private static ObjectRef ref(Pointer domain) {
        try (Memory uuid = new Memory(16)) {
            Natives.virDomainGetUUID(domain, uuid);
            return new ObjectRef(Uuids.read(uuid), name(domain));
        }
    }

    /**
     * Finds a domain. One request.
     *
     * @param uuid its UUID
     * @param call the deadline
     * @return the handle, to be closed by the caller
     * @throws LibvirtException fault {@link LibvirtFault#NO_DOMAIN} if there is none
     */
    public Domain byUuid(UUID uuid, Call call) {
        return handle(
                "virDomainLookupByUUIDString",
                call,
                conn -> Natives.virDomainLookupByUUIDString(conn, uuid.toString()));
    }

    /**
     * Finds a domain. One request.
     *
     * @param name its name
     * @param call the deadline
     * @return the handle, to be closed by the caller
     * @throws LibvirtException fault {@link LibvirtFault#NO_DOMAIN} if there is none
     */
    public Domain byName(String name, Call call) {
        return handle("virDomainLookupByName", call, conn -> Natives.virDomainLookupByName(conn, name));
    }

    /**
     * Defines a domain, or replaces the definition of the one with this UUID and name. One request.
     *
     * @param xml the document
     * @param flags {@link #VALIDATE} or 0
     * @param call the deadline
     * @return the handle, to be closed by the caller
     */
    public Domain define(String xml, int flags, Call call) {
        return handle("virDomainDefineXMLFlags", call, conn -> Natives.virDomainDefineXMLFlags(conn, xml, flags));
    }

    /**
     * Starts a domain that is forgotten when it is off. One request.
     *
     * @param xml the document
     * @param flags {@link #PAUSED}, {@link #AUTO_DESTROY}
     * @param call the deadline
     * @return the handle, to be closed by the caller
     */
    public Domain createTransient(String xml, int flags, Call call) {
        return handle("virDomainCreateXML", call, conn -> Natives.virDomainCreateXML(conn, xml, flags));
    }

    private Domain handle(String function, Call call, Getter getter) {
        return connection.request(
                function, call, conn -> new Domain(connection, Faults.notNull(function, getter.get(conn))));
    }

    private interface Getter {
        @Nullable
        Pointer get(Pointer conn);
    }
}
