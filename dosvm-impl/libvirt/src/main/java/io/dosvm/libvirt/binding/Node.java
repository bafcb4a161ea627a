package io.dosvm.libvirt.binding;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import io.dosvm.spi.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host of a connection. Each method is one request unless it says otherwise.
 *
 * @since 0.1
 */
public final class Node {
    private static final int ALL = -1;
    private static final int INTERFACES_ACTIVE = 1 << 1;
    private static final int STAT = 88; // struct { char field[80]; unsigned long long value; }
    private static final int STAT_NAME = 80;

    private final Connection connection;

    Node(Connection connection) {
        this.connection = connection;
    }

    /**
     * Size of the host.
     *
     * @param model CPU model
     * @param memory bytes
     * @param cpus logical CPUs that are on
     * @since 0.1
     */
    public record Info(String model, long memory, int cpus) {}

    /**
     * Its own name.
     *
     * @param call the deadline
     * @return the name
     */
    public String hostName(Call call) {
        return connection.request(
                "virConnectGetHostname",
                call,
                conn -> Faults.text("virConnectGetHostname", Natives.virConnectGetHostname(conn)));
    }

    /**
     * The driver behind the connection.
     *
     * @param call the deadline
     * @return for example {@code QEMU}
     */
    public String type(Call call) {
        return connection.request("virConnectGetType", call, conn -> {
            String type = Natives.virConnectGetType(conn);
            if (type == null) {
                throw Faults.last("virConnectGetType");
            }
            return type;
        });
    }

    /**
     * The hypervisor's version.
     *
     * @param call the deadline
     * @return for example {@code 7.2.22}; {@code 0.0.0} where it has none
     */
    public String hypervisorVersion(Call call) {
        return version("virConnectGetVersion", call, Natives::virConnectGetVersion);
    }

    /**
     * The version of libvirt on the host.
     *
     * @param call the deadline
     * @return for example {@code 9.0.0}
     */
    public String libraryVersion(Call call) {
        return version("virConnectGetLibVersion", call, Natives::virConnectGetLibVersion);
    }

    private String version(String function, Call call, VersionGetter getter) {
        return connection.request(function, call, conn -> {
            LongByReference version = new LongByReference();
            Faults.notNegative(function, getter.get(conn, version));
            return LibvirtLibrary.dotted(version.getValue());
        });
    }

    /**
     * Its size.
     *
     * @param call the deadline
     * @return CPU and memory
     */
    public Info info(Call call) {
        return connection.request("virNodeGetInfo", call, conn -> {
            // struct { char model[32]; unsigned long memory; unsigned cpus, mhz, nodes, sockets, cores, threads; }
            try (Memory out = new Memory(64)) {
                Faults.notNegative("virNodeGetInfo", Natives.virNodeGetInfo(conn, out));
                return new Info(out.getString(0, "UTF-8"), out.getLong(32) * 1024, out.getInt(40));
            }
        });
    }

    /**
     * The host capabilities document.
     *
     * @param call the deadline
     * @return XML
     */
    public String capabilities(Call call) {
        return connection.request(
                "virConnectGetCapabilities",
                call,
                conn -> Faults.text("virConnectGetCapabilities", Natives.virConnectGetCapabilities(conn)));
    }

    /**
     * The domain capabilities document.
     *
     * @param arch guest architecture, null for the host's
     * @param machine machine type, null for the default
     * @param type {@code kvm}, {@code qemu}, null for the best that the host names
     * @param call the deadline
     * @return XML
     */
    public String domainCapabilities(
            @Nullable String arch, @Nullable String machine, @Nullable String type, Call call) {
        return connection.request(
                "virConnectGetDomainCapabilities",
                call,
                conn -> Faults.text(
                        "virConnectGetDomainCapabilities",
                        Natives.virConnectGetDomainCapabilities(conn, null, arch, machine, type, 0)));
    }

    /**
     * The documents of the host's network interfaces that are up. One request, and one for each.
     *
     * @param call the deadline
     * @return XML of each
     */
    public List<String> interfaces(Call call) {
        return connection.request(
                "virConnectListAllInterfaces",
                call,
                conn -> Listing.of(
                        "virConnectListAllInterfaces",
                        array -> Natives.virConnectListAllInterfaces(conn, array, INTERFACES_ACTIVE),
                        one -> Faults.text("virInterfaceGetXMLDesc", Natives.virInterfaceGetXMLDesc(one, 0)),
                        Natives::virInterfaceFree));
    }

    /**
     * CPU time of the whole host since boot. Two requests.
     *
     * @param call the deadline
     * @return nanoseconds by kind: {@code kernel}, {@code user}, {@code idle}, {@code iowait}
     */
    public Map<String, Long> cpuTimes(Call call) {
        return stats("virNodeGetCPUStats", call, Natives::virNodeGetCPUStats);
    }

    /**
     * Memory of the whole host. Two requests.
     *
     * @param call the deadline
     * @return KiB by kind: {@code total}, {@code free}, {@code buffers}, {@code cached}
     */
    public Map<String, Long> memory(Call call) {
        return stats("virNodeGetMemoryStats", call, Natives::virNodeGetMemoryStats);
    }

    /**
     * Memory that nobody uses, for drivers that have no {@link #memory}.
     *
     * @param call the deadline
     * @return bytes
     */
    public long freeMemory(Call call) {
        return connection.request("virNodeGetFreeMemory", call, conn -> {
            long free = Natives.virNodeGetFreeMemory(conn);
            if (free == 0) {
                throw Faults.last("virNodeGetFreeMemory");
            }
            return free;
        });
    }

    private Map<String, Long> stats(String function, Call call, StatsGetter getter) {
        int count = connection.request(function, call, conn -> {
            try (Memory number = new Memory(4)) {
                number.setInt(0, 0);
                Faults.notNegative(function, getter.get(conn, ALL, null, number, 0));
                return number.getInt(0);
            }
        });
        return connection.request(function, call, conn -> {
            try (Memory number = new Memory(4);
                    Memory stats = new Memory((long) Math.max(1, count) * STAT)) {
                number.setInt(0, count);
                Faults.notNegative(function, getter.get(conn, ALL, stats, number, 0));
                Map<String, Long> result = new LinkedHashMap<>();
                for (int i = 0; i < Math.min(count, number.getInt(0)); i++) {
                    long at = (long) i * STAT;
                    result.put(stats.getString(at, "UTF-8"), stats.getLong(at + STAT_NAME));
                }
                return result;
            }
        });
    }

    private interface VersionGetter {
        int get(Pointer conn, LongByReference version);
    }

    private interface StatsGetter {
        int get(Pointer conn, int which, @Nullable Pointer stats, Pointer count, int flags);
    }
}
