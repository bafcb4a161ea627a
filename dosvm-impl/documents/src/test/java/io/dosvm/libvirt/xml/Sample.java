package io.dosvm.libvirt.xml;

import java.util.Random;

/** A random text that a regular expression matches; of the language only what libvirt's schemas use. */
final class Sample {
    private final String pattern;
    private final Random random;
    private int at;

    private Sample(String pattern, Random random) {
        this.pattern = pattern;
        this.random = random;
    }

    static String of(String pattern, Random random) {
        return new Sample(pattern, random).alternatives();
    }

    private boolean more() {
        return at < pattern.length();
    }

    private String alternatives() {
        java.util.List<String> all = new java.util.ArrayList<>();
        all.add(sequence());
        while (more() && pattern.charAt(at) == '|') {
            at++;
            all.add(sequence());
        }
        return all.get(random.nextInt(all.size()));
    }

    private String sequence() {
        StringBuilder s = new StringBuilder();
        while (more() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            int from = at;
            String first = atom();
            int to = at;
            int[] times = quantifier();
            int n = times[0] + random.nextInt(times[1] - times[0] + 1);
            int after = at;
            for (int i = 0; i < n; i++) {
                if (i == 0) {
                    s.append(first);
                } else {
                    at = from;
                    s.append(atom());
                }
            }
            at = Math.max(after, to);
        }
        return s.toString();
    }

    private int[] quantifier() {
        if (!more()) {
            return new int[] {1, 1};
        }
        switch (pattern.charAt(at)) {
            case '?':
                at++;
                return new int[] {0, 1};
            case '*':
                at++;
                return new int[] {0, 3};
            case '+':
                at++;
                return new int[] {1, 4};
            case '{':
                int end = pattern.indexOf('}', at);
                String[] bounds = pattern.substring(at + 1, end).split(",", -1);
                at = end + 1;
                int low = Integer.parseInt(bounds[0]);
                int high = bounds.length == 1 ? low : bounds[1].isEmpty() ? low + 3 : Integer.parseInt(bounds[1]);
                return new int[] {low, Math.min(high, Math.max(low, 20))};
            default:
                return new int[] {1, 1};
        }
    }

    private String atom() {
        char c = pattern.charAt(at++);
        switch (c) {
            case '(':
                String inside = alternatives();
                at++;
                return inside;
            case '[':
                return String.valueOf(oneOfClass());
            case '.':
                return String.valueOf((char) ('a' + random.nextInt(26)));
            case '\\':
                char escaped = pattern.charAt(at++);
                return escaped == 'n' ? "\n" : escaped == 's' ? " " : String.valueOf(escaped);
            default:
                return String.valueOf(c);
        }
    }

    private char oneOfClass() {
        StringBuilder members = new StringBuilder();
        boolean not = pattern.charAt(at) == '^';
        if (not) {
            at++;
        }
        while (pattern.charAt(at) != ']') {
            char c = pattern.charAt(at++);
            if (c == '\\') {
                c = pattern.charAt(at++);
                c = c == 'n' ? '\n' : c == 's' ? ' ' : c;
            }
            if (pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                char end = pattern.charAt(at + 1);
                at += 2;
                if (end == '\\') {
                    end = pattern.charAt(at++);
                }
                for (char x = c; x <= end; x++) {
                    members.append(x);
                }
            } else {
                members.append(c);
            }
        }
        at++;
        if (!not) {
            return members.charAt(random.nextInt(members.length()));
        }
        char c;
        do {
            c = (char) ('!' + random.nextInt(90));
        } while (members.indexOf(String.valueOf(c)) >= 0);
        return c;
    }
}
