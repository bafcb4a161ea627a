package io.dosvm.engine.operation;

import io.dosvm.error.DosvmException;

/**
 * What an operation of one kind does: the only code that touches hosts.
 *
 * <p>Both methods may be run again from the start, on another node, after any step: they look before they act, and
 * "already so" is success. Every write to the store goes through {@link WorkContext#write}, which refuses it once
 * another node has taken the operation over.
 */
public interface Work {
    /** The stable word, such as {@code vm.powerOn}. */
    String kind();

    /**
     * Brings about what was asked.
     *
     * @throws DosvmException why it cannot; retryable ones are tried again a few times, then it is undone
     */
    void forward(WorkContext context);

    /**
     * Whether {@link #forward} is tried again after a failure, a few times within seconds, before it is undone.
     *
     * @return what the error's code says, unless the person who asked should hear of it at once
     */
    default boolean triesAgain(DosvmException failure) {
        return failure.retryable();
    }

    /**
     * Whether {@link #forward} goes on for as long as it fails for what passes, such as a host that is away, instead of
     * being undone after a few times. So with what is to go: it shall not come back because of that.
     */
    default boolean lasts() {
        return false;
    }

    /**
     * Whether it needs what only the node has that was asked, such as a file: then it waits for that one as long as it
     * lives.
     */
    default boolean staysHere() {
        return false;
    }

    /**
     * Takes back what {@link #forward} did, whatever part of it was done. Tried again for as long as it fails for what
     * passes, such as a host that is away; must not fail for anything else.
     */
    void undo(WorkContext context, DosvmException cause);
}
