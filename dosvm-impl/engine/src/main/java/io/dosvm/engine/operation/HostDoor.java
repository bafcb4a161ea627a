package io.dosvm.engine.operation;

import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Call;
import io.dosvm.spi.Request;
import java.time.Instant;
import java.util.UUID;

/** The one way to a host: connections are kept behind it, and every verb through it is a counted step. */
public interface HostDoor {
    /**
     * Asks a host, and waits for the answer at most until the call's deadline.
     *
     * @param host its id in the store
     * @param request the verb
     * @param call what surrounds it
     * @throws io.dosvm.error.DosvmException what the driver tells, or why it cannot be reached
     */
    <R> R perform(UUID host, Request<R> request, Call call);

    /**
     * Whether a host that had been away was seen to be back at a moment or later. Who is about to record that it is
     * back waits for the end of the transaction, and tells those whom this has told no.
     *
     * @param host its id in the store
     * @param since by the clock of the store
     */
    default boolean backSince(Tx tx, UUID host, Instant since) {
        return false;
    }
}
