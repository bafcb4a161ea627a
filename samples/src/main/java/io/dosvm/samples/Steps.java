package io.dosvm.samples;

import io.dosvm.value.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the steps of a sample: shows the lines of Java that each one is, progress, and how long it took. */
final class Steps {
    private final List<String> source;
    private final List<Took> figures = new ArrayList<>();

    private record Took(String title, Duration time) {}

    /** One step. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /**
     * Steps of a program whose source is beside its class.
     *
     * @param program the class that calls {@link #run}
     */
    Steps(Class<?> program) throws IOException {
        try (InputStream in = program.getResourceAsStream(program.getSimpleName() + ".java")) {
            source = in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        }
    }

    void run(String title, Step step) throws Exception {
        System.out.println();
        System.out.println("== " + title);
        linesOf(title).forEach(line -> System.out.println("   " + line));
        long begin = System.nanoTime();
        step.run();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        figures.add(new Took(title, time));
        System.out.println("   done in " + seconds(time));
    }

    /** Shows how far a transfer is, on one line. */
    void progress(Progress progress) {
        if (progress.total() > 0) {
            System.out.printf(Locale.ROOT, "\r   %3.0f %% %s ", 100 * progress.fraction(), progress.doing());
            if (progress.done() == progress.total()) {
                System.out.println();
            }
        }
    }

    void say(String text) {
        System.out.println("   " + text);
    }

    void figures() {
        System.out.println();
        System.out.println("-- figures");
        for (Took took : figures) {
            System.out.printf(Locale.ROOT, "   %8s  %s%n", seconds(took.time()), took.title());
        }
    }

    /** The statements of the lambda that follows the title in the source, but for those that only show something. */
    private List<String> linesOf(String title) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        boolean said = false;
        for (String line : source) {
            if (inside && line.strip().equals("});")) {
                break;
            }
            said = said || line.contains("steps.say(");
            if (inside && !said) {
                lines.add(line.strip());
            }
            said = said && !line.endsWith(";");
            inside = inside || line.contains("steps.run(\"" + title + "\"");
        }
        return lines;
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }
}
