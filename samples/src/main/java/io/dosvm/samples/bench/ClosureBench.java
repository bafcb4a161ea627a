package io.dosvm.samples.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a program takes in with the one dependency: jars and bytes. */
final class ClosureBench {
    private ClosureBench() {}

    static void run(Figures figures) throws IOException {
        List<Path> ours = new ArrayList<>();
        List<Path> theirs = new ArrayList<>();
        for (String entry :
                Files.readString(Path.of(System.getProperty("dosvm.closure"))).split(File.pathSeparator)) {
            Path jar = Path.of(entry.strip());
            (jar.getFileName().toString().startsWith("dosvm-") ? ours : theirs).add(jar);
        }
        theirs.forEach(jar -> System.err.println("  " + jar.getFileName()));
        figures.print("closure.third-party.jars", theirs.size(), "jars", "<= 25 (fabric8 kubernetes-client: 51)");
        figures.print("closure.third-party.size", megabytes(theirs), "MB", "<= 24 (fabric8 kubernetes-client: 23.7)");
        figures.print("closure.ours.size", megabytes(ours), "MB", "<= 2");
    }

    private static double megabytes(List<Path> jars) throws IOException {
        long sum = 0;
        for (Path jar : jars) {
            sum += Files.size(jar);
        }
        return sum / 1e6;
    }
}
