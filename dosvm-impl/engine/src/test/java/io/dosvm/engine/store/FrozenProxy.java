package io.dosvm.engine.store;

import io.dosvm.Store;
import io.dosvm.spi.Runtime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A wire to a database that can be made to carry nothing: both ends stay open, and hear nothing more. */
public final class FrozenProxy implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    private final ServerSocket server;
    private final int to;
    private final Store store;
    private final Runtime runtime = Runtime.system("proxy");
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean frozen;

    public FrozenProxy(Store behind) {
        Store.Shared shared = (Store.Shared) behind;
        Matcher address = ADDRESS.matcher(shared.url());
        if (!address.find()) {
            throw new IllegalArgumentException(shared.url());
        }
        to = Integer.parseInt(address.group(1));
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String url = address.replaceFirst("127.0.0.1:" + server.getLocalPort());
        store = Store.shared(url, shared.user(), shared.password());
        runtime.start("accept", this::accept);
    }

    /** The database at the other end. */
    public Store store() {
        return store;
    }

    public void freeze() {
        frozen = true;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                sockets.add(near);
                sockets.add(far);
                runtime.start("up", () -> carry(near, far));
                runtime.start("down", () -> carry(far, near));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void carry(Socket from, Socket into) {
        byte[] bytes = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (!frozen) {
                    out.write(bytes, 0, read);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // An end was closed: so is the other, by the end of this.
            return;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        runtime.close();
    }
}
