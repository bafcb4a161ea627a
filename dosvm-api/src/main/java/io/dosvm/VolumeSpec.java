package io.dosvm;

import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;

/**
 * A volume to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has
 * returned.
 *
 * @since 0.1
 */
public interface VolumeSpec {
    /**
     * Says how much a guest sees.
     *
     * @param size 1 MiB to 8 EiB less one byte, a multiple of 512
     * @return this
     */
    VolumeSpec size(ByteSize size);

    /**
     * Says where it lies.
     *
     * @param pool a pool that the project may use
     * @return this
     */
    VolumeSpec in(Pool pool);

    /**
     * Says how its bytes are written; qcow2 unless set.
     *
     * @param format qcow2 or raw
     * @return this
     */
    VolumeSpec format(Storage.Format format);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    VolumeSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    VolumeSpec requestId(RequestId id);
}
