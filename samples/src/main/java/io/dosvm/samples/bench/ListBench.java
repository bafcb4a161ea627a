package io.dosvm.samples.bench;

import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Name, UUID and state of 1,000 defined domains on a real libvirtd over its unix socket. */
final class ListBench {
    private static final int DOMAINS = 1000;
    private static final int LOOKS = 10;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private ListBench() {}

    static void run(Figures figures) throws Exception {
        try (Lab lab = Lab.open(options -> {});
                Runtime runtime = Runtime.system("bench")) {
            LabHost host = lab.host(1);
            String uri = host.uri().toString();
            Path counted = lab.directory().resolve("counted.sock");
            Path floor = compile(lab.directory());
            try (HostDriver driver = open(uri, runtime);
                    RpcCounter counter = new RpcCounter(host.socket(), counted);
                    HostDriver countedDriver = open("qemu+unix:///system?socket=" + counted, runtime)) {
                List<UUID> ids = define(driver, runtime);
                figures.compare(
                        "list.bulk", "ms", () -> observed(driver, runtime), () -> floor(floor, uri), "ratio <= 2");
                figures.compare(
                        "list.one-by-one",
                        "ms",
                        () -> time(() -> ids.forEach(id -> describe(driver, runtime, id))),
                        () -> floor(floor, uri),
                        "for comparison");
                observe(countedDriver, runtime);
                long before = counter.calls();
                observe(countedDriver, runtime);
                figures.print("list.bulk.rpcs", (double) (counter.calls() - before), "calls", "= 1");
            }
        }
    }

    private static HostDriver open(String uri, Runtime runtime) {
        HostUri parsed = HostUri.parse(uri);
        return HostDrivers.of(List.of()).require(parsed).open(parsed, runtime);
    }

    private static List<UUID> define(HostDriver driver, Runtime runtime) {
        UUID owner = runtime.newId();
        return IntStream.range(0, DOMAINS)
                .mapToObj(i -> {
                    UUID id = runtime.newId();
                    driver.perform(
                            new Compute.Define(new Compute.VmDefinition(
                                    new Mark(owner, id, 0),
                                    "listed-" + i,
                                    "x86_64",
                                    Optional.empty(),
                                    1,
                                    ByteSize.mib(128),
                                    List.of(),
                                    List.of(),
                                    List.of(),
                                    Optional.empty())),
                            Call.within(runtime, DEADLINE));
                    return id;
                })
                .toList();
    }

    /** The median of ten looks, one after the other as the floor's are. */
    private static double observed(HostDriver driver, Runtime runtime) {
        return Figures.median(IntStream.range(0, LOOKS)
                .mapToDouble(i -> time(() -> observe(driver, runtime)))
                .toArray());
    }

    private static void observe(HostDriver driver, Runtime runtime) {
        int found = driver.perform(new HostDriver.Observe(Set.of(HostDriver.Part.VMS)), Call.within(runtime, DEADLINE))
                .vms()
                .size();
        if (found != DOMAINS) {
            throw new IllegalStateException("found " + found + " of " + DOMAINS);
        }
    }

    private static void describe(HostDriver driver, Runtime runtime, UUID id) {
        if (driver.perform(new Compute.Describe(id), Call.within(runtime, DEADLINE))
                .isEmpty()) {
            throw new IllegalStateException("domain " + id + " is gone");
        }
    }

    private static double time(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static Path compile(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("list.c");
        Path program = folder.resolve("list");
        try (InputStream in = ListBench.class.getResourceAsStream("list.c")) {
            Files.write(source, in.readAllBytes());
        }
        execute(List.of("cc", "-O2", "-o", program.toString(), source.toString(), "-l:libvirt.so.0"));
        return program;
    }

    /** The median of ten runs inside one process, so that connecting does not count. */
    private static double floor(Path program, String uri) throws IOException, InterruptedException {
        double[] times = execute(List.of(program.toString(), uri, Integer.toString(LOOKS)))
                .lines()
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .toArray();
        return Figures.median(times);
    }

    private static String execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command.get(0) + " failed: " + out);
        }
        return out;
    }
}
