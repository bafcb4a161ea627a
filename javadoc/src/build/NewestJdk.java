import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Compiles the project and runs its unit and module-path tests with the newest JDK of this machine, if that is newer
 * than the one that runs this program: {@code java NewestJdk.java ROOT STAMP MAVEN_HOME LOCAL_REPOSITORY}.
 * JDKs are looked for in the folder named by {@code DOSVM_NEWEST_JDK}, beside the running one and in {@code
 * /usr/lib/jvm}.
 */
public final class NewestJdk {
    private static final int MINUTES = 10;

    private record Jdk(Path home, int feature) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int running = java.lang.Runtime.version().feature();
        Optional<Jdk> newest = jdks().stream().max(Comparator.comparingInt(Jdk::feature));
        if (newest.isEmpty() || newest.get().feature() <= running) {
            System.out.println("JDK " + running + " is the newest here: it has run the tests already.");
            return;
        }
        System.exit(run(newest.get(), arguments));
    }

    private static int run(Jdk jdk, String... arguments) throws IOException, InterruptedException {
        System.out.println("JDK " + jdk.feature() + " (" + jdk.home() + ") compiles and runs the unit tests.");
        ProcessBuilder maven = new ProcessBuilder(
                Path.of(arguments[2], "bin", "mvn").toString(),
                "--batch-mode",
                "--offline",
                "--quiet",
                "-Dmaven.repo.local=" + arguments[3],
                "-Dbuild.folder=target/newest",
                "-Dbuild.stamp=" + arguments[1],
                // Crashes at every step and a cloud of 100,000 guests ask a lot of the engine and nothing of the JDK.
                "-Dtest=!*EveryStepTest,!*CrashTest,!*ChaosTest,!ScaleTest",
                "-Dmaven.test.redirectTestOutputToFile=true",
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dslow.tiers=static | contract | database | real | lab | samples",
                "test");
        maven.environment().put("JAVA_HOME", jdk.home().toString());
        maven.directory(Path.of(arguments[0]).toFile()).inheritIO();
        Process process = maven.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            System.err.println("not done after " + MINUTES + " minutes");
            return 1;
        }
        return process.exitValue();
    }

    private static List<Jdk> jdks() throws IOException {
        List<Jdk> found = new ArrayList<>();
        String chosen = System.getenv("DOSVM_NEWEST_JDK");
        if (chosen != null && !chosen.isEmpty()) {
            jdk(Path.of(chosen)).ifPresent(found::add);
            return found;
        }
        Path beside = Path.of(System.getProperty("java.home")).toRealPath().getParent();
        for (Path folder : List.of(beside, Path.of("/usr/lib/jvm"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> homes = Files.list(folder)) {
                    homes.sorted().forEach(home -> jdk(home).ifPresent(found::add));
                }
            }
        }
        return found;
    }

    private static Optional<Jdk> jdk(Path home) {
        if (!Files.isExecutable(home.resolve("bin/javac")) || !Files.isReadable(home.resolve("release"))) {
            return Optional.empty();
        }
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            return Optional.empty();
        }
        String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
        return version.matches("(?!1\\.)\\d+.*")
                ? Optional.of(new Jdk(home, java.lang.Runtime.Version.parse(version).feature()))
                : Optional.empty();
    }
}
