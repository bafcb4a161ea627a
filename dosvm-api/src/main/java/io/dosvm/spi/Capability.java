package io.dosvm.spi;

/**
 * What a host may be able to do. A driver says it; what it lacks it refuses with {@code CAPABILITY_MISSING}.
 *
 * @since 0.1
 */
public enum Capability {
    /** VMs can be defined, started and stopped: {@link Compute}. */
    COMPUTE,
    /** A running guest can be paused and go on. */
    SUSPEND,
    /** Pools and volumes: {@link Storage}. */
    STORAGE,
    /** Bytes can be sent to and read from volumes. */
    VOLUME_STREAMS,
    /** Networks with DHCP and NAT: {@link Networking}. */
    NETWORKS,
    /** DHCP leases can be read. */
    LEASES,
    /** VMs may have NICs in user networking: {@link UserNetworking}. */
    USER_NICS,
    /** Changes are told as they happen. */
    EVENTS,
    /** The host carries an owner mark. */
    OWNER_MARK,
    /** Hardware acceleration, shown by a guest that ran under it. */
    ACCELERATION,
    /** A capability that this version does not know. */
    UNKNOWN
}
