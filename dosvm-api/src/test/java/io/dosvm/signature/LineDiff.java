package io.dosvm.signature;

import java.util.ArrayList;
import java.util.List;

/** The shortest list of removed and added lines, each change under the type it is in. */
final class LineDiff {
    private LineDiff() {}

    static List<String> of(List<String> before, List<String> after) {
        int[][] common = commonSuffixes(before, after);
        List<String> difference = new ArrayList<>();
        String type = "";
        String named = "";
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            boolean same =
                    i < before.size() && j < after.size() && before.get(i).equals(after.get(j));
            if (same) {
                type = typeOf(before.get(i), type);
                i++;
                j++;
                continue;
            }
            boolean removed = j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1];
            String line = removed ? before.get(i++) : after.get(j++);
            type = typeOf(line, type);
            if (line.isEmpty()) {
                continue;
            }
            if (line.startsWith(" ") && !type.equals(named)) {
                difference.add("  " + type);
            }
            named = type;
            difference.add((removed ? "- " : "+ ") + line);
        }
        return difference;
    }

    private static String typeOf(String line, String current) {
        return line.isEmpty() || line.startsWith(" ") ? current : line;
    }

    private static int[][] commonSuffixes(List<String> before, List<String> after) {
        int[][] length = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                length[i][j] = before.get(i).equals(after.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        return length;
    }
}
