package io.dosvm;

import io.dosvm.value.Version;

/**
 * Lets an edit pass only if the object is as the caller read it.
 *
 * @param version the version that was read
 * @since 0.1
 */
public record VersionCondition(Version version) {
    /**
     * Only if the object is still at this version.
     *
     * @param version from the status that was read
     * @return the condition
     */
    public static VersionCondition ifVersion(Version version) {
        return new VersionCondition(version);
    }
}
