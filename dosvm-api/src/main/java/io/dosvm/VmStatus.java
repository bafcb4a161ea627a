package io.dosvm;

import io.dosvm.value.ByteSize;
import io.dosvm.value.MacAddress;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import io.dosvm.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A VM as it was read.
 *
 * @since 0.1
 */
public interface VmStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Vm vm();

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
     * The definition that it was made from.
     *
     * @return the instance
     */
    Instance instance();

    /**
     * What its owner wants.
     *
     * @return the power state
     */
    PowerState power();

    /**
     * What it was last seen to do.
     *
     * @return the run state
     */
    RunState run();

    /**
     * When it was last seen.
     *
     * @return empty if never
     */
    Optional<Instant> observedAt();

    /**
     * Where it runs, or will next.
     *
     * @return empty while no host is chosen
     */
    Optional<Host> host();

    /**
     * Why the last start failed.
     *
     * @return the message with its code; empty after a start that did not fail
     */
    Optional<String> startError();

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
     * The hardware addresses of its NICs.
     *
     * @return in order; made once and kept
     */
    List<MacAddress> macs();

    /**
     * Its disks.
     *
     * @return in order
     */
    List<Volume> volumes();
}
