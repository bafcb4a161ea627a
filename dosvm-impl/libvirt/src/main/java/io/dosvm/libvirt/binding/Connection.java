package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a libvirt daemon.
 *
 * <p>Thread-safe. Requests run on the threads of its lane and end by their deadline; see {@link Lane}.
 *
 * @since 0.1
 */
public final class Connection implements CallSlots.Disposable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration ORDERLY = Duration.ofSeconds(1);
    private static final Duration CUT = Duration.ofMillis(3_500);

    private final LibvirtLibrary library;
    private final Runtime runtime;
    private final CallSlots slots;
    private final NativeRef ref;
    private final Pointer pointer;
    private final Optional<Lifeline> lifeline;
    private final Consumer<NativeEvent> listener;
    private final long receiver;
    private final Runtime.Signal gone;
    private final Set<Handle> handles = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private boolean watchesClose;
    private volatile boolean broken;
    private volatile boolean hearsDomains;
    private final AtomicBoolean registering = new AtomicBoolean();
    private Runtime.@Nullable Task closing;

    private Connection(
            LibvirtLibrary library,
            Runtime runtime,
            CallSlots slots,
            Pointer pointer,
            Optional<Lifeline> lifeline,
            Consumer<NativeEvent> listener) {
        this.library = library;
        this.runtime = runtime;
        this.slots = slots;
        this.pointer = pointer;
        this.lifeline = lifeline;
        this.listener = listener;
        this.gone = runtime.signal();
        this.ref = new NativeRef("connection", pointer, this::disconnect);
        this.receiver = library.events().callbacks().add(this::received);
    }

    /** Opens a connection; runs on a thread of the slots. Holds the event loop until it is natively closed. */
    static Connection open(
            LibvirtLibrary library,
            Runtime runtime,
            CallSlots slots,
            ConnectUri uri,
            KeepAlive keepAlive,
            Consumer<NativeEvent> listener) {
        library.events().retain();
        Set<Long> before = library.lifelines().before();
        Pointer pointer = Natives.virConnectOpenAuth(uri.forLibvirt(), null, 0);
        if (pointer == null) {
            LibvirtFault fault = Faults.lastFault();
            library.events().release();
            throw uri.refused(fault);
        }
        Optional<Lifeline> lifeline = library.lifelines().since(before, uri);
        Connection connection = new Connection(library, runtime, slots, pointer, lifeline, listener);
        // drivers inside this process have neither a keepalive nor a way to lose their connection: no failure
        Natives.virConnectSetKeepAlive(pointer, keepAlive.seconds(), keepAlive.count());
        connection.watchesClose = Natives.virConnectRegisterCloseCallback(
                        pointer, library.events().callbacks().ofClose(), new Pointer(connection.receiver), null)
                == 0;
        Natives.virResetLastError();
        return connection;
    }

    /**
     * How often the daemon must answer for the connection to count as alive.
     *
     * @param seconds between two questions, above 0
     * @param count unanswered questions after which the connection is given up
     * @since 0.1
     */
    public record KeepAlive(int seconds, int count) {
        /** A daemon that is silent for 20 seconds is given up. */
        public static final KeepAlive DEFAULT = new KeepAlive(5, 3);
    }

    /**
     * The domains of the host.
     *
     * @return what can be asked about them
     */
    public Domains domains() {
        return new Domains(this);
    }

    /**
     * The networks of the host.
     *
     * @return what can be asked about them
     */
    public Networks networks() {
        return new Networks(this);
    }

    /**
     * The storage pools of the host.
     *
     * @return what can be asked about them
     */
    public StoragePools pools() {
        return new StoragePools(this);
    }

    /**
     * The host itself.
     *
     * @return what can be asked about it
     */
    public Node node() {
        return new Node(this);
    }

    /**
     * Whether the connection is known to be broken: a new one is needed.
     *
     * @return true once it broke
     */
    public boolean broken() {
        return broken;
    }

    /**
     * Handles that are open now.
     *
     * @return how many
     */
    public int openHandles() {
        return handles.size();
    }

    /**
     * Whether changes of domains are told from now on; asks libvirt for that, seven requests, when first called.
     *
     * @param call the deadline
     * @return false if this host tells nothing
     */
    public boolean hears(Call call) {
        registerEvents(call);
        return hearsDomains;
    }

    /** Asks libvirt to tell about domains, networks and pools, as far as this host can; what it cannot is left out. */
    void registerEvents(Call call) {
        if (!registering.compareAndSet(false, true)) {
            return;
        }
        boolean done = false;
        try {
            registerAll(call);
            done = true;
        } finally {
            registering.set(done);
        }
    }

    private void registerAll(Call call) {
        register(
                call,
                "virConnectDomainEventRegisterAny",
                List.of(
                        NativeEvent.OfDomain.LIFECYCLE,
                        NativeEvent.OfDomain.REBOOT,
                        NativeEvent.OfDomain.CONTROL_ERROR,
                        NativeEvent.OfDomain.AGENT_LIFECYCLE),
                EventCallbacks::ofDomain,
                Natives::virConnectDomainEventRegisterAny,
                Natives::virConnectDomainEventDeregisterAny);
        register(
                call,
                "virConnectNetworkEventRegisterAny",
                List.of(0),
                (callbacks, kind) -> callbacks.ofNetwork(),
                Natives::virConnectNetworkEventRegisterAny,
                Natives::virConnectNetworkEventDeregisterAny);
        register(
                call,
                "virConnectStoragePoolEventRegisterAny",
                List.of(0, 1),
                EventCallbacks::ofPool,
                Natives::virConnectStoragePoolEventRegisterAny,
                Natives::virConnectStoragePoolEventDeregisterAny);
    }

    private void register(
            Call call,
            String function,
            List<Integer> kinds,
            Callbacks callbacks,
            Register register,
            Deregister deregister) {
        for (int kind : kinds) {
            Pointer callback = callbacks.of(library.events().callbacks(), kind);
            request(
                    function,
                    call,
                    conn -> {
                        int id = register.call(conn, null, kind, callback, new Pointer(receiver), null);
                        if (id >= 0) {
                            registrations.add(new Registration(id, deregister));
                            if (function.startsWith("virConnectDomain") && kind == NativeEvent.OfDomain.LIFECYCLE) {
                                hearsDomains = true;
                            }
                            return id;
                        }
                        LibvirtException refused = Faults.last(function);
                        if (refused.is(
                                LibvirtFault.NO_SUPPORT,
                                LibvirtFault.OPERATION_UNSUPPORTED,
                                LibvirtFault.ARGUMENT_UNSUPPORTED,
                                LibvirtFault.INVALID_ARG)) {
                            return id;
                        }
                        throw refused;
                    },
                    () -> {});
        }
    }

    /** Sends one request on a thread of the lane. */
    <T extends @Nullable Object> T request(String function, Call call, Function<Pointer, T> body, Runnable after) {
        Pointer conn;
        try {
            conn = ref.enter();
        } catch (LibvirtException e) {
            after.run();
            throw e;
        }
        return slots.call(function, call, () -> checked(function, conn, body), () -> {
            after.run();
            ref.exit();
        });
    }

    <T extends @Nullable Object> T request(String function, Call call, Function<Pointer, T> body) {
        return request(function, call, body, () -> {});
    }

    private <T extends @Nullable Object> T checked(String function, Pointer conn, Function<Pointer, T> body) {
        try {
            return body.apply(conn);
        } catch (LibvirtException e) {
            // asked of the client side only: no request is sent
            LibvirtFault fault = e.fault().orElse(null);
            if (fault != null && fault.fromTransport() && Natives.virConnectIsAlive(conn) == 0) {
                broken = true;
                throw LibvirtException.lost(function, fault);
            }
            throw e;
        }
    }

    /** A new stream. Sends no request, but holds the connection, so it is made as one. */
    ByteStream stream(Call call) {
        return request(
                "virStreamNew",
                call,
                conn -> new ByteStream(this, Faults.notNull("virStreamNew", Natives.virStreamNew(conn, 0))));
    }

    void adopted(Handle handle) {
        handles.add(handle);
    }

    void freed(Handle handle) {
        handles.remove(handle);
    }

    private void received(NativeEvent event) {
        if (event instanceof NativeEvent.Closed) {
            broken = true;
        }
        listener.accept(event);
    }

    @Override
    public void dispose() {
        beginClose();
    }

    /** Starts closing on a thread of its own and returns at once. Repeatable. */
    void beginClose() {
        lock.lock();
        try {
            if (closing == null) {
                broken = true;
                closing = runtime.start("libvirt-close", this::closeOrderly);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the end of closing, which {@link #beginClose} began: less than five seconds, whatever the daemon does.
     */
    boolean awaitClosed() {
        if (gone.await(0, ORDERLY)) {
            return true;
        }
        cut();
        return gone.await(0, CUT);
    }

    /** Cuts the connection off: what hangs in it comes back at once, with an error. */
    private void cut() {
        lifeline.ifPresent(Lifeline::cut);
    }

    private void closeOrderly() {
        for (Registration registration : registrations) {
            registration.deregister().call(pointer, registration.id());
        }
        if (watchesClose) {
            Natives.virConnectUnregisterCloseCallback(
                    pointer, library.events().callbacks().ofClose());
        }
        Natives.virResetLastError();
        List<Handle> leaked = List.copyOf(handles);
        leaked.forEach(Handle::close);
        if (!leaked.isEmpty()) {
            LOG.warn("libvirt handles were left open and are freed with their connection [handles={}]", leaked.size());
        }
        ref.close();
    }

    private void disconnect(Pointer conn) {
        Natives.virConnectClose(conn);
        lifeline.ifPresent(Lifeline::close);
        Natives.virResetLastError();
        library.events().callbacks().remove(receiver);
        library.events().release();
        gone.raise();
    }

    private record Registration(int id, Deregister deregister) {}

    private interface Callbacks {
        Pointer of(EventCallbacks callbacks, int kind);
    }

    private interface Register {
        int call(
                Pointer conn,
                @Nullable Pointer object,
                int kind,
                Pointer callback,
                Pointer opaque,
                @Nullable Pointer free);
    }

    private interface Deregister {
        int call(Pointer conn, int id);
    }
}
