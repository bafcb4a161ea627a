package io.dosvm.samples.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and libvirtd, and counts the calls that pass: the truth about remote calls, whatever the
 * client thinks of itself. The frames are those of libvirt's {@code virnetprotocol.x}.
 */
final class RpcCounter implements AutoCloseable {
    private static final int KEEPALIVE_PROGRAM = 0x6b656570;
    private static final int TYPE_CALL = 0;
    private static final int HEADER = 24;
    private static final int PROGRAM_AT = 4;
    private static final int TYPE_AT = 16;

    private final ServerSocketChannel server;
    private final Path path;
    private final AtomicLong calls = new AtomicLong();

    RpcCounter(Path target, Path path) throws IOException {
        this.path = path;
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        daemon(() -> {
            while (true) {
                SocketChannel client = server.accept();
                SocketChannel daemon = SocketChannel.open(UnixDomainSocketAddress.of(target));
                daemon(() -> copy(client, daemon, true));
                daemon(() -> copy(daemon, client, false));
            }
        });
    }

    long calls() {
        return calls.get();
    }

    private void copy(SocketChannel from, SocketChannel to, boolean count) throws IOException {
        try {
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
            while (fill(from, length.clear())) {
                ByteBuffer frame = ByteBuffer.allocate(length.getInt(0)).putInt(length.getInt(0));
                if (!fill(from, frame)) {
                    return;
                }
                if (count && isCall(frame)) {
                    calls.incrementAndGet();
                }
                frame.flip();
                while (frame.hasRemaining()) {
                    to.write(frame);
                }
            }
        } finally {
            from.close();
            to.close();
        }
    }

    private static boolean fill(SocketChannel from, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCall(ByteBuffer frame) {
        return frame.capacity() >= Integer.BYTES + HEADER
                && frame.getInt(PROGRAM_AT) != KEEPALIVE_PROGRAM
                && frame.getInt(TYPE_AT) == TYPE_CALL;
    }

    @FunctionalInterface
    private interface Body {
        void run() throws IOException;
    }

    private static void daemon(Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (IOException e) {
                        // One side has closed: this connection is over.
                    }
                },
                "rpc-counter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
