package io.dosvm.libvirt.binding;

import java.util.UUID;

/**
 * Something that libvirt told about, copied out of native memory.
 *
 * @since 0.1
 */
public sealed interface NativeEvent {
    /**
     * A domain changed.
     *
     * @param kind a {@code virDomainEventID}
     * @param uuid the domain
     * @param name its name
     * @param event for lifecycle a {@code virDomainEventType}, for the agent its state, else 0
     * @param detail for lifecycle the type's detail, for the agent the reason, else 0
     * @since 0.1
     */
    record OfDomain(int kind, UUID uuid, String name, int event, int detail) implements NativeEvent {
        /** {@code VIR_DOMAIN_EVENT_ID_LIFECYCLE}. */
        public static final int LIFECYCLE = 0;

        /** {@code VIR_DOMAIN_EVENT_ID_REBOOT}; one reboot may tell several. */
        public static final int REBOOT = 1;

        /** {@code VIR_DOMAIN_EVENT_ID_CONTROL_ERROR}. */
        public static final int CONTROL_ERROR = 7;

        /** {@code VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE}. */
        public static final int AGENT_LIFECYCLE = 18;
    }

    /**
     * A network changed.
     *
     * @param uuid the network
     * @param name its name
     * @param event a {@code virNetworkEventLifecycleType}
     * @since 0.1
     */
    record OfNetwork(UUID uuid, String name, int event) implements NativeEvent {}

    /**
     * A storage pool changed.
     *
     * @param kind a {@code virStoragePoolEventID}: 0 lifecycle, 1 refresh
     * @param uuid the pool
     * @param name its name
     * @param event for lifecycle a {@code virStoragePoolEventLifecycleType}, else 0
     * @since 0.1
     */
    record OfPool(int kind, UUID uuid, String name, int event) implements NativeEvent {}

    /**
     * The connection broke: what happened since the last event is not known.
     *
     * @param reason a {@code virConnectCloseReason}
     * @since 0.1
     */
    record Closed(int reason) implements NativeEvent {}
}
