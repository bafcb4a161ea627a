package io.dosvm.architecture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What class files do not tell: rules of one source file. */
final class SourceRules {
    private static final int LONGEST = 500;

    private static final Pattern LATER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern SWITCHED_OFF = Pattern.compile("^\\s*@Dis" + "abled\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sl" + "eep\\(");

    private SourceRules() {}

    /** The rules that a file breaks, each with the line. */
    static List<String> broken(Path file, List<String> lines) {
        List<String> broken = new ArrayList<>();
        if (lines.size() > LONGEST) {
            broken.add(file + ": " + lines.size() + " lines; a file reads in one sitting: " + LONGEST + " at most");
        }
        boolean planted = file.toString().contains("planted");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String where = file + ":" + (i + 1) + ": ";
            if (LATER.matcher(line).find()) {
                broken.add(where + "nothing is left for later");
            }
            if (SWITCHED_OFF.matcher(line).find()) {
                broken.add(where + "no test is switched off");
            }
            if (SLEEP.matcher(line).find() && !planted) {
                broken.add(where + "nothing sleeps, in tests too: wait for what is meant, with a deadline");
            }
        }
        return broken;
    }
}
