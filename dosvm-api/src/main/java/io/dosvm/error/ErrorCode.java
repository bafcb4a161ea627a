package io.dosvm.error;

/**
 * What went wrong, stable over versions: programs decide by it, documentation is found by its {@link #id()}.
 *
 * @since 0.1
 */
public enum ErrorCode {
    /** One or more values break a rule; every violation is listed. */
    INVALID(false),
    /** There is no such object. */
    NOT_FOUND(false),
    /** The name or another unique value is taken. */
    ALREADY_EXISTS(false),
    /** The object exists with other values than {@code ensure} asks for. */
    DIFFERS(false),
    /** The object is not at the version the caller read. */
    VERSION_CONFLICT(false),
    /** The request id was used for another create. */
    REQUEST_ID_REUSED(false),
    /** Something else uses the object. */
    IN_USE(false),
    /** The object's state does not allow it. */
    WRONG_STATE(false),
    /** The caller may not do this. */
    FORBIDDEN(false),
    /** A quota of the project would be exceeded. */
    QUOTA_EXCEEDED(false),
    /** A pool has not the room. */
    POOL_FULL(false),
    /** No host can take the VM; each host's reason is told. */
    NO_HOST(true),
    /** The host or its driver lacks a capability. */
    CAPABILITY_MISSING(false),
    /** No driver on the class path takes this URI, or more than one does. */
    NO_DRIVER(false),
    /** The host's name does not resolve. */
    CONNECT_RESOLVE(true),
    /** The host, its port or its socket cannot be reached. */
    CONNECT_REACH(true),
    /** The TLS handshake failed or a certificate is not right. */
    CONNECT_TLS(false),
    /** The host did not accept the credentials or the rights of this process. */
    CONNECT_AUTH(false),
    /** The hypervisor's daemon refused the connection. */
    CONNECT_HYPERVISOR(false),
    /** The host belongs to another control plane, or was confirmed dead: it joins by being taken over. */
    HOST_OWNED(false),
    /** The machine is registered already, under another name. */
    HOST_KNOWN(false),
    /** The connection to the host was lost; the outcome of what was running is not known. */
    HOST_LOST(true),
    /** The host is too busy with calls that hang to take another one. */
    HOST_STUCK(true),
    /** The hypervisor answered with an error. */
    DRIVER_FAILED(false),
    /** A file on the host does not exist, cannot be read, or is not what it was said to be. */
    FILE_UNUSABLE(false),
    /** What was transferred has another checksum than the caller gave. */
    CHECKSUM(false),
    /** The deadline passed; the work itself was not cancelled unless said so. */
    TIMEOUT(true),
    /** The work was cancelled. */
    CANCELLED(false),
    /** The operation failed; its cause is told. */
    OPERATION_FAILED(false),
    /** Another node took the work over; this node's part of it stops. */
    LEASE_LOST(true),
    /** The store cannot be reached or does not answer. */
    STORE_UNAVAILABLE(true),
    /** Another process has the embedded store open. */
    STORE_LOCKED(false),
    /** The store was written by a version that this one cannot read. */
    STORE_TOO_NEW(false),
    /** The store's content contradicts itself. */
    STORE_CORRUPT(false),
    /** The {@code Dosvm} is closed. */
    CLOSED(false),
    /** A wait was begun on a thread that the awaited work needs. */
    WRONG_THREAD(false),
    /** The waiting thread was interrupted. */
    INTERRUPTED(true),
    /** The native library is missing, too old, or in use by another class loader. */
    NATIVE_LIBRARY(false),
    /** A fault of the SDK itself: please report it. */
    INTERNAL(false);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /**
     * The code as it stands in messages, logs and the documentation.
     *
     * @return for example {@code DOSVM-QUOTA-EXCEEDED}
     */
    public String id() {
        return "DOSVM-" + name().replace('_', '-');
    }

    /**
     * Whether the same call may succeed later without anybody changing anything.
     *
     * @return true if repeating makes sense
     */
    public boolean retryable() {
        return retryable;
    }
}
