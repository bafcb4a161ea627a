package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import java.util.Locale;

/** Turns what the binding tells into the one exception tree. */
final class Failures {
    private Failures() {}

    static DosvmException of(LibvirtException failure) {
        ErrorCode code = code(failure);
        DosvmException.Report report = DosvmException.of(code, String.valueOf(failure.getMessage()))
                .cause(failure)
                .with("function", failure.function())
                .with("outcome", failure.outcome().name().toLowerCase(Locale.ROOT));
        failure.fault().ifPresent(fault -> report.with("libvirtCode", fault.code())
                .with("libvirtDomain", fault.domain())
                .with("libvirtMessage", fault.message()));
        return report.hint(hint(failure)).build();
    }

    private static ErrorCode code(LibvirtException failure) {
        return switch (failure.reason()) {
            case FAULT -> ofFault(failure.fault().orElseThrow());
            case TIMED_OUT, BUSY -> ErrorCode.TIMEOUT;
            case STUCK -> ErrorCode.HOST_STUCK;
            case INTERRUPTED -> ErrorCode.INTERRUPTED;
            case LOST -> ErrorCode.HOST_LOST;
            case CONNECT_RESOLVE -> ErrorCode.CONNECT_RESOLVE;
            case CONNECT_REACH -> ErrorCode.CONNECT_REACH;
            case CONNECT_TLS -> ErrorCode.CONNECT_TLS;
            case CONNECT_AUTH -> ErrorCode.CONNECT_AUTH;
            case CONNECT_LIBVIRT -> ErrorCode.CONNECT_HYPERVISOR;
            case CLOSED -> ErrorCode.CLOSED;
            case LIBRARY, EVENT_LOOP_TAKEN -> ErrorCode.NATIVE_LIBRARY;
        };
    }

    private static ErrorCode ofFault(LibvirtFault fault) {
        return switch (fault.code()) {
            case LibvirtFault.NO_DOMAIN,
                    LibvirtFault.NO_NETWORK,
                    LibvirtFault.NO_STORAGE_POOL,
                    LibvirtFault.NO_STORAGE_VOLUME -> ErrorCode.NOT_FOUND;
            case LibvirtFault.DOMAIN_EXISTS, LibvirtFault.NETWORK_EXISTS, LibvirtFault.VOLUME_EXISTS ->
                ErrorCode.ALREADY_EXISTS;
            case LibvirtFault.OPERATION_INVALID -> ErrorCode.WRONG_STATE;
            case LibvirtFault.NO_SUPPORT, LibvirtFault.OPERATION_UNSUPPORTED, LibvirtFault.ARGUMENT_UNSUPPORTED ->
                ErrorCode.CAPABILITY_MISSING;
            case LibvirtFault.ACCESS_DENIED, LibvirtFault.OPERATION_DENIED -> ErrorCode.FORBIDDEN;
            case LibvirtFault.RESOURCE_BUSY -> ErrorCode.IN_USE;
            case LibvirtFault.OPERATION_TIMEOUT, LibvirtFault.AGENT_UNRESPONSIVE -> ErrorCode.TIMEOUT;
            default ->
                fault.message().contains("No space left on device") ? ErrorCode.POOL_FULL : ErrorCode.DRIVER_FAILED;
        };
    }

    /** Of the daemon that libvirt starts for a user: the message begins with the URI. */
    private static boolean ofSession(LibvirtException failure) {
        return String.valueOf(failure.getMessage()).contains(":///session");
    }

    private static String hint(LibvirtException failure) {
        boolean connecting = failure.reason() == LibvirtException.Reason.CONNECT_REACH
                || failure.reason() == LibvirtException.Reason.CONNECT_LIBVIRT;
        if (connecting && ofSession(failure)) {
            return "libvirt starts 'libvirtd' ('virtqemud') for the user: run it as this user, it says why it ends; the"
                    + " user's home must exist and be writable; libvirt itself is libvirt-daemon-system on Debian,"
                    + " libvirt-daemon-kvm on Fedora";
        }
        return switch (failure.reason()) {
            case TIMED_OUT, LOST -> "observe the host before trying again";
            case STUCK -> "the daemon on the host hangs; look at it there, then try again";
            case CONNECT_RESOLVE -> "look the name up with 'getent hosts NAME', or put an address into the URI";
            case CONNECT_REACH ->
                "on that host: 'systemctl enable --now libvirtd.socket' ('virtqemud.socket' on Fedora), for tcp and tls"
                        + " also 'libvirtd-tcp.socket' or 'libvirtd-tls.socket', and the port open in its firewall;"
                        + " libvirt itself is libvirt-daemon-system on Debian, libvirt-daemon-kvm on Fedora";
            case CONNECT_TLS ->
                "check both sides with 'virt-pki-validate': the same authority, and the host's name as the URI has it";
            case CONNECT_AUTH ->
                "over a socket add the user to the group 'libvirt' and log in again; over ssh the key must be accepted"
                        + " without a question";
            case CONNECT_LIBVIRT ->
                "on that host: 'virsh -c qemu:///system version', and 'journalctl -u libvirtd -u virtqemud'";
            default -> "";
        };
    }
}
