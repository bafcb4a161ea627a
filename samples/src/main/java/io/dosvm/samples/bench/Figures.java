package io.dosvm.samples.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints figures, one JSON object a line. */
final class Figures {
    /** How often a thing is measured, in turn with its floor. */
    static final int RUNS = 7;

    private final ObjectMapper json = new ObjectMapper();

    /** One run of what is measured. */
    @FunctionalInterface
    interface Measured {
        /** What was measured, in the figure's unit. */
        double run() throws Exception;
    }

    /** A figure without a floor. */
    void print(String name, double value, String unit, String bar) {
        Map<String, Object> line = line(name, value, unit);
        line.put("bar", bar);
        write(line);
    }

    /** The medians of alternating runs of a thing and of the same work done raw. */
    void compare(String name, String unit, Measured thing, Measured raw, String bar) throws Exception {
        double[] values = new double[RUNS];
        double[] floors = new double[RUNS];
        raw.run();
        thing.run();
        for (int i = 0; i < RUNS; i++) {
            floors[i] = raw.run();
            values[i] = thing.run();
        }
        double value = median(values);
        double floor = median(floors);
        Map<String, Object> line = line(name, value, unit);
        line.put("floor", rounded(floor));
        line.put("ratio", rounded(value / floor));
        line.put("runs", RUNS);
        line.put("bar", bar);
        write(line);
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static Map<String, Object> line(String name, double value, String unit) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put("value", rounded(value));
        line.put("unit", unit);
        return line;
    }

    private void write(Map<String, Object> line) {
        try {
            System.out.println(json.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
