package io.dosvm.libvirt.binding;

import io.dosvm.libvirt.binding.LibvirtException.Reason;
import io.dosvm.spi.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a daemon can be reached and answers, before libvirt is asked to connect.
 *
 * <p>libvirt's own connect cannot be given up: against a frozen daemon it would hold a thread for good. Here every step
 * has a deadline. Over a unix or tcp socket the daemon is asked which logins it offers, the first request of every
 * client, which needs no login.
 */
final class Reachability {
    private static final int PROGRAM = 0x20008086;
    private static final int AUTH_LIST = 66;
    private static final int HEADER = 28;

    private final ConnectUri uri;
    private final Call call;
    private volatile Reason phase = Reason.CONNECT_RESOLVE;
    private volatile boolean cancelled;
    private volatile @Nullable Selector waiting;

    Reachability(ConnectUri uri, Call call) {
        this.uri = uri;
        this.call = call;
    }

    /** What it was at, for the one who stops waiting. */
    LibvirtException tooLate() {
        return wrong(phase, "no answer before the deadline", null);
    }

    /** Ends the look at once: it throws on its own thread. */
    void cancel() {
        cancelled = true;
        Selector selector = waiting;
        if (selector != null) {
            selector.wakeup();
        }
    }

    /** Returns if the daemon answers, or cannot be asked in this way. */
    void check() {
        switch (uri.way()) {
            case UNIX -> checkUnix();
            case TCP, TLS -> checkAddresses();
            case LOCAL, SSH -> phase = Reason.CONNECT_LIBVIRT;
            default -> throw new IllegalStateException("unknown way " + uri.way());
        }
    }

    private void checkUnix() {
        phase = Reason.CONNECT_REACH;
        List<Path> candidates = uri.sockets();
        if (candidates.isEmpty()) {
            phase = Reason.CONNECT_LIBVIRT;
            return;
        }
        Path socket = candidates.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> wrong(
                        Reason.CONNECT_REACH,
                        "there is no socket "
                                + candidates.stream().map(Path::toString).collect(Collectors.joining(" or "))
                                + "; is the libvirt daemon installed and running?",
                        null));
        try {
            greet(UnixDomainSocketAddress.of(socket), StandardProtocolFamily.UNIX, true);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("ermission denied")) {
                throw wrong(
                        Reason.CONNECT_AUTH,
                        "this process may not use the socket " + socket
                                + "; add its user to the group that owns it, often 'libvirt'",
                        e);
            }
            throw wrong(phase, "socket " + socket + ": " + e.getMessage(), e);
        }
    }

    private void checkAddresses() {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(uri.host());
        } catch (UnknownHostException e) {
            throw wrong(Reason.CONNECT_RESOLVE, "the name " + uri.host() + " does not resolve", e);
        }
        phase = Reason.CONNECT_REACH;
        LibvirtException failure = wrong(Reason.CONNECT_REACH, "the name has no address", null);
        for (InetAddress address : addresses) {
            try {
                greet(
                        new InetSocketAddress(address, uri.port()),
                        address.getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6,
                        uri.way() == ConnectUri.Way.TCP);
                return;
            } catch (IOException e) {
                failure = wrong(phase, address.getHostAddress() + " port " + uri.port() + ": " + e.getMessage(), e);
            }
        }
        throw failure;
    }

    private void greet(SocketAddress address, StandardProtocolFamily family, boolean speaksPlainly) throws IOException {
        try (SocketChannel channel = SocketChannel.open(family);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(address)) {
                SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
                await(selector);
                key.cancel();
                channel.finishConnect();
                selector.selectNow();
            }
            if (!speaksPlainly) {
                phase = Reason.CONNECT_TLS;
                return;
            }
            phase = Reason.CONNECT_LIBVIRT;
            exchange(channel, selector);
        }
    }

    private void exchange(SocketChannel channel, Selector selector) throws IOException {
        ByteBuffer question = ByteBuffer.allocate(HEADER);
        // XDR: length, program, version, procedure, type CALL, serial, status OK
        question.putInt(HEADER)
                .putInt(PROGRAM)
                .putInt(1)
                .putInt(AUTH_LIST)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .flip();
        while (question.hasRemaining()) {
            channel.write(question);
        }
        channel.register(selector, SelectionKey.OP_READ);
        await(selector);
        ByteBuffer answer = ByteBuffer.allocate(4 + HEADER);
        if (channel.read(answer) < 8 || answer.getInt(4) != PROGRAM) {
            throw new IOException("what listens there is no libvirt daemon, or it refuses more clients");
        }
    }

    private void await(Selector selector) throws IOException {
        // a little earlier than the caller gives up, so that the caller learns which part failed
        Duration left = call.remaining().minus(call.remaining().dividedBy(20)).minusMillis(5);
        waiting = selector;
        if (cancelled) {
            throw new IOException("given up");
        }
        if (left.toMillis() <= 0 || selector.select(left.toMillis()) == 0) {
            throw new IOException("no answer before the deadline");
        }
        selector.selectedKeys().clear();
    }

    private LibvirtException wrong(Reason reason, String what, @Nullable Exception cause) {
        String message = uri + ": " + what;
        return cause == null
                ? LibvirtException.notDone(reason, "connect", message)
                : LibvirtException.notDone(reason, "connect", message, cause);
    }
}
