package io.dosvm;

import io.dosvm.error.DosvmException;
import io.dosvm.value.Id;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceRef;
import java.time.Instant;
import java.util.Optional;

/**
 * An operation as it was read.
 *
 * @since 0.1
 */
public interface OperationStatus {
    /**
     * Its identity.
     *
     * @return the identity
     */
    Id<Operation<?>> id();

    /**
     * What kind of work.
     *
     * @return a stable word such as {@code vm.powerOn}
     */
    String kind();

    /**
     * What it works on.
     *
     * @return the object
     */
    ResourceRef target();

    /**
     * How it stands.
     *
     * @return the state
     */
    State state();

    /**
     * How far it is.
     *
     * @return the newest report
     */
    Progress progress();

    /**
     * How often it was tried in vain since it was asked for, or since it began to be undone. A host that is away is
     * tried again for as long as it is, at least every minute and as soon as it is seen again.
     *
     * @return 0 or more; 0 once it has ended
     */
    int attempts();

    /**
     * Why it failed, was given up, or nobody can tell how it ended; before its end, why the last attempt failed, or why
     * it is being undone.
     *
     * @return the error; empty if it {@link State#SUCCEEDED}, or nothing has failed so far
     */
    Optional<DosvmException> error();

    /**
     * When it was asked for.
     *
     * @return by the store's clock
     */
    Instant createdAt();

    /**
     * When it ended.
     *
     * @return empty until then
     */
    Optional<Instant> finishedAt();

    /** How an operation stands. */
    enum State {
        /** It waits for its time, or for a node. */
        PENDING,
        /** A node works on it. */
        RUNNING,
        /** It is being given up and undone. */
        CANCELLING,
        /** It is done. */
        SUCCEEDED,
        /** It failed, and what it had done is undone. */
        FAILED,
        /** It was given up, and what it had done is undone. */
        CANCELLED,
        /** Nobody can tell how it ended; its target is being observed. */
        UNKNOWN;

        /**
         * Whether nothing more will happen.
         *
         * @return true for the last four
         */
        public boolean ended() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED || this == UNKNOWN;
        }
    }
}
