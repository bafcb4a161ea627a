package io.dosvm.testkit.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Asks a libvirt daemon over its unix socket for the ways to authenticate, the first question of every client. A daemon
 * accepts connections before it serves them, so that only an answer shows that it is up.
 */
final class LibvirtPing {
    private static final int REMOTE_PROGRAM = 0x20008086;
    private static final int PROTOCOL_VERSION = 1;
    private static final int AUTH_LIST = 66;
    private static final int HEADER_BYTES = 28;

    private LibvirtPing() {}

    /** Whether the daemon answers before the deadline; no daemon at all is a no at once. */
    static boolean answers(Path socket, Deadline deadline) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket)) && !deadline.await(() -> finished(channel))) {
                return false;
            }
            ByteBuffer call = ByteBuffer.allocate(HEADER_BYTES)
                    .putInt(HEADER_BYTES)
                    .putInt(REMOTE_PROGRAM)
                    .putInt(PROTOCOL_VERSION)
                    .putInt(AUTH_LIST)
                    .putInt(0) // a call
                    .putInt(1) // serial number
                    .putInt(0) // status: fine
                    .flip();
            channel.write(call);
            ByteBuffer reply = ByteBuffer.allocate(HEADER_BYTES);
            while (reply.hasRemaining()) {
                if (channel.read(reply) < 0) {
                    return false;
                }
                if (reply.hasRemaining()) {
                    if (deadline.passed()) {
                        return false;
                    }
                    deadline.pause();
                }
            }
            return reply.getInt(4) == REMOTE_PROGRAM && reply.getInt(24) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean finished(SocketChannel channel) {
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            return false;
        }
    }
}
