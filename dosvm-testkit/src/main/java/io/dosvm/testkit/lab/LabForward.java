package io.dosvm.testkit.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of 127.0.0.1 that leads to an address only a lab host can reach: its own, or that of one of its guests. Each
 * connection is carried by one small process in the host's network namespace, which ends with the connection.
 *
 * <p>Safe for use by several threads. Threads are daemons named {@code dosvm-lab-forward-...}.
 *
 * @since 0.1
 */
public final class LabForward implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> relay;
    private final Path host;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

    private LabForward(ServerSocket server, List<String> relay, Path host) {
        this.server = server;
        this.relay = relay;
        this.host = host;
    }

    static LabForward open(List<String> relay, Path host) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            LabForward forward = new LabForward(new ServerSocket(0, 50, loopback), relay, host);
            forward.thread("accept", forward::accept).start();
            return forward;
        } catch (IOException e) {
            throw new LabException("cannot listen on 127.0.0.1", e);
        }
    }

    /**
     * Where to connect to.
     *
     * @return an address of 127.0.0.1
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Stops listening and ends the connections that are open. Does not block. */
    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(LabForward::closeQuietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                carry(server.accept());
            } catch (IOException e) {
                if (!server.isClosed()) {
                    closeQuietly(server);
                }
            }
        }
    }

    private void carry(Socket client) {
        try {
            client.setTcpNoDelay(true);
            ProcessBuilder builder = new ProcessBuilder(relay);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put(Remains.HOST_VARIABLE, host.toString());
            Process process = builder.start();
            AutoCloseable connection = () -> {
                process.destroyForcibly();
                client.close();
            };
            open.add(connection);
            thread("out", () -> copyOut(client, process)).start();
            thread("in", () -> {
                        copyIn(client, process);
                        open.remove(connection);
                        closeQuietly(connection);
                    })
                    .start();
            if (server.isClosed()) {
                closeQuietly(connection);
            }
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    private static void copyOut(Socket client, Process process) {
        try (OutputStream target = process.getOutputStream()) {
            copy(client.getInputStream(), target);
        } catch (IOException e) {
            // either side went away: closing the relay's input ends it
        }
    }

    private static void copyIn(Socket client, Process process) {
        try {
            copy(process.getInputStream(), client.getOutputStream());
        } catch (IOException e) {
            // either side went away: the caller closes both
        }
    }

    /** As transferTo, but everything that has come is passed on at once. */
    private static void copy(InputStream source, OutputStream target) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
            target.write(buffer, 0, count);
            target.flush();
        }
    }

    private Thread thread(String role, Runnable work) {
        Thread thread = new Thread(work, "dosvm-lab-forward-" + server.getLocalPort() + "-" + role);
        thread.setDaemon(true);
        return thread;
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // closing is all that was wanted
        }
    }
}
