package io.dosvm.samples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code samples/run bench NAME…}: without a name, all figures of {@code calls}. */
public final class Bench {
    private static final String CALLS = "calls";

    private Bench() {}

    /** A benchmark. */
    @FunctionalInterface
    interface Benchmark {
        void run(Figures figures) throws Exception;
    }

    /**
     * Runs benchmarks.
     *
     * @param names {@code calls} for all, or the names of some
     * @return the exit code
     * @throws Exception what went wrong
     */
    public static int run(String... names) throws Exception {
        Map<String, Benchmark> all = new LinkedHashMap<>();
        all.put("list", ListBench::run);
        all.put("open", OpenBench::run);
        all.put("threads", ThreadsBench::run);
        all.put("closure", ClosureBench::run);
        all.put("power", PowerBench::run);
        all.put("placement", PlacementBench::run);
        all.put("page", PageBench::run);
        List<String> calls = List.copyOf(all.keySet());
        all.put("xml", XmlBench::run);
        List<String> wanted = names.length == 0 || names[0].equals(CALLS) ? calls : List.of(names);
        List<Benchmark> chosen = new ArrayList<>();
        for (String name : wanted) {
            Benchmark benchmark = all.get(name);
            if (benchmark == null) {
                System.err.println(
                        "no such benchmark: " + name + "; there are " + CALLS + " (all but xml), " + all.keySet());
                return 2;
            }
            chosen.add(benchmark);
        }
        Figures figures = new Figures();
        for (Benchmark benchmark : chosen) {
            benchmark.run(figures);
        }
        return 0;
    }
}
