package io.dosvm;

import io.dosvm.value.Version;

/**
 * A project as it was read.
 *
 * @since 0.1
 */
public interface ProjectStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Project project();

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
     * Its limits.
     *
     * @return the limits
     */
    Quota quota();

    /**
     * What it uses.
     *
     * @return the use of each limit
     */
    QuotaUse use();
}
