package io.dosvm;

import io.dosvm.value.ByteSize;
import io.dosvm.value.Version;
import java.util.Optional;

/**
 * A definition as it was read.
 *
 * @since 0.1
 */
public interface InstanceStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Instance instance();

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
     * Virtual CPUs.
     *
     * @return 1–255
     */
    int vcpus();

    /**
     * Guest memory.
     *
     * @return the size
     */
    ByteSize memory();

    /**
     * The architecture.
     *
     * @return the name
     */
    String architecture();

    /**
     * The machine type.
     *
     * @return empty for the host's default
     */
    Optional<String> machine();

    /**
     * How many VMs it has.
     *
     * @return the number
     */
    int vms();

    /**
     * How many disks it has.
     *
     * @return the number
     */
    int disks();

    /**
     * How many NICs it has.
     *
     * @return the number
     */
    int nics();
}
