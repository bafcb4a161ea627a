package io.dosvm;

import io.dosvm.spi.Networking;
import io.dosvm.value.Cidr;
import io.dosvm.value.IpAddress;
import io.dosvm.value.Version;
import java.util.List;

/**
 * An IP plan as it was read.
 *
 * @since 0.1
 */
public interface SubnetStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Subnet subnet();

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
     * The IP network.
     *
     * @return the network
     */
    Cidr cidr();

    /**
     * The gateway.
     *
     * @return the address
     */
    IpAddress gateway();

    /**
     * What DHCP gives out.
     *
     * @return the ranges
     */
    List<Networking.DhcpRange> dhcp();

    /**
     * The DNS domain.
     *
     * @return the domain, or empty
     */
    String domain();

    /**
     * Who may use it.
     *
     * @return the projects
     */
    List<Project> projects();
}
