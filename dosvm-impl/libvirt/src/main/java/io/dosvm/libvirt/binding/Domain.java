package io.dosvm.libvirt.binding;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.dosvm.spi.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A handle on a domain. Each method with a {@link Call} is one request.
 *
 * @since 0.1
 */
public final class Domain extends Handle {
    /** {@code VIR_DOMAIN_XML_SECURE}: with passwords. */
    public static final int XML_SECURE = 1;

    /** {@code VIR_DOMAIN_XML_INACTIVE}: as at the next start. */
    public static final int XML_INACTIVE = 1 << 1;

    /** {@code VIR_DOMAIN_AFFECT_LIVE}: the running domain. */
    public static final int LIVE = 1;

    /** {@code VIR_DOMAIN_AFFECT_CONFIG}: the next start. */
    public static final int CONFIG = 2;

    /** {@code VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | _SNAPSHOTS_METADATA | _NVRAM}: all that the definition owns. */
    public static final int UNDEFINE_ALL = 1 | 2 | 4;

    /** {@code VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE}. */
    public static final int FROM_LEASE = 0;

    /** {@code VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT}. */
    public static final int FROM_AGENT = 1;

    /** {@code VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP}. */
    public static final int FROM_ARP = 2;

    private static final int METADATA_ELEMENT = 2;

    Domain(Connection connection, Pointer pointer) {
        super(connection, "domain", pointer, Natives::virDomainFree);
    }

    /**
     * The state.
     *
     * @param state a {@code virDomainState}
     * @param reason what the state says of its reason
     * @since 0.1
     */
    public record State(int state, int reason) {}

    /**
     * The size.
     *
     * @param memory KiB now
     * @param vcpus virtual CPUs now
     * @param cpuTime nanoseconds since its start
     * @since 0.1
     */
    public record Size(long memory, int vcpus, long cpuTime) {}

    /**
     * A NIC with the addresses that one source knows.
     *
     * @param name the host's or the guest's name of it, as the source tells
     * @param mac its hardware address, if the source tells it
     * @param addresses IP addresses as text
     * @since 0.1
     */
    public record Interface(String name, Optional<String> mac, List<String> addresses) {}

    /**
     * Starts it.
     *
     * @param flags {@link Domains#PAUSED} or 0
     * @param call the deadline
     */
    public void create(int flags, Call call) {
        code("virDomainCreateWithFlags", call, d -> Natives.virDomainCreateWithFlags(d, flags));
    }

    /**
     * Pulls its plug.
     *
     * @param call the deadline
     */
    public void destroy(Call call) {
        code("virDomainDestroyFlags", call, d -> Natives.virDomainDestroyFlags(d, 0));
    }

    /**
     * Asks the guest to power off.
     *
     * @param flags {@code virDomainShutdownFlagValues}, 0 for the driver's choice
     * @param call the deadline
     */
    public void shutdown(int flags, Call call) {
        code("virDomainShutdownFlags", call, d -> Natives.virDomainShutdownFlags(d, flags));
    }

    /**
     * Asks the guest to reboot.
     *
     * @param flags {@code virDomainRebootFlagValues}, 0 for the driver's choice
     * @param call the deadline
     */
    public void reboot(int flags, Call call) {
        code("virDomainReboot", call, d -> Natives.virDomainReboot(d, flags));
    }

    /**
     * Presses the reset button.
     *
     * @param call the deadline
     */
    public void reset(Call call) {
        code("virDomainReset", call, d -> Natives.virDomainReset(d, 0));
    }

    /**
     * Pauses it.
     *
     * @param call the deadline
     */
    public void suspend(Call call) {
        code("virDomainSuspend", call, Natives::virDomainSuspend);
    }

    /**
     * Lets it go on.
     *
     * @param call the deadline
     */
    public void resume(Call call) {
        code("virDomainResume", call, Natives::virDomainResume);
    }

    /**
     * Forgets its definition.
     *
     * @param flags {@code virDomainUndefineFlagsValues}
     * @param call the deadline
     */
    public void undefine(int flags, Call call) {
        code("virDomainUndefineFlags", call, d -> Natives.virDomainUndefineFlags(d, flags));
    }

    /**
     * What it does.
     *
     * @param call the deadline
     * @return state and reason
     */
    public State state(Call call) {
        return request("virDomainGetState", call, d -> {
            try (Memory out = new Memory(8)) {
                Faults.notNegative("virDomainGetState", Natives.virDomainGetState(d, out, out.share(4), 0));
                return new State(out.getInt(0), out.getInt(4));
            }
        });
    }

    /**
     * Its size, for drivers whose bulk figures lack it.
     *
     * @param call the deadline
     * @return memory and CPUs
     */
    public Size size(Call call) {
        return request("virDomainGetInfo", call, d -> {
            // struct { unsigned char state; unsigned long maxMem; unsigned long memory; unsigned short nrVirtCpu; ...
            try (Memory out = new Memory(40)) {
                Faults.notNegative("virDomainGetInfo", Natives.virDomainGetInfo(d, out));
                return new Size(out.getLong(16), out.getShort(24), out.getLong(32));
            }
        });
    }

    /**
     * Its snapshots.
     *
     * @param call the deadline
     * @return handles, to be closed by the caller
     */
    public Handles<Snapshot> snapshots(Call call) {
        return request(
                "virDomainListAllSnapshots",
                call,
                d -> new Handles<>(Listing.of(
                        "virDomainListAllSnapshots",
                        array -> Natives.virDomainListAllSnapshots(d, array, 0),
                        snapshot -> new Snapshot(connection(), snapshot),
                        taken -> {})));
    }

    /**
     * Opens its first console: what the guest writes to its serial port can be read from it.
     *
     * @param call the deadline
     * @return the stream, to be aborted and closed by the caller
     */
    public ByteStream console(Call call) {
        ByteStream stream = connection().stream(call);
        boolean opened = false;
        try {
            code(
                    "virDomainOpenConsole",
                    call,
                    d -> stream.local(pointer -> Natives.virDomainOpenConsole(d, null, pointer, 0)));
            opened = true;
            return stream;
        } finally {
            if (!opened) {
                stream.close();
            }
        }
    }

    /**
     * Its document.
     *
     * @param flags {@link #XML_INACTIVE}, {@link #XML_SECURE}, or 0
     * @param call the deadline
     * @return XML
     */
    public String xml(int flags, Call call) {
        return request(
                "virDomainGetXMLDesc",
                call,
                d -> Faults.text("virDomainGetXMLDesc", Natives.virDomainGetXMLDesc(d, flags)));
    }

    /**
     * Whether it runs.
     *
     * @param call the deadline
     * @return true if it is in memory
     */
    public boolean active(Call call) {
        return code("virDomainIsActive", call, Natives::virDomainIsActive) == 1;
    }

    /**
     * Whether the host keeps it when it is off.
     *
     * @param call the deadline
     * @return true if it is defined
     */
    public boolean persistent(Call call) {
        return code("virDomainIsPersistent", call, Natives::virDomainIsPersistent) == 1;
    }

    /**
     * Starts it with the daemon, or not.
     *
     * @param wanted whether
     * @param call the deadline
     */
    public void autostart(boolean wanted, Call call) {
        code("virDomainSetAutostart", call, d -> Natives.virDomainSetAutostart(d, wanted ? 1 : 0));
    }

    /**
     * Sets the metadata element of a namespace.
     *
     * @param namespace the namespace's URI
     * @param prefix the prefix that libvirt will write for it
     * @param xml one element without that prefix
     * @param flags {@link #LIVE}, {@link #CONFIG}
     * @param call the deadline
     */
    public void metadata(String namespace, String prefix, String xml, int flags, Call call) {
        code(
                "virDomainSetMetadata",
                call,
                d -> Natives.virDomainSetMetadata(d, METADATA_ELEMENT, xml, prefix, namespace, flags));
    }

    /**
     * The guest's addresses, as one source knows them.
     *
     * @param source {@link #FROM_LEASE}, {@link #FROM_AGENT} or {@link #FROM_ARP}
     * @param call the deadline
     * @return its NICs
     */
    public List<Interface> addresses(int source, Call call) {
        return request(
                "virDomainInterfaceAddresses",
                call,
                d -> Listing.of(
                        "virDomainInterfaceAddresses",
                        array -> Natives.virDomainInterfaceAddresses(d, array, source, 0),
                        Domain::readInterface,
                        Natives::virDomainInterfaceFree));
    }

    /** Reads a virDomainInterface { char *name; char *hwaddr; unsigned naddrs; virDomainIPAddressPtr addrs; }. */
    private static Interface readInterface(Pointer struct) {
        int word = Native.POINTER_SIZE;
        int count = struct.getInt(2L * word);
        Pointer addresses = struct.getPointer(3L * word);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // virDomainIPAddress { int type; char *addr; unsigned prefix; }
            String text = Faults.field(addresses, i * 3L * word + word);
            if (text != null) {
                texts.add(text);
            }
        }
        String name = Faults.field(struct, 0);
        return new Interface(name == null ? "" : name, Optional.ofNullable(Faults.field(struct, word)), texts);
    }

    /**
     * Sends a line to QEMU's monitor for people, past libvirt: for what QEMU has no other command.
     *
     * @param line the command
     * @param call the deadline
     * @return what QEMU says, for people; what it refuses it tells in words
     * @throws LibvirtException {@link LibvirtException.Reason#LIBRARY} where libvirt-qemu.so.0 is not installed
     */
    public String monitorLine(String line, Call call) {
        return monitor(line, QemuLibrary.FOR_PEOPLE, call);
    }

    /**
     * Sends a command to QEMU's monitor, past libvirt: for what libvirt has no function.
     *
     * @param json the QMP command
     * @param call the deadline
     * @return QEMU's answer, JSON
     * @throws LibvirtException {@link LibvirtException.Reason#LIBRARY} where libvirt-qemu.so.0 is not installed
     */
    public String monitor(String json, Call call) {
        return monitor(json, 0, call);
    }

    private String monitor(String command, int flags, Call call) {
        QemuLibrary qemu = QemuLibrary.load();
        return request("virDomainQemuMonitorCommand", call, d -> {
            PointerByReference answer = new PointerByReference();
            Faults.notNegative("virDomainQemuMonitorCommand", qemu.monitorCommand(d, command, answer, flags));
            return Faults.text("virDomainQemuMonitorCommand", answer.getValue());
        });
    }
}
