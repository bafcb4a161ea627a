package io.dosvm;

import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;

/**
 * A pool to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has
 * returned.
 *
 * @since 0.1
 */
public interface PoolSpec {
    /**
     * Makes it a directory of one host.
     *
     * @param host where
     * @param directory absolute path there, without {@code ..}; made if it does not exist
     * @return this
     */
    PoolSpec hostDirectory(Host host, String directory);

    /**
     * Limits the sum of the capacities of its volumes and images.
     *
     * @param size above zero
     * @return this
     */
    PoolSpec capacity(ByteSize size);

    /**
     * Lets projects use it, besides those that may already.
     *
     * @param projects who may
     * @return this
     */
    PoolSpec allow(Project... projects);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    PoolSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    PoolSpec requestId(RequestId id);
}
