package io.dosvm.libvirt.binding;

/**
 * What libvirt said about a call that failed: its last error, copied on the thread that made the call.
 *
 * @param code a {@code virErrorNumber}; {@link #NONE} where the call failed without leaving an error
 * @param domain a {@code virErrorDomain}: the part of libvirt that raised it
 * @param message libvirt's own text
 * @since 0.1
 */
public record LibvirtFault(int code, int domain, String message) {
    /** The call failed but left no error. */
    public static final int NONE = 0;

    /** {@code VIR_ERR_INTERNAL_ERROR}. */
    public static final int INTERNAL_ERROR = 1;

    /** {@code VIR_ERR_NO_SUPPORT}: the driver behind this connection has no such function. */
    public static final int NO_SUPPORT = 3;

    /** {@code VIR_ERR_INVALID_ARG}. */
    public static final int INVALID_ARG = 8;

    /** {@code VIR_ERR_OPERATION_FAILED}; for a definition also: the name or UUID is taken by another object. */
    public static final int OPERATION_FAILED = 9;

    /** {@code VIR_ERR_XML_ERROR}. */
    public static final int XML_ERROR = 27;

    /** {@code VIR_ERR_DOM_EXIST}. */
    public static final int DOMAIN_EXISTS = 28;

    /** {@code VIR_ERR_OPERATION_DENIED}: a read-only connection. */
    public static final int OPERATION_DENIED = 29;

    /** {@code VIR_ERR_NETWORK_EXIST}. */
    public static final int NETWORK_EXISTS = 37;

    /** {@code VIR_ERR_SYSTEM_ERROR}. */
    public static final int SYSTEM_ERROR = 38;

    /** {@code VIR_ERR_RPC}. */
    public static final int RPC = 39;

    /** {@code VIR_ERR_GNUTLS_ERROR}. */
    public static final int GNUTLS = 40;

    /** {@code VIR_ERR_NO_DOMAIN}. */
    public static final int NO_DOMAIN = 42;

    /** {@code VIR_ERR_NO_NETWORK}. */
    public static final int NO_NETWORK = 43;

    /** {@code VIR_ERR_AUTH_FAILED}. */
    public static final int AUTH_FAILED = 45;

    /** {@code VIR_ERR_NO_STORAGE_POOL}. */
    public static final int NO_STORAGE_POOL = 49;

    /** {@code VIR_ERR_NO_STORAGE_VOL}. */
    public static final int NO_STORAGE_VOLUME = 50;

    /** {@code VIR_ERR_OPERATION_INVALID}: the object's state does not allow it. */
    public static final int OPERATION_INVALID = 55;

    /** {@code VIR_ERR_CONFIG_UNSUPPORTED}. */
    public static final int CONFIG_UNSUPPORTED = 67;

    /** {@code VIR_ERR_OPERATION_TIMEOUT}. */
    public static final int OPERATION_TIMEOUT = 68;

    /** {@code VIR_ERR_ARGUMENT_UNSUPPORTED}. */
    public static final int ARGUMENT_UNSUPPORTED = 74;

    /** {@code VIR_ERR_NO_DOMAIN_SNAPSHOT}. */
    public static final int NO_DOMAIN_SNAPSHOT = 72;

    /** {@code VIR_ERR_AUTH_CANCELLED}. */
    public static final int AUTH_CANCELLED = 79;

    /** {@code VIR_ERR_NO_DOMAIN_METADATA}. */
    public static final int NO_DOMAIN_METADATA = 80;

    /** {@code VIR_ERR_OPERATION_UNSUPPORTED}. */
    public static final int OPERATION_UNSUPPORTED = 84;

    /** {@code VIR_ERR_AGENT_UNRESPONSIVE}. */
    public static final int AGENT_UNRESPONSIVE = 86;

    /** {@code VIR_ERR_RESOURCE_BUSY}. */
    public static final int RESOURCE_BUSY = 87;

    /** {@code VIR_ERR_ACCESS_DENIED}. */
    public static final int ACCESS_DENIED = 88;

    /** {@code VIR_ERR_STORAGE_VOL_EXIST}. */
    public static final int VOLUME_EXISTS = 90;

    /** {@code VIR_ERR_AUTH_UNAVAILABLE}. */
    public static final int AUTH_UNAVAILABLE = 94;

    /** {@code VIR_FROM_RPC}: the error comes from the transport, not from the hypervisor. */
    public static final int FROM_RPC = 7;

    /** {@code VIR_FROM_REMOTE}: the error comes from the client side of the remote driver. */
    public static final int FROM_REMOTE = 13;

    /**
     * Whether the connection itself may be what failed.
     *
     * @return true if the transport raised it
     */
    public boolean fromTransport() {
        return domain == FROM_RPC || domain == FROM_REMOTE;
    }

    @Override
    public String toString() {
        return message + " [libvirt error " + code + ", domain " + domain + "]";
    }
}
