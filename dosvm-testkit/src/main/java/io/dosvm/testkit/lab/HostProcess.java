package io.dosvm.testkit.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The running namespaces of one host. Their first process reads orders from a pipe whose other end is here: closing it,
 * or the end of this JVM for whatever reason, ends the host with everything in it.
 */
final class HostProcess {
    private final String name;
    private final Process keeper;
    private final OutputStream orders;
    private final InputStream answers;
    private final ReentrantLock lock = new ReentrantLock();
    private long pid;

    private HostProcess(String name, Process keeper) {
        this.name = name;
        this.keeper = keeper;
        this.orders = keeper.getOutputStream();
        this.answers = keeper.getInputStream();
    }

    static HostProcess launch(Path scripts, Path directory, String group) throws IOException {
        return launch(
                directory,
                "bash",
                scripts.resolve("host-keeper.sh").toString(),
                directory.toString(),
                group,
                directory.getFileName().toString());
    }

    static HostProcess launchSwitch(Path scripts, Path directory) throws IOException {
        return launch(
                directory,
                "unshare",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "--",
                Programs.path("bash").toString(),
                scripts.resolve("switch-init.sh").toString());
    }

    private static HostProcess launch(Path directory, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Programs.path("setsid").toString()); // a terminal's Ctrl-C goes to us alone, and we close the pipe
        command.add(Programs.path(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.redirectError(
                ProcessBuilder.Redirect.to(directory.resolve("log/init.log").toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", Programs.SEARCH_PATH);
        builder.environment().put("HOME", "/root");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put(Remains.HOST_VARIABLE, directory.toString());
        return new HostProcess(directory.getFileName().toString(), builder.start());
    }

    /** Waits until the first process has set up its namespaces. */
    void awaitUp(Deadline deadline) {
        String answer = read(deadline);
        if (!answer.startsWith("up ")) {
            throw new LabException(name + " did not come up: " + answer);
        }
        pid = Long.parseLong(answer.substring(3));
    }

    /** Number of the host's first process, as seen from outside. */
    long pid() {
        return pid;
    }

    boolean alive() {
        return keeper.isAlive();
    }

    void order(String word, Deadline deadline) {
        lock.lock();
        try {
            orders.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
            orders.flush();
            String answer = read(deadline);
            if (!answer.equals("done")) {
                throw new LabException(name + ": " + answer);
            }
        } catch (IOException e) {
            throw new LabException(name + " is gone", e);
        } finally {
            lock.unlock();
        }
    }

    /** Begins to end the host; {@link #awaitEnd} waits until it has. */
    void close() {
        try {
            orders.close();
        } catch (IOException e) {
            // gone already
        }
    }

    boolean awaitEnd(Deadline deadline) {
        try {
            return keeper.waitFor(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String read(Deadline deadline) {
        StringBuilder line = new StringBuilder();
        try {
            while (true) {
                while (answers.available() > 0) {
                    int next = answers.read();
                    if (next == '\n') {
                        return line.toString();
                    }
                    line.append((char) next);
                }
                if (!keeper.isAlive() && answers.available() == 0) {
                    throw new LabException(name + " ended with code " + keeper.exitValue());
                }
                if (deadline.passed()) {
                    throw new LabException(name + " did not answer within "
                            + deadline.allowed().toMillis() + " ms");
                }
                deadline.pause();
            }
        } catch (IOException e) {
            throw new LabException(name + " is gone", e);
        }
    }
}
