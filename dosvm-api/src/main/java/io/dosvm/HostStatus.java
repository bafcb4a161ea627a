package io.dosvm;

import io.dosvm.spi.HostDriver;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * A host as it was read.
 *
 * @since 0.1
 */
public interface HostStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Host host();

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
     * Where it is.
     *
     * @return the URI
     */
    HostUri uri();

    /**
     * Whether it answers.
     *
     * @return the newest that is known
     */
    Connection connection();

    /**
     * Whether a person has confirmed that it is dead: {@link Host#confirmDead}.
     *
     * @return the reason that was given; empty if nobody has
     */
    Optional<String> confirmedDead();

    /**
     * When it was last seen to answer.
     *
     * @return empty if never
     */
    Optional<Instant> observedAt();

    /**
     * Whether new VMs are kept away.
     *
     * @return true after {@link Host#cordon}
     */
    boolean cordoned();

    /**
     * What it is.
     *
     * @return facts as of the last connection
     */
    HostDriver.HostFacts facts();

    /**
     * Its load.
     *
     * @return newest observation, empty if never seen
     */
    Optional<HostDriver.HostLoad> load();

    /**
     * Memory promised to VMs.
     *
     * @return guest memory and overhead
     */
    ByteSize reservedMemory();

    /**
     * Virtual CPUs promised to VMs.
     *
     * @return the sum
     */
    int reservedVcpus();

    /**
     * The most memory a single VM may have.
     *
     * @return the limit
     */
    ByteSize maxVmMemory();

    /**
     * The most virtual CPUs a single VM may have.
     *
     * @return the limit
     */
    int maxVcpus();

    /** Whether a host answers. */
    enum Connection {
        /** It answered in time. */
        UP,
        /** It missed answers, not yet as many as make it down. */
        SUSPECT,
        /** It missed too many answers; the run state of its VMs is unknown. */
        DOWN
    }
}
