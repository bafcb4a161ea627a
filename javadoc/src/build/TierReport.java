import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Prints tests, failures, skips and seconds per tier over the modules of one build, from the event files that JUnit
 * writes: {@code java TierReport.java ROOT STAMP [JAVA_FEATURE_VERSION]}. Without a stamp: the newest build found.
 * Fails if a test failed, if none ran, and, under {@code CI=true}, if one was skipped.
 */
public final class TierReport {
    private static final List<String> TIERS = List.of("static", "unit", "contract", "database", "real", "samples");

    private final Map<String, Tier> tiers = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> skips = new ArrayList<>();

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Map<String, List<Path>> builds = eventFiles(root);
        String stamp = arguments.length > 1 ? arguments[1] : newest(builds);
        String mainJava = arguments.length > 2 ? arguments[2] : "17";
        TierReport report = new TierReport();
        for (Path file : builds.getOrDefault(stamp, List.of())) {
            report.read(file, mainJava);
        }
        System.exit(report.print() ? 0 : 1);
    }

    private static String newest(Map<String, List<Path>> builds) {
        return builds.isEmpty() ? "" : new TreeSet<>(builds.keySet()).last();
    }

    /** {@code MODULE/target[/…]/test-events/STAMP/RUN/*.xml}, by stamp. */
    private static Map<String, List<Path>> eventFiles(Path root) throws IOException {
        Map<String, List<Path>> builds = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                Set<String> others = Set.of("src", ".git", "classes", "test-classes");
                return others.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path stamp = file.getParent().getParent();
                if (file.toString().endsWith(".xml")
                        && stamp != null
                        && stamp.getParent() != null
                        && stamp.getParent().endsWith("test-events")) {
                    builds.computeIfAbsent(stamp.getFileName().toString(), s -> new ArrayList<>())
                            .add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return builds;
    }

    private void read(Path file, String mainJava) throws IOException {
        EventFile events = new EventFile();
        try (InputStream in = Files.newInputStream(file)) {
            events.read(in);
        } catch (XMLStreamException e) {
            // The JVM died while it wrote: what was started and has no end is counted as failed below.
            failures.add("unfinished report " + file);
        }
        boolean other = !events.java.isEmpty() && !mainJava.equals(feature(events.java));
        for (Node node : events.nodes.values()) {
            Tier tier = tiers.computeIfAbsent(tierOf(events, node, other), name -> new Tier());
            tier.time = tier.time.plus(node.own());
            if (node.skipped()) {
                tier.skipped++;
                skips.add(events.path(node) + (node.reason.isEmpty() ? "" : ": " + node.reason));
            } else if (node.failed()) {
                tier.failed++;
                failures.add(events.path(node) + (node.reason.isEmpty() ? "" : ": " + node.reason));
            } else if (node.test) {
                tier.passed++;
            }
        }
    }

    private static String feature(String version) {
        return version.split("[.+-]")[0];
    }

    private static String tierOf(EventFile events, Node node, boolean otherJava) {
        Set<String> tags = new TreeSet<>(events.tags(node));
        if (tags.remove("lab")) {
            tags.add("real");
        }
        // A tag that is no tier is shown as one: it may be a misspelt tier, whose tests would run nowhere else.
        String tier = tags.isEmpty() ? "unit" : String.join(" ", tags);
        for (String name : TIERS) {
            tier = tags.contains(name) ? name : tier;
        }
        return otherJava ? tier + ", JDK " + feature(events.java) : tier;
    }

    private boolean print() {
        TIERS.forEach(tier -> tiers.computeIfAbsent(tier, name -> new Tier()));
        List<String> names = new ArrayList<>(TIERS);
        tiers.keySet().stream().filter(name -> !TIERS.contains(name)).sorted().forEach(names::add);
        System.out.println();
        System.out.printf("%-16s %8s %8s %8s %9s%n", "tier", "tests", "failed", "skipped", "seconds");
        Tier all = new Tier();
        for (String name : names) {
            Tier tier = tiers.get(name);
            print(name, tier);
            all.add(tier);
        }
        print("all", all);
        failures.forEach(name -> System.out.println("FAILED " + name));
        skips.forEach(name -> System.out.println("SKIPPED " + name));
        boolean ci = "true".equals(System.getenv("CI"));
        if (ci && all.skipped > 0) {
            System.out.println("CI=true: a skipped test is a failure.");
        }
        System.out.printf("%d passed, %d failed, %d skipped%n", all.passed, all.failed, all.skipped);
        return failures.isEmpty() && all.passed > 0 && !(ci && all.skipped > 0);
    }

    private static void print(String name, Tier tier) {
        int tests = tier.passed + tier.failed + tier.skipped;
        double seconds = tier.time.toMillis() / 1000.0;
        System.out.printf(
                Locale.ROOT, "%-16s %8d %8d %8d %9.1f%n", name, tests, tier.failed, tier.skipped, seconds);
    }

    private static final class Tier {
        int passed;
        int failed;
        int skipped;
        Duration time = Duration.ZERO;

        void add(Tier other) {
            passed += other.passed;
            failed += other.failed;
            skipped += other.skipped;
            time = time.plus(other.time);
        }
    }

    /** A test or a group of tests. */
    private static final class Node {
        String name = "";
        String parent = "";
        String reason = "";
        String status = "";
        boolean test;
        final Set<String> tags = new TreeSet<>();
        Instant started = Instant.EPOCH;
        Instant finished = Instant.EPOCH;
        Duration inChildren = Duration.ZERO;

        boolean skipped() {
            return status.equals("SKIPPED") || status.equals("ABORTED");
        }

        /** A group fails only by its own set-up or tear-down: failures of its tests are theirs. */
        boolean failed() {
            return status.equals("FAILED") || test && status.isEmpty();
        }

        Duration total() {
            return status.isEmpty() ? Duration.ZERO : Duration.between(started, finished);
        }

        /** Set-up and tear-down of a group are its own time. */
        Duration own() {
            Duration own = total().minus(inChildren);
            return own.isNegative() || parent.isEmpty() ? Duration.ZERO : own;
        }
    }

    /** Open Test Reporting's event format, as far as the table needs it. */
    private static final class EventFile {
        final Map<String, Node> nodes = new LinkedHashMap<>();
        String java = "";

        void read(InputStream in) throws XMLStreamException {
            XMLInputFactory factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            Node node = new Node();
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "started" -> {
                        node = new Node();
                        node.name = attribute(xml, "name");
                        node.parent = attribute(xml, "parentId");
                        node.started = Instant.parse(attribute(xml, "time"));
                        nodes.put(attribute(xml, "id"), node);
                    }
                    case "finished" -> {
                        node = nodes.get(attribute(xml, "id"));
                        node.finished = Instant.parse(attribute(xml, "time"));
                    }
                    case "result" -> {
                        node.status = attribute(xml, "status");
                        Node parent = nodes.get(node.parent);
                        if (parent != null) {
                            parent.inChildren = parent.inChildren.plus(node.total());
                        }
                    }
                    case "tag" -> node.tags.add(xml.getElementText().trim());
                    case "type" -> node.test = xml.getElementText().contains("TEST");
                    case "reason" -> node.reason = xml.getElementText().trim();
                    case "throwable" -> node.reason = firstLine(xml.getElementText());
                    case "javaVersion" -> java = xml.getElementText().trim();
                    default -> {}
                }
            }
        }

        /** A generated test has its own tags only: it belongs where the method that made it belongs. */
        Set<String> tags(Node node) {
            Node parent = nodes.get(node.parent);
            return parent == null || !node.tags.isEmpty() ? node.tags : tags(parent);
        }

        String path(Node node) {
            Node parent = nodes.get(node.parent);
            return parent == null || parent.parent.isEmpty() ? node.name : path(parent) + " > " + node.name;
        }

        private static String firstLine(String trace) {
            return trace.strip().lines().findFirst().orElse("");
        }

        private static String attribute(XMLStreamReader xml, String name) {
            String value = xml.getAttributeValue(null, name);
            return value == null ? "" : value;
        }
    }
}
