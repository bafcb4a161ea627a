package io.dosvm.libvirt.binding;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions that libvirt calls back, one of each signature for the whole process.
 *
 * <p>Which connection an event belongs to is told by a number in {@code opaque}, looked up here: an event that comes
 * after its connection has gone finds nothing and is dropped. The callback objects are fields, so that the garbage
 * collector cannot take them while libvirt has their address. All run on the event loop's thread and only copy.
 */
final class EventCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(EventCallbacks.class);

    /** {@code virConnectDomainEventCallback} and those of its shape: agent, network and pool lifecycle. */
    interface Detailed extends Callback {
        /** libvirt reads a result for the domain's lifecycle only. */
        int invoke(Pointer conn, Pointer object, int event, int detail, @Nullable Pointer opaque);
    }

    /** {@code virConnectDomainEventGenericCallback} and the storage pool's. */
    interface Plain extends Callback {
        void invoke(Pointer conn, Pointer object, @Nullable Pointer opaque);
    }

    /** {@code virConnectCloseFunc}. */
    interface Close extends Callback {
        void invoke(Pointer conn, int reason, @Nullable Pointer opaque);
    }

    private final Map<Long, Consumer<NativeEvent>> receivers = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    private final Detailed domainLifecycle = (conn, domain, event, detail, opaque) ->
            give(opaque, domainEvent(NativeEvent.OfDomain.LIFECYCLE, domain, event, detail));
    private final Detailed agentLifecycle = (conn, domain, event, detail, opaque) ->
            give(opaque, domainEvent(NativeEvent.OfDomain.AGENT_LIFECYCLE, domain, event, detail));
    private final Plain reboot =
            (conn, domain, opaque) -> give(opaque, domainEvent(NativeEvent.OfDomain.REBOOT, domain, 0, 0));
    private final Plain controlError =
            (conn, domain, opaque) -> give(opaque, domainEvent(NativeEvent.OfDomain.CONTROL_ERROR, domain, 0, 0));
    private final Detailed networkLifecycle = (conn, network, event, detail, opaque) -> give(
            opaque,
            new NativeEvent.OfNetwork(
                    uuid(network, Natives::virNetworkGetUUID), Natives.virNetworkGetName(network), event));
    private final Detailed poolLifecycle =
            (conn, pool, event, detail, opaque) -> give(opaque, poolEvent(0, pool, event));
    private final Plain poolRefresh = (conn, pool, opaque) -> give(opaque, poolEvent(1, pool, 0));
    private final Close close = (conn, reason, opaque) -> give(opaque, new NativeEvent.Closed(reason));

    /** Adds a receiver; it is called on the event loop's thread and must neither block nor call libvirt. */
    long add(Consumer<NativeEvent> receiver) {
        long number = numbers.incrementAndGet();
        receivers.put(number, receiver);
        return number;
    }

    void remove(long number) {
        receivers.remove(number);
    }

    /** The C function for a domain event. */
    Pointer ofDomain(int kind) {
        return CallbackReference.getFunctionPointer(
                switch (kind) {
                    case NativeEvent.OfDomain.LIFECYCLE -> domainLifecycle;
                    case NativeEvent.OfDomain.REBOOT -> reboot;
                    case NativeEvent.OfDomain.CONTROL_ERROR -> controlError;
                    case NativeEvent.OfDomain.AGENT_LIFECYCLE -> agentLifecycle;
                    default -> throw new IllegalArgumentException("no callback for domain event " + kind);
                });
    }

    /** The C function for network lifecycle events. */
    Pointer ofNetwork() {
        return CallbackReference.getFunctionPointer(networkLifecycle);
    }

    /** The C function for a storage pool event. */
    Pointer ofPool(int kind) {
        return CallbackReference.getFunctionPointer(kind == 0 ? poolLifecycle : poolRefresh);
    }

    /** The C function for the end of a connection. */
    Pointer ofClose() {
        return CallbackReference.getFunctionPointer(close);
    }

    private int give(@Nullable Pointer opaque, NativeEvent event) {
        Consumer<NativeEvent> receiver = receivers.get(Pointer.nativeValue(opaque));
        if (receiver != null) {
            try {
                receiver.accept(event);
            } catch (RuntimeException e) {
                LOG.error("an event was lost by its receiver [event={}]", event, e);
            }
        }
        return 0;
    }

    private static NativeEvent domainEvent(int kind, Pointer domain, int event, int detail) {
        return new NativeEvent.OfDomain(
                kind, uuid(domain, Natives::virDomainGetUUID), Domains.name(domain), event, detail);
    }

    private static NativeEvent poolEvent(int kind, Pointer pool, int event) {
        return new NativeEvent.OfPool(
                kind, uuid(pool, Natives::virStoragePoolGetUUID), Natives.virStoragePoolGetName(pool), event);
    }

    private static UUID uuid(Pointer object, ToIntBiFunction<Pointer, Pointer> getter) {
        try (Memory memory = new Memory(16)) {
            Faults.notNegative("virGetUUID", getter.applyAsInt(object, memory));
            return Uuids.read(memory);
        }
    }
}
