package io.dosvm.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One private libvirt host: a libvirtd with everything it runs, in namespaces and directories of its own.
 *
 * <p>Methods block only where they say so and are safe for use by several threads, except {@link #powerLoss()} and
 * {@link #powerOn(Duration)}, which one thread at a time may call.
 *
 * @since 0.1
 */
public final class LabHost {
    private static final Duration ORDER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration EXEC_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final int LIBVIRT_TCP_PORT = 16509;
    private static final int LIBVIRT_TLS_PORT = 16514;
    private static final String GAVE_UP = "libvirtd has never been up";
    private static final int LOG_TAIL_BYTES = 64 * 1024;

    private final int number;
    private final Path directory;
    private final Path scripts;
    private final String group;
    private final Optional<LabSwitch> peers;
    private volatile HostProcess process;

    /** Begins to start a host; {@link #awaitStart} waits for it. */
    LabHost(Lab lab, Path scripts, int number, Optional<LabSwitch> peers, LabOptions options) throws IOException {
        this.number = number;
        this.directory = lab.directory().resolve("h" + number);
        this.scripts = scripts;
        this.group = Remains.groupPrefix(lab.directory()) + "h" + number;
        this.peers = peers;
        HostFiles.write(directory, number, options.kvmHidden(), lab.certificates());
        this.process = HostProcess.launch(scripts, directory, group);
    }

    void awaitStart(Deadline deadline) {
        try {
            process.awaitUp(deadline);
            peers.ifPresent(p -> p.connect(number, process.pid()));
            while (!LibvirtPing.answers(socket(), deadline)) {
                if (deadline.passed()) {
                    throw new LabException("libvirtd of " + name() + " does not answer");
                }
                if (Files.readString(directory.resolve("log/init.log")).contains(GAVE_UP)) {
                    throw new LabException("libvirtd of " + name() + " cannot start");
                }
                deadline.pause();
            }
        } catch (IOException e) {
            throw new LabException("cannot read the logs of " + name(), e);
        } catch (LabException e) {
            throw new LabException(e.getMessage() + "\n" + logs(), e);
        }
    }

    void beginStop() {
        process.close();
    }

    boolean awaitStop(Deadline deadline) {
        return process.awaitEnd(deadline);
    }

    /**
     * The host's name, which is also its host name: {@code h1}, {@code h2} …
     *
     * @return a name unique in its lab
     */
    public String name() {
        return directory.getFileName().toString();
    }

    /**
     * The URI of the host's libvirt daemon for a client in this process, over its unix socket.
     *
     * @return {@code qemu:///system?socket=...}
     */
    public URI uri() {
        String path = URLEncoder.encode(socket().toString(), StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
        return URI.create("qemu:///system?socket=" + path);
    }

    /**
     * Makes the daemon reachable over TCP, unencrypted and without authentication, at a port of 127.0.0.1.
     *
     * @return the forward; the URI is {@code qemu+tcp://127.0.0.1:PORT/system}; closed by the caller
     */
    public LabForward forwardLibvirtTcp() {
        return forward("127.0.0.1", LIBVIRT_TCP_PORT);
    }

    /**
     * Makes the daemon reachable over TLS at a port of 127.0.0.1, in a lab opened with {@link LabOptions#tls()}.
     * Clients need the files of {@link Lab#tlsClientDirectory()}.
     *
     * @return the forward; the URI is {@code qemu+tls://127.0.0.1:PORT/system?pkipath=DIRECTORY}; closed by the caller
     */
    public LabForward forwardLibvirtTls() {
        return forward("127.0.0.1", LIBVIRT_TLS_PORT);
    }

    /**
     * The URI of the host's libvirt daemon for the other hosts of the lab, as the target of a live migration. In a lab
     * of one host nobody can use it.
     *
     * @return {@code qemu+tcp://10.77.0.N/system}
     */
    public URI peerUri() {
        return URI.create("qemu+tcp://" + LabSwitch.address(number) + "/system");
    }

    /**
     * The daemon's unix socket.
     *
     * @return an absolute path
     */
    public Path socket() {
        return HostFiles.socket(directory);
    }

    /**
     * A directory for volumes and images that has the same path in the host and outside.
     *
     * @return an absolute path
     */
    public Path images() {
        return directory.resolve("images");
    }

    /**
     * The directory that holds all files of the host; the host's {@code /var/lib/libvirt} is {@code lib} below it,
     * {@code /etc/libvirt} is {@code etc}, {@code /var/log/libvirt} is {@code log}.
     *
     * @return an absolute path
     */
    public Path directory() {
        return directory;
    }

    /**
     * Number of the first process in the host's namespaces, as seen from outside.
     *
     * @return a process id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Runs a program in the host, as root, and waits for its end, at most 30 s.
     *
     * @param arguments the program and its arguments; no shell is involved
     * @return how it ended
     * @throws LabException if it cannot be run or does not end in time
     */
    public CommandResult exec(String... arguments) {
        return exec(EXEC_TIMEOUT, arguments);
    }

    /**
     * Runs a program in the host, as root, and waits for its end.
     *
     * @param timeout how long to wait; then the program is killed
     * @param arguments the program and its arguments; no shell is involved
     * @return how it ended
     * @throws LabException if it cannot be run or does not end in time
     */
    public CommandResult exec(Duration timeout, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                Long.toString(process.pid()),
                "--mount",
                "--uts",
                "--ipc",
                "--net",
                "--pid",
                "--cgroup",
                "--"));
        all.addAll(Arrays.asList(arguments));
        return Command.of(all).within(timeout).run();
    }

    /**
     * Opens a way from a port of 127.0.0.1 to an address that the host can reach.
     *
     * @param address an IP address, as of a guest
     * @param port 1 to 65535
     * @return the forward; closed by the caller
     */
    public LabForward forward(String address, int port) {
        // The accepting thread starts a relay per connection and is the parent whose end the relay does not outlive:
        // neither a closed forward nor a killed JVM leaves one behind.
        List<String> relay = List.of(
                Programs.path("setpriv").toString(),
                "--pdeathsig",
                "KILL",
                Programs.path("nsenter").toString(),
                "--target",
                Long.toString(process.pid()),
                "--net",
                "--",
                Programs.path("busybox").toString(),
                "nc",
                address,
                Integer.toString(port));
        return LabForward.open(relay, directory);
    }

    /**
     * Fetches a page from a web server that the host can reach. Blocks until the page is there or the time is up.
     *
     * @param address an IP address, as of a guest
     * @param port 1 to 65535
     * @param path begins with a slash
     * @param timeout how long to wait
     * @return the page's text, as UTF-8
     * @throws LabException if there is no answer in time, or one whose status is not 200
     */
    public String httpGet(String address, int port, String path, Duration timeout) {
        try (LabForward forward = forward(address, port)) {
            return PageFetch.get(forward.address(), address + ":" + port, path, Deadline.in(timeout));
        } catch (IOException e) {
            throw new LabException("no page from http://" + address + ":" + port + path, e);
        }
    }

    /** Stops libvirtd where it is (SIGSTOP): it accepts connections and answers nothing. Guests run on. */
    public void freeze() {
        process.order("freeze", Deadline.in(ORDER_TIMEOUT));
    }

    /** Lets a frozen libvirtd run on. */
    public void thaw() {
        process.order("thaw", Deadline.in(ORDER_TIMEOUT));
    }

    /**
     * Kills libvirtd (SIGKILL); it is started again at once. Guests run on. Does not wait for the new one: see
     * {@link #awaitAnswer}.
     */
    public void crash() {
        process.order("crash", Deadline.in(ORDER_TIMEOUT));
    }

    /**
     * Asks the daemon a question, at most for the given time.
     *
     * @param timeout how long to wait for the answer
     * @return whether it answered; at once no if nothing listens
     */
    public boolean answers(Duration timeout) {
        return LibvirtPing.answers(socket(), Deadline.in(timeout));
    }

    /**
     * Blocks until the daemon answers.
     *
     * @param timeout how long to wait
     * @throws LabException if it does not answer in time
     */
    public void awaitAnswer(Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        while (!LibvirtPing.answers(socket(), deadline)) {
            if (deadline.passed()) {
                throw new LabException(
                        "libvirtd of " + name() + " did not answer within " + timeout.toMillis() + " ms\n" + logs());
            }
            deadline.pause();
        }
    }

    /** As if the plug had been pulled: every process of the host ends at once, its files stay. */
    public void powerLoss() {
        process.close();
        if (!process.awaitEnd(Deadline.in(STOP_TIMEOUT))) {
            throw new LabException("host " + name() + " does not end");
        }
    }

    /**
     * Starts the host again after {@link #powerLoss()}, and blocks until its daemon answers. What a reboot loses, the
     * host has lost: running guests, network devices, everything below {@code /run}.
     *
     * @param timeout how long to wait
     */
    public void powerOn(Duration timeout) {
        if (process.alive()) {
            throw new IllegalStateException("host " + name() + " is on");
        }
        try {
            Path run = directory.resolve("run");
            Remains.deleteTree(run);
            Files.createDirectories(run);
            process = HostProcess.launch(scripts, directory, group);
        } catch (IOException e) {
            throw new LabException("cannot start host " + name() + " again", e);
        }
        awaitStart(Deadline.in(timeout));
    }

    /**
     * The ends of all log files of the host: its first process, libvirtd, QEMU per guest.
     *
     * @return at most 64 KiB of each file, each under its path
     */
    public String logs() {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("log"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int from = Math.max(0, bytes.length - LOG_TAIL_BYTES);
                text.append("== ").append(file).append('\n');
                text.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "LabHost[" + directory + "]";
    }
}
