package io.dosvm;

import io.dosvm.value.Id;
import java.util.function.Consumer;

/**
 * A place where volumes lie. A handle: identity and equality; it may outlive what it names.
 *
 * @since 0.1
 */
public interface Pool {
    /**
     * Its identity. Without I/O.
     *
     * @return the identity
     */
    Id<Pool> id();

    /**
     * Reads it.
     *
     * @return how it is now
     * @throws io.dosvm.error.NotFoundException if it does not exist
     */
    PoolStatus status();

    /**
     * Changes what the lambda sets, and nothing else.
     *
     * @param change sets what is to change
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code INVALID}, {@code NOT_FOUND}, {@code WRONG_STATE} where it cannot be
     *     changed now, {@code QUOTA_EXCEEDED}
     */
    PoolStatus edit(Consumer<PoolSpec> change);

    /**
     * Changes what the lambda sets, if nobody has changed the object since it was read.
     *
     * @param change sets what is to change
     * @param condition the version that was read
     * @return how it is now
     * @throws io.dosvm.error.DosvmException {@code VERSION_CONFLICT}, and as {@link #edit(Consumer)}
     */
    PoolStatus edit(Consumer<PoolSpec> change, VersionCondition condition);

    /**
     * Forgets it, on its host too. Files that are not ours stay.
     *
     * @return the work
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND}, {@code IN_USE} while volumes or images lie in it
     */
    Operation<Pool> delete();
}
