package io.dosvm.libvirt.xml;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of when changes take effect, for one kind of document. */
final class ChangeRules {
    /** One line of the table. */
    private record Rule(String path, String effect, String when, List<String> values) {}

    private final String otherwise;
    private final List<Rule> rules;
    private final Map<String, List<String>> keys;

    private ChangeRules(String otherwise, List<Rule> rules, Map<String, List<String>> keys) {
        this.otherwise = otherwise;
        this.rules = rules;
        this.keys = keys;
    }

    /** The rules of a kind; what is not in the table can only be made anew. */
    static ChangeRules of(String document) {
        String otherwise = "recreate";
        List<Rule> rules = new ArrayList<>();
        Map<String, List<String>> keys = new HashMap<>();
        boolean here = false;
        try (InputStream in = Objects.requireNonNull(ChangeRules.class.getResourceAsStream("changes.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> word = List.of(line.strip().split(" "));
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (word.get(0).equals("document")) {
                    here = word.get(1).equals(document);
                    otherwise = here ? word.get(2) : otherwise;
                } else if (here && word.get(0).equals("key")) {
                    keys.put(word.get(1), word.subList(2, word.size()));
                } else if (here) {
                    boolean condition = word.size() > 2;
                    String path = word.get(0).startsWith("./") ? word.get(0).substring(2) : word.get(0);
                    rules.add(new Rule(
                            path,
                            word.get(1),
                            condition ? word.get(3) : "",
                            condition ? word.subList(4, word.size()) : List.of()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ChangeRules(otherwise, rules, keys);
    }

    /** What makes an entry of a list the same one; empty if nothing does but its place. */
    String identity(String path, Element entry) {
        StringBuilder identity = new StringBuilder();
        for (String key : keys.getOrDefault(path, List.of())) {
            String value = value(entry, key);
            if (value != null) {
                identity.append(identity.length() == 0 ? "" : ",").append(value);
            }
        }
        return identity.toString();
    }

    /** When a change at a path takes effect; empty if it is none. {@code entry} is the list entry it lies in. */
    Optional<Change.Applies> applies(String path, Element entry) {
        String effect = otherwise;
        int longest = -1;
        for (Rule rule : rules) {
            boolean fits = path.equals(rule.path)
                    || path.startsWith(rule.path) && "/@".indexOf(path.charAt(rule.path.length())) >= 0;
            if (fits && rule.path.length() > longest && holds(rule, entry)) {
                longest = rule.path.length();
                effect = rule.effect;
            }
        }
        return switch (effect) {
            case "live" -> Optional.of(Change.Applies.LIVE);
            case "next-start" -> Optional.of(Change.Applies.NEXT_START);
            case "recreate" -> Optional.of(Change.Applies.RECREATE);
            case "status" -> Optional.empty();
            default -> throw new IllegalStateException("the table has no word " + effect);
        };
    }

    private static boolean holds(Rule rule, Element entry) {
        return rule.when.isEmpty() || rule.values.contains(String.valueOf(value(entry, rule.when)));
    }

    private static @Nullable String value(Element element, String key) {
        int at = key.indexOf('@');
        if (at == 0) {
            return element.value(key, 1);
        }
        Element child = element.first(at < 0 ? key : key.substring(0, at));
        if (child == null) {
            return null;
        }
        return at < 0 ? child.text().strip() : child.value(key, at + 1);
    }
}
