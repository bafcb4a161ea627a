package io.dosvm.libvirt;

import io.dosvm.spi.Capability;
import java.util.Set;

/** What the drivers of libvirt can do that are served here. */
final class Capabilities {
    /** QEMU; hardware acceleration is added where a guest was seen to run under it. */
    static final Set<Capability> OF_QEMU = Set.of(
            Capability.COMPUTE,
            Capability.SUSPEND,
            Capability.STORAGE,
            Capability.VOLUME_STREAMS,
            Capability.NETWORKS,
            Capability.LEASES,
            Capability.USER_NICS,
            Capability.EVENTS,
            Capability.OWNER_MARK);

    /** libvirt's test driver moves no bytes and gives no leases. */
    static final Set<Capability> OF_TEST = Set.of(
            Capability.COMPUTE,
            Capability.SUSPEND,
            Capability.STORAGE,
            Capability.NETWORKS,
            Capability.EVENTS,
            Capability.OWNER_MARK);

    /** A user's own daemon cannot make bridges. */
    static final Set<Capability> OF_SESSION = Set.of(
            Capability.COMPUTE,
            Capability.SUSPEND,
            Capability.STORAGE,
            Capability.VOLUME_STREAMS,
            Capability.USER_NICS,
            Capability.EVENTS,
            Capability.OWNER_MARK);

    private Capabilities() {}
}
