package io.dosvm;

import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.List;
import java.util.Optional;

/**
 * A volume as it was read.
 *
 * @since 0.1
 */
public interface VolumeStatus {
    /**
     * The object's handle.
     *
     * @return the handle
     */
    Volume volume();

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
     * What a guest sees.
     *
     * @return the capacity
     */
    ByteSize capacity();

    /**
     * How its bytes are to be read.
     *
     * @return the format
     */
    Storage.Format format();

    /**
     * How it stands.
     *
     * @return the state
     */
    State state();

    /**
     * What it lies on, if it is a linked clone.
     *
     * @return the image
     */
    Optional<Image> backing();

    /**
     * What uses it.
     *
     * @return every user; empty if it can be deleted
     */
    List<ResourceRef> users();

    /** How a volume stands. */
    enum State {
        /** Recorded and paid for; made when something first needs it. */
        PLANNED,
        /** Its file is being made. */
        CREATING,
        /** It can be used. */
        READY,
        /** It is going. */
        DELETING
    }
}
