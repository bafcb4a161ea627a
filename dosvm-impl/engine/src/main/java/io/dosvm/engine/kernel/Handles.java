package io.dosvm.engine.kernel;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.Image;
import io.dosvm.Instance;
import io.dosvm.Network;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.Volume;
import java.util.UUID;

/**
 * Makes the handles of every noun, for the nouns that show them in a status. Without I/O. Wired at the top, so that
 * nouns need not know each other's classes.
 */
public interface Handles {
    /** A host. */
    Host host(Caller caller, UUID id);

    /** A project. */
    Project project(Caller caller, UUID id);

    /** A pool. */
    Pool pool(Caller caller, UUID id);

    /** A volume. */
    Volume volume(Caller caller, UUID id);

    /** An image. */
    Image image(Caller caller, UUID id);

    /** A subnet. */
    Subnet subnet(Caller caller, UUID id);

    /** A network. */
    Network network(Caller caller, UUID id);

    /** An instance. */
    Instance instance(Caller caller, UUID id);

    /** A VM. */
    Vm vm(Caller caller, UUID id);
}
