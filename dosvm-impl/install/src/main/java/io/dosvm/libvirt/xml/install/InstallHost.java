package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.nodedev.NodeDevice;
import java.util.List;
import java.util.Optional;

/**
 * What a host has, for the options that name something there: this library speaks with no host, so who calls it reads
 * the documents. The methods block as long as that takes.
 *
 * @since 0.1
 */
public interface InstallHost {
    /**
     * A domain as it is when it starts next.
     *
     * @param name its name, number or UUID
     */
    Optional<Domain> domain(String name);

    /** A device of the host by its name. */
    default Optional<NodeDevice> nodeDevice(String name) {
        return nodeDevices().stream()
                .filter(d -> OsDatabase.text(d.element(), "name").equals(name))
                .findFirst();
    }

    /** All devices of the host. */
    List<NodeDevice> nodeDevices();
}
