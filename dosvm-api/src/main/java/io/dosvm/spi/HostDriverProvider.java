package io.dosvm.spi;

import io.dosvm.value.HostUri;
import java.util.List;

/**
 * Makes drivers for the host URIs that it understands. Found by {@link java.util.ServiceLoader} or given to
 * {@code Dosvm.open}.
 *
 * @since 0.1
 */
public interface HostDriverProvider {
    /**
     * A short name for messages.
     *
     * @return for example {@code libvirt}
     */
    String id();

    /**
     * Whether this provider understands the URI. Without I/O.
     *
     * @param uri where the host is
     * @return true if {@link #open} would take it
     */
    boolean claims(HostUri uri);

    /**
     * A driver for one host. Without I/O: the first verb connects, and whatever fails then names the part that failed
     * by the {@code CONNECT_} codes.
     *
     * @param uri where the host is
     * @param runtime time, chance and threads of the client
     * @return the driver, owned by the caller
     * @throws io.dosvm.error.ValidationException if the URI is not right
     */
    HostDriver open(HostUri uri, Runtime runtime);

    /**
     * Looks for what would keep VMs from running there, as a person would: rights, acceleration, firmware, programs,
     * storage, ports.
     *
     * @param uri where the host is
     * @param runtime time, chance and threads of the client
     * @param call deadline over all of it
     * @return every finding, good and bad; never throws for what is wrong with the host
     */
    default List<Finding> diagnose(HostUri uri, Runtime runtime, Call call) {
        return List.of();
    }
}
