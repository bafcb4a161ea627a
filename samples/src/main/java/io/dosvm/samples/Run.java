package io.dosvm.samples;

import io.dosvm.error.DosvmException;
import io.dosvm.error.Violation;
import io.dosvm.samples.bench.Bench;
import io.dosvm.samples.xml.VirtInstallXml;
import io.dosvm.samples.xml.XmlCheck;
import io.dosvm.samples.xml.XmlExplain;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts a sample by its name. */
public final class Run {
    private static final Map<String, Program> PROGRAMS = new LinkedHashMap<>();
    private static final String USAGE = """
            usage: samples/run NAME [ARGUMENTS]
              quickstart [--fake | --uri URI [--directory DIRECTORY]] [--disk FILE] [--install]
              look URI…
              doctor URI
              bench [NAME…]
              xml check PATH… | xml explain FILE
              virt-install OPTIONS""";

    static {
        PROGRAMS.put("quickstart", Quickstart::run);
        PROGRAMS.put("look", Look::run);
        PROGRAMS.put("doctor", Doctor::run);
        PROGRAMS.put("bench", Bench::run);
        PROGRAMS.put("xml", Run::xml);
        PROGRAMS.put("virt-install", VirtInstallXml::run);
    }

    private Run() {}

    /** A sample: takes its arguments, gives the exit code. */
    @FunctionalInterface
    interface Program {
        int run(String... arguments) throws Exception;
    }

    /**
     * Runs a sample and exits with its code.
     *
     * @param arguments the sample's name, then its own arguments
     */
    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    private static int xml(String... words) {
        String what = words.length == 0 ? "" : words[0];
        String[] rest = words.length == 0 ? words : Arrays.copyOfRange(words, 1, words.length);
        switch (what) {
            case "check" -> XmlCheck.main(rest);
            case "explain" -> XmlExplain.main(rest);
            default -> {
                System.err.println("usage: samples/run xml check PATH… | xml explain FILE");
                return 2;
            }
        }
        return 0;
    }

    private static int run(String... arguments) {
        List<String> words = List.of(arguments);
        Program program = words.isEmpty() ? null : PROGRAMS.get(words.get(0));
        if (program == null || words.subList(1, words.size()).equals(List.of("--help"))) {
            System.err.println(USAGE);
            return 2;
        }
        try {
            return program.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (DosvmException e) {
            System.err.println(
                    e.violations().isEmpty() ? e.getMessage() : e.code().id() + ":");
            for (Violation violation : e.violations()) {
                System.err.println("  " + violation);
            }
            return 1;
        } catch (Exception e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return 1;
        }
    }
}
