package io.dosvm.samples.bench;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A fresh JVM opens the control plane on an empty folder, and on one that is there. */
final class OpenBench {
    private OpenBench() {}

    static void run(Figures figures) throws Exception {
        Path folder = Files.createTempDirectory("dosvm-bench-");
        int[] number = {0};
        figures.compare(
                "open.cold.new-store",
                "s",
                () -> child(folder.resolve("new-" + number[0]++)),
                () -> child(Path.of("")),
                "value <= 1.5; the floor is a JVM that does nothing");
        Path kept = folder.resolve("kept");
        child(kept);
        figures.compare("open.cold.kept-store", "s", () -> child(kept), () -> child(Path.of("")), "value <= 1.5");
        Trees.delete(folder);
    }

    /**
     * What the child does.
     *
     * @param arguments the store's folder, or nothing for the floor
     */
    public static void main(String... arguments) {
        if (arguments.length == 1) {
            try (Dosvm dosvm = Dosvm.open(c -> c.store(Store.embedded(Path.of(arguments[0]))))) {
                System.out.println("open " + dosvm.id());
            }
        } else {
            System.out.println("open");
        }
    }

    /** Seconds from the start of the process to the line that it prints once it is open. */
    private static double child(Path store) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                OpenBench.class.getName()));
        if (!store.toString().isEmpty()) {
            command.add(store.toString());
        }
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (line == null || !line.startsWith("open")) {
                throw new IOException("the child said: " + line);
            }
            process.waitFor(30, TimeUnit.SECONDS);
            return seconds;
        }
    }
}
