package io.dosvm.testkit.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One program with its arguments, run to its end within a deadline. Never a shell: the arguments go as they are. */
final class Command {
    private final List<String> arguments;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Path> directory = Optional.empty();
    private Duration timeout = Duration.ofSeconds(30);

    private Command(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
    }

    static Command of(String... arguments) {
        return new Command(List.of(arguments));
    }

    static Command of(List<String> arguments) {
        return new Command(arguments);
    }

    Command in(Path workingDirectory) {
        directory = Optional.of(workingDirectory);
        return this;
    }

    Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Command within(Duration allowed) {
        timeout = allowed;
        return this;
    }

    /** Runs the program; whatever its exit code, the result is returned. */
    CommandResult run() {
        Deadline deadline = Deadline.in(timeout);
        Process process = start();
        Output out = new Output(process.getInputStream());
        Output err = new Output(process.getErrorStream());
        try {
            process.getOutputStream().close();
            while (process.isAlive()) {
                boolean read = out.drain() | err.drain();
                if (deadline.passed()) {
                    throw new LabException(name() + " did not end within " + timeout.toMillis() + " ms");
                }
                if (!read) {
                    deadline.pause();
                }
            }
            out.drain();
            err.drain();
            return new CommandResult(process.exitValue(), out.text(), err.text());
        } catch (IOException e) {
            throw new LabException("cannot read what " + name() + " says", e);
        } finally {
            // With nsenter or apt-get the work is done by children of the program.
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    /** Runs the program and throws with its output unless it ends with code 0. */
    String check() {
        CommandResult result = run();
        if (result.code() != 0) {
            throw new LabException("%s ended with code %d: %s"
                    .formatted(String.join(" ", arguments), result.code(), (result.out() + result.err()).strip()));
        }
        return result.out();
    }

    private Process start() {
        List<String> resolved = new ArrayList<>(arguments);
        resolved.set(0, Programs.path(name()).toString());
        ProcessBuilder builder = new ProcessBuilder(resolved);
        directory.ifPresent(d -> builder.directory(d.toFile()));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", Programs.SEARCH_PATH);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new LabException("cannot run " + name(), e);
        }
    }

    private String name() {
        return arguments.get(0);
    }

    /** Reads what has come so far and never blocks: a daemon that keeps the pipe open must not hold up the caller. */
    private static final class Output {
        private final InputStream stream;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(InputStream stream) {
            this.stream = stream;
        }

        boolean drain() throws IOException {
            boolean any = false;
            for (int available = stream.available(); available > 0; available = stream.available()) {
                bytes.write(stream.readNBytes(available));
                any = true;
            }
            return any;
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
