package io.dosvm;

import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Version;

/**
 * An image as it was read.
 *
 * @since 0.1
 */
public interface ImageStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Image image();

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
     * Where it lies.
     *
     * @return the pool
     */
    Pool pool();

    /**
     * How its bytes are to be read.
     *
     * @return the format
     */
    Storage.Format format();

    /**
     * What a guest sees.
     *
     * @return the capacity
     */
    ByteSize capacity();

    /**
     * How long the file is.
     *
     * @return the bytes
     */
    ByteSize size();

    /**
     * What the bytes hash to.
     *
     * @return 64 lower-case hexadecimal digits
     */
    String sha256();

    /**
     * Whether it can be used.
     *
     * @return false while its bytes are on the way
     */
    boolean ready();
}
