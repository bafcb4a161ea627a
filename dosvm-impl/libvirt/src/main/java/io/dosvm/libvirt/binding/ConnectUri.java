package io.dosvm.libvirt.binding;

import io.dosvm.libvirt.binding.LibvirtException.Reason;
import io.dosvm.value.HostUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A host URI as libvirt takes it: what it will reach, and what a refusal means.
 *
 * @since 0.1
 */
public final class ConnectUri {
    /** Parameters that are ours, not libvirt's. */
    private static final Set<String> OURS = Set.of("accel");

    private static final int TCP_PORT = 16_509;
    private static final int TLS_PORT = 16_514;

    private final HostUri uri;
    private final Way way;
    private final Optional<Path> socket;

    private ConnectUri(HostUri uri, Way way, Optional<Path> socket) {
        this.uri = uri;
        this.way = way;
        this.socket = socket;
    }

    /** How the daemon is reached. */
    enum Way {
        /** In this process: libvirt's test driver. */
        LOCAL,
        UNIX,
        TCP,
        TLS,
        SSH
    }

    /**
     * Reads a host URI as libvirt would.
     *
     * @param uri the host
     * @return where and how it is reached
     * @throws IllegalArgumentException if the transport is none that libvirt has, or lacks its host, or the socket
     *     cannot be named in this process's locale
     */
    public static ConnectUri of(HostUri uri) {
        String transport = uri.transport().orElse(uri.host().isPresent() ? "tls" : "");
        Way way =
                switch (transport) {
                    case "" -> uri.driver().equals("test") ? Way.LOCAL : Way.UNIX;
                    case "unix" -> Way.UNIX;
                    case "tcp" -> Way.TCP;
                    case "tls" -> Way.TLS;
                    case "ssh", "libssh", "libssh2" -> Way.SSH;
                    default ->
                        throw new IllegalArgumentException("libvirt has no transport '" + transport
                                + "'; it has unix, tcp, tls, ssh, libssh and libssh2");
                };
        if (uri.host().isEmpty() && way != Way.LOCAL && way != Way.UNIX) {
            throw new IllegalArgumentException("the transport '" + transport + "' needs a host in the URI");
        }
        Optional<Path> socket = way == Way.UNIX
                ? Optional.ofNullable(uri.parameters().get("socket")).map(ConnectUri::nameable)
                : Optional.empty();
        return new ConnectUri(uri, way, socket);
    }

    private static Path nameable(String socket) {
        try {
            return Path.of(socket);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "the socket cannot be named in this process's character set, "
                            + System.getProperty("sun.jnu.encoding", "that of its locale")
                            + ": run it in a UTF-8 locale, such as LC_ALL=C.UTF-8",
                    e);
        }
    }

    Way way() {
        return way;
    }

    /** The machine, for the ways that have one. */
    String host() {
        return uri.host().orElse("localhost");
    }

    int port() {
        return uri.port().orElse(way == Way.TCP ? TCP_PORT : TLS_PORT);
    }

    /**
     * The sockets where a daemon may listen, in the order of looking.
     *
     * @return empty where a daemon is started on demand, or is not reached over a socket of this machine
     */
    public List<Path> sockets() {
        if (way != Way.UNIX) {
            return List.of();
        }
        if (socket.isPresent()) {
            return List.of(socket.get());
        }
        if (!uri.path().equals("/system")) {
            return List.of();
        }
        List<Path> result = new ArrayList<>();
        for (String directory : List.of("/run/libvirt", "/var/run/libvirt")) {
            result.add(Path.of(directory, "virt" + uri.driver() + "d-sock"));
            result.add(Path.of(directory, "libvirt-sock"));
        }
        return result;
    }

    /** The text for libvirt: without our parameters, and such that ssh never asks on a terminal. */
    String forLibvirt() {
        String text = uri.toString();
        int query = text.indexOf('?');
        List<String> parts = new ArrayList<>();
        if (query >= 0) {
            for (String part : text.substring(query + 1).split("&")) {
                if (!part.isEmpty() && !OURS.contains(part.replaceFirst("=.*", ""))) {
                    parts.add(part);
                }
            }
            text = text.substring(0, query);
        }
        Map<String, String> given = uri.parameters();
        if (way == Way.SSH && !given.containsKey("no_tty")) {
            parts.add("no_tty=1");
        }
        return parts.isEmpty() ? text : text + "?" + String.join("&", parts);
    }

    /**
     * A parameter of ours.
     *
     * @param name its name
     * @return its value, if given
     */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(uri.parameters().get(name));
    }

    /** Which part failed, by what libvirt said when it gave no connection. */
    LibvirtException refused(LibvirtFault fault) {
        String said = fault.message();
        Reason reason = Reason.CONNECT_LIBVIRT;
        switch (fault.code()) {
            case LibvirtFault.AUTH_FAILED,
                    LibvirtFault.AUTH_CANCELLED,
                    LibvirtFault.AUTH_UNAVAILABLE,
                    LibvirtFault.ACCESS_DENIED,
                    LibvirtFault.OPERATION_DENIED -> reason = Reason.CONNECT_AUTH;
            case LibvirtFault.GNUTLS -> reason = Reason.CONNECT_TLS;
            default -> {
                if (way == Way.SSH) {
                    reason = ofSsh(said);
                } else if (way == Way.TLS && fault.fromTransport()) {
                    reason = Reason.CONNECT_TLS;
                } else if (fault.fromTransport() && said.contains("connect")) {
                    reason = said.contains("ermission denied") ? Reason.CONNECT_AUTH : Reason.CONNECT_REACH;
                }
            }
        }
        return LibvirtException.connect(reason, uri + ": " + fault, fault);
    }

    /** ssh tells by text alone what went wrong. */
    private static Reason ofSsh(String said) {
        if (said.contains("resolve hostname") || said.contains("Name or service not known")) {
            return Reason.CONNECT_RESOLVE;
        }
        if (said.contains("Connection refused")
                || said.contains("timed out")
                || said.contains("No route to host")
                || said.contains("Network is unreachable")) {
            return Reason.CONNECT_REACH;
        }
        if (said.contains("Permission denied") || said.contains("Host key verification") || said.contains("auth")) {
            return Reason.CONNECT_AUTH;
        }
        return Reason.CONNECT_LIBVIRT;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
