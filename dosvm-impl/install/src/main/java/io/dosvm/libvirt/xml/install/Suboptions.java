package io.dosvm.libvirt.xml.install;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Splits {@code path=/a,size=10,name="a,b"} into its parts, in order. */
final class Suboptions {
    /** One part; the name is empty if there is none. */
    record Suboption(String name, String value, boolean assigned) {
        /** Whether the value says no. */
        boolean isOff() {
            return List.of("off", "no", "false", "0").contains(value);
        }
    }

    private Suboptions() {}

    /** Whether what an option says may have secrets in it, wherever they are. */
    static boolean maySaySecrets(String option, String text) {
        return Set.of("unattended", "cloud-init", "graphics").contains(option)
                || text.matches("(?is).*(passw|product-key).*");
    }

    /** What may be secret: every value that is not the name of a file or a flag. */
    static List<String> secrets(String text) {
        try {
            return of(text).stream()
                    .filter(s -> !s.assigned() || s.name().matches("(?i)(.*[-.])?(passwd|password|product-key)"))
                    .map(Suboption::value)
                    .filter(s -> !s.isEmpty())
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of(text);
        }
    }

    static List<Suboption> of(String text) {
        List<Suboption> all = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        char quote = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (i == text.length() || quote == 0 && c == ',') {
                if (quote != 0) {
                    throw new IllegalArgumentException("a quotation is not closed: " + text);
                }
                if (part.length() > 0) {
                    all.add(suboption(part.toString()));
                }
                part.setLength(0);
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                part.append(text.charAt(++i));
            } else {
                part.append(c);
            }
        }
        return all;
    }

    /** The parts in order, but for what has to be known before: whether to forget, and the type. */
    static List<Suboption> sorted(List<Suboption> all) {
        List<Suboption> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparing(s -> -List.of("type", "clearxml").indexOf(s.name())));
        return sorted;
    }

    private static Suboption suboption(String part) {
        int at = part.indexOf('=');
        return at < 0
                ? new Suboption("", part, false)
                : new Suboption(part.substring(0, at).strip(), part.substring(at + 1), true);
    }
}
