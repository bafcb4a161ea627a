package io.dosvm.libvirt.binding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A native call that gave no result. The driver turns it into the public exception tree; nobody else sees it.
 *
 * @since 0.1
 */
public final class LibvirtException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Why there is no result.
     *
     * @since 0.1
     */
    public enum Reason {
        /** libvirt answered with an error, see {@link #fault()}. */
        FAULT,
        /** The deadline passed while libvirt was at work. */
        TIMED_OUT,
        /** The deadline passed before a slot was free: nothing was sent. */
        BUSY,
        /** Calls hang in the daemon: nothing was sent. */
        STUCK,
        /** The waiting thread was interrupted. */
        INTERRUPTED,
        /** The connection broke. */
        LOST,
        /** The host's name does not resolve. */
        CONNECT_RESOLVE,
        /** The host's port or socket cannot be reached. */
        CONNECT_REACH,
        /** The TLS handshake failed or a certificate is not right. */
        CONNECT_TLS,
        /** Credentials or rights are not enough. */
        CONNECT_AUTH,
        /** The daemon was reached but gave no connection. */
        CONNECT_LIBVIRT,
        /** The handle, connection or link was closed before the call: nothing was sent. */
        CLOSED,
        /** libvirt.so.0 is missing or too old, or has not this function. */
        LIBRARY,
        /** libvirt's process-wide event loop belongs to another class loader. */
        EVENT_LOOP_TAKEN
    }

    /**
     * What is known about the effect.
     *
     * @since 0.1
     */
    public enum Outcome {
        /** Nothing was changed by this call. */
        NOT_DONE,
        /** It may have been done, be done later, or not at all: observe. */
        UNKNOWN
    }

    private final Reason reason;
    private final Outcome outcome;
    private final String function;
    private final transient @Nullable LibvirtFault fault;

    private LibvirtException(
            Reason reason,
            Outcome outcome,
            String function,
            @Nullable LibvirtFault fault,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.outcome = outcome;
        this.function = function;
        this.fault = fault;
    }

    static LibvirtException fault(String function, LibvirtFault fault) {
        return new LibvirtException(Reason.FAULT, Outcome.NOT_DONE, function, fault, function + ": " + fault, null);
    }

    static LibvirtException lost(String function, LibvirtFault fault) {
        return new LibvirtException(
                Reason.LOST, Outcome.UNKNOWN, function, fault, function + ": the connection broke: " + fault, null);
    }

    static LibvirtException notDone(Reason reason, String function, String message) {
        return new LibvirtException(reason, Outcome.NOT_DONE, function, null, message, null);
    }

    static LibvirtException notDone(Reason reason, String function, String message, Throwable cause) {
        return new LibvirtException(reason, Outcome.NOT_DONE, function, null, message, cause);
    }

    static LibvirtException connect(Reason reason, String message, LibvirtFault fault) {
        return new LibvirtException(reason, Outcome.NOT_DONE, "virConnectOpenAuth", fault, message, null);
    }

    static LibvirtException unknown(Reason reason, String function, String message) {
        return new LibvirtException(reason, Outcome.UNKNOWN, function, null, message, null);
    }

    /**
     * Why there is no result.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * What is known about the effect.
     *
     * @return {@link Outcome#NOT_DONE} or {@link Outcome#UNKNOWN}
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The C function that was called.
     *
     * @return its name
     */
    public String function() {
        return function;
    }

    /**
     * What libvirt said.
     *
     * @return its error, for {@link Reason#FAULT}, {@link Reason#LOST} and the connect reasons that come from libvirt
     */
    public Optional<LibvirtFault> fault() {
        return Optional.ofNullable(fault);
    }

    /**
     * Whether libvirt answered with one of these codes.
     *
     * @param codes {@code virErrorNumber}s
     * @return true if so
     */
    public boolean is(int... codes) {
        if (fault == null || reason != Reason.FAULT) {
            return false;
        }
        for (int code : codes) {
            if (fault.code() == code) {
                return true;
            }
        }
        return false;
    }
}
