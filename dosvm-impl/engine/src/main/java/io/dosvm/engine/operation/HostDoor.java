package io.dosvm.engine.operation;

import io.dosvm.spi.Call;
import io.dosvm.spi.Request;
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
}
