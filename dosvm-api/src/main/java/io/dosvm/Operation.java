package io.dosvm;

import io.dosvm.value.Id;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A durable piece of work: it goes on without this object, and another node finishes it if this one dies.
 *
 * <p>A handle: identity and equality; every method but {@link #id()} reads the store.
 *
 * @param <T> what it gives
 * @since 0.1
 */
public interface Operation<T> {
    /**
     * Its identity, by which {@link Operations#get} finds it again.
     *
     * @return the identity
     */
    Id<Operation<?>> id();

    /**
     * Reads it.
     *
     * @return how it is now
     */
    OperationStatus status();

    /**
     * Waits for the end, at most for the deadline of the {@link Dosvm}. A wait that ends early neither fails nor
     * cancels the work.
     *
     * @return what it gives
     * @throws io.dosvm.error.DosvmException {@code TIMEOUT}; {@code CANCELLED}; {@code WRONG_THREAD} on a thread that
     *     tells events or progress; or the error with which the work failed
     */
    T await();

    /**
     * Waits for the end.
     *
     * @param atMost how long
     * @return what it gives
     * @throws io.dosvm.error.DosvmException as {@link #await()}
     */
    T await(Duration atMost);

    /**
     * Tells of progress until the end, from a thread of ours.
     *
     * @param listener takes the newest state; states in between may be left out
     * @return this
     */
    Operation<T> onProgress(Consumer<Progress> listener);

    /**
     * Asks to give the work up: durable, and passed on to the host. What was done is undone. Too late is no error. The
     * audit log names the caller of this handle.
     *
     * @return this, to wait for how it ends
     */
    Operation<T> cancel();

    /**
     * What it works on.
     *
     * @return the object
     */
    default ResourceRef target() {
        return status().target();
    }
}
