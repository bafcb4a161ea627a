package io.dosvm;

import io.dosvm.value.ByteSize;
import io.dosvm.value.Version;
import java.util.List;

/**
 * A pool as it was read.
 *
 * @since 0.1
 */
public interface PoolStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Pool pool();

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
     * The host that it is bound to.
     *
     * @return the host
     */
    Host host();

    /**
     * Where it lies there.
     *
     * @return absolute path
     */
    String directory();

    /**
     * What the capacities of its volumes may add up to.
     *
     * @return the limit
     */
    ByteSize capacity();

    /**
     * What they add up to.
     *
     * @return at most {@link #capacity()}
     */
    ByteSize used();

    /**
     * Who may use it.
     *
     * @return the projects
     */
    List<Project> projects();
}
