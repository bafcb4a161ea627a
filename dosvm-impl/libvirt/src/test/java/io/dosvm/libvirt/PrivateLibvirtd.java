package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.fail;

import io.dosvm.value.HostUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** A libvirtd of the test's own, in namespaces; it ends with {@link #close()} or with this process. */
public final class PrivateLibvirtd implements AutoCloseable {
    private final Path directory;
    private final int port;
    private Process process;

    private PrivateLibvirtd(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Starts one; skips the test where that is not possible, except under {@code CI=true}. */
    public static PrivateLibvirtd start(Path directory) {
        boolean possible = "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/usr/sbin/libvirtd"));
        if (!possible && !"true".equals(System.getenv("CI"))) {
            Assumptions.abort("needs root and libvirtd");
        }
        try (ServerSocket probe = new ServerSocket(0)) {
            PrivateLibvirtd daemon = new PrivateLibvirtd(directory, probe.getLocalPort());
            probe.close();
            daemon.launch();
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch() throws IOException {
        Path script = directory.resolve("private-libvirtd.sh");
        try (InputStream in = PrivateLibvirtd.class.getResourceAsStream("private-libvirtd.sh")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(socket());
        process = new ProcessBuilder("bash", script.toString(), directory.toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("out").toFile()))
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Files.exists(socket())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                fail("libvirtd did not start: " + Files.readString(directory.resolve("out")));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    public Path socket() {
        return directory.resolve("run/libvirt/libvirt-sock");
    }

    public HostUri uri() {
        return HostUri.parse("qemu+unix:///system?socket=" + socket());
    }

    public HostUri tcp() {
        return HostUri.parse("qemu+tcp://127.0.0.1:" + port + "/system");
    }

    public Path log() {
        return directory.resolve("log/libvirtd.log");
    }

    /** Stops it from running, or lets it go on: it keeps its sockets and answers nothing. */
    public void freeze(boolean frozen) {
        signal(frozen ? "-STOP" : "-CONT");
    }

    /** Ends it as a crash would, and starts it again. */
    public void restart() throws IOException {
        end();
        launch();
    }

    private void signal(String signal) {
        ProcessHandle libvirtd = process.descendants()
                .filter(p -> p.info().command().orElse("").endsWith("/libvirtd"))
                .findFirst()
                .orElseThrow();
        try {
            new ProcessBuilder("kill", signal, Long.toString(libvirtd.pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void end() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                fail("libvirtd did not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end();
    }
}
