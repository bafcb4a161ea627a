package io.dosvm;

import io.dosvm.spi.Storage;
import io.dosvm.value.RequestId;
import java.nio.file.Path;

/**
 * An image to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has
 * returned.
 *
 * @since 0.1
 */
public interface ImageSpec {
    /**
     * Takes the bytes of a local file.
     *
     * @param file a regular file; qcow2 (without backing or data file), raw or ISO
     * @return this
     */
    ImageSpec upload(Path file);

    /**
     * Says how the bytes are to be read; told from the file's beginning unless set.
     *
     * @param format qcow2, raw or ISO
     * @return this
     */
    ImageSpec format(Storage.Format format);

    /**
     * Says what the bytes must hash to.
     *
     * @param hex 64 hexadecimal digits
     * @return this
     */
    ImageSpec sha256(String hex);

    /**
     * Says where it lies; the only pool that the project may use unless set.
     *
     * @param pool a pool that the project may use
     * @return this
     */
    ImageSpec in(Pool pool);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    ImageSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    ImageSpec requestId(RequestId id);
}
