package io.dosvm;

import io.dosvm.value.Version;
import java.util.Optional;

/**
 * A network as it was read.
 *
 * @since 0.1
 */
public interface NetworkStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Network network();

    /**
     * Its name.
     *
     * @return the name
     */
    String name();

    /**
     * What it is for.
     *
     * @return as given, or empty
     */
    String description();

    /**
     * Which edit this is.
     *
     * @return for {@link VersionCondition#ifVersion}
     */
    Version version();

    /**
     * Whose it is.
     *
     * @return the project
     */
    Project project();

    /**
     * The host that it is bound to.
     *
     * @return the host
     */
    Host host();

    /**
     * The IP plan.
     *
     * @return the subnet
     */
    Subnet subnet();

    /**
     * Its bridge on the host.
     *
     * @return 1–15 characters, made by us
     */
    String bridge();

    /**
     * The interface that NAT goes out by.
     *
     * @return empty for any
     */
    Optional<String> forwardInterface();
}
