package io.dosvm.engine.operation;

import java.util.UUID;

/**
 * One way to one host.
 *
 * @param host which
 * @param kind for what
 */
record Lane(UUID host, Kind kind) {
    /** A driver has a connection for each: what takes long holds up nothing that does not. */
    enum Kind {
        /** Verbs with a deadline of seconds. */
        SHORT,
        /** Transfers, which may take hours. */
        LONG
    }

    /** As {@link OperationStore} puts it together. */
    String key() {
        return host.toString() + kind;
    }
}
