package io.dosvm.libvirt.xml;

import io.dosvm.libvirt.xml.Rng.Name;
import io.dosvm.libvirt.xml.Rng.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Random documents that a grammar accepts, apart from rules that span several values. Alternatives that were taken
 * seldom so far are preferred, so that a few hundred documents come by everything.
 */
final class RngRandom {
    private static final int DEPTH = 24;

    /** The schema's patterns for these also match what libvirt refuses: 7-3, half an address, hex without 0x. */
    private static final Set<String> LIMITED =
            Set.of("cpuset", "ipv6Addr", "uint8", "uint16", "uint24", "uint32", "driveSCSIUnit");

    private final Random random;
    private final Map<Pattern, Integer> taken = new HashMap<>();
    private final Map<String, Integer> visited = new HashMap<>();
    private int elements;

    RngRandom(long seed) {
        this.random = new Random(seed);
    }

    /** How many element and attribute patterns can be reached from the start. */
    static int reachable(Rng grammar) {
        Set<Pattern> seen = new HashSet<>();
        reach(grammar.start(), seen);
        return (int) seen.stream().filter(RngRandom::isCounted).count();
    }

    /** How many of them were used. */
    int covered() {
        return (int) taken.keySet().stream().filter(RngRandom::isCounted).count();
    }

    private static boolean isCounted(Pattern p) {
        return (p.kind().equals("element") || p.kind().equals("attribute"))
                && !p.names().contains(new Name("*", "*"));
    }

    private static void reach(Pattern p, Set<Pattern> seen) {
        if (isAllowed(p, new HashSet<>()) && seen.add(p)) {
            if (p.kind().equals("ref")) {
                reach(p.referred(), seen);
            }
            p.inside().forEach(c -> reach(c, seen));
        }
    }

    Document document(Rng grammar) {
        elements = 0;
        ElementBuilder holder = new ElementBuilder("holder", "");
        fill(holder, grammar.start(), 0);
        return Document.of(holder.build().children().get(0));
    }

    private void fill(ElementBuilder into, Pattern p, int depth) {
        switch (p.kind()) {
            case "element" -> element(into, p, depth);
            case "attribute" -> attribute(into, p);
            case "ref" -> {
                if (p.value().equals("customElement")) {
                    into.child(Element.of("foreign", f -> f.attribute("a", "b").text("c")));
                } else if (LIMITED.contains(p.value())) {
                    into.text(text(p));
                } else {
                    fill(into, p.referred(), depth);
                }
            }
            case "choice" -> fill(into, choose(p, depth), depth);
            case "optional" -> {
                if (wanted(p, depth)) {
                    count(p);
                    p.inside().forEach(c -> fill(into, c, depth));
                }
            }
            case "zeroOrMore", "oneOrMore" -> {
                int times = p.kind().equals("oneOrMore") ? 1 : 0;
                if (wanted(p, depth)) {
                    count(p);
                    times += 1 + random.nextInt(depth < 4 ? 8 : 2);
                }
                for (int i = 0; i < times; i++) {
                    p.inside().forEach(c -> fill(into, c, depth));
                }
            }
            case "interleave" -> {
                List<Pattern> shuffled = new ArrayList<>(p.inside());
                Collections.shuffle(shuffled, random);
                shuffled.forEach(c -> fill(into, c, depth));
            }
            case "group", "mixed" -> p.inside().forEach(c -> fill(into, c, depth));
            case "value", "data", "text", "list" -> into.text(text(p));
            case "empty", "notAllowed" -> {}
            default -> throw new IllegalStateException(p.kind());
        }
    }

    private void element(ElementBuilder into, Pattern p, int depth) {
        count(p);
        elements++;
        Name name = p.names().get(random.nextInt(p.names().size()));
        ElementBuilder child = new ElementBuilder(
                name.namespace().isEmpty() ? name.local() : prefix(name) + ":" + name.local(), name.namespace());
        if (!name.namespace().isEmpty()) {
            child.attribute("xmlns:" + prefix(name), name.namespace());
        }
        p.inside().forEach(c -> fill(child, c, depth + 1));
        into.child(child.build());
    }

    private void attribute(ElementBuilder into, Pattern p) {
        count(p);
        Name name = p.names().get(random.nextInt(p.names().size()));
        StringBuilder value = new StringBuilder();
        p.inside().forEach(c -> value.append(text(c)));
        into.attribute(name.local(), value.toString());
    }

    /** Not the usual prefix: what counts is the namespace. */
    private static String prefix(Name name) {
        return "p" + Math.abs(name.namespace().hashCode() % 1000);
    }

    private void count(Pattern p) {
        taken.merge(p, 1, Integer::sum);
    }

    private boolean wanted(Pattern p, int depth) {
        if (!p.inside().stream().allMatch(c -> isAllowed(c, new HashSet<>()))) {
            return false;
        }
        int times = taken.getOrDefault(p, 0);
        if (depth > DEPTH || elements > 3000) {
            return false;
        }
        return times == 0 || random.nextInt(times < 20 ? 2 : 4 + depth) == 0;
    }

    private Pattern choose(Pattern choice, int depth) {
        List<Pattern> open = new ArrayList<>();
        for (Pattern p : choice.inside()) {
            if (isAllowed(p, new HashSet<>())) {
                open.add(p);
            }
        }
        Pattern best = open.get(random.nextInt(open.size()));
        if (depth <= DEPTH && random.nextInt(5) > 0) {
            for (Pattern p : open) {
                if (chosen(p) < chosen(best)) {
                    best = p;
                }
            }
        }
        visited.merge(System.identityHashCode(best) + "", 1, Integer::sum);
        return best;
    }

    private int chosen(Pattern p) {
        return visited.getOrDefault(System.identityHashCode(p) + "", 0);
    }

    private static boolean isAllowed(Pattern p, Set<Pattern> stack) {
        if (!stack.add(p)) {
            return true;
        }
        boolean allowed =
                switch (p.kind()) {
                    case "notAllowed" -> false;
                    case "ref" -> isAllowed(p.referred(), stack);
                    case "element", "attribute", "group", "interleave" ->
                        p.inside().stream().allMatch(c -> isAllowed(c, stack));
                    case "choice" -> p.inside().stream().anyMatch(c -> isAllowed(c, stack));
                    default -> true;
                };
        stack.remove(p);
        return allowed;
    }

    private String text(Pattern p) {
        return switch (p.kind()) {
            case "value" -> p.value();
            case "text" -> "some text " + random.nextInt(100);
            case "ref" ->
                switch (p.value()) {
                    case "cpuset" -> random.nextBoolean() ? "0-3,^2,8" : "1";
                    case "ipv6Addr" -> random.nextBoolean() ? "2001:db8::7" : "::ffff:10.0.0.1";
                    case "driveSCSIUnit" -> "9223372036854775807";
                    case "uint8", "uint16", "uint24", "uint32" -> random.nextBoolean() ? "0x1f" : "12";
                    default -> text(p.referred());
                };
            case "choice" -> text(choose(p, 0));
            case "optional" -> random.nextBoolean() ? text(p.inside().get(0)) : "";
            case "list", "group", "oneOrMore", "zeroOrMore" -> {
                List<String> all = new ArrayList<>();
                p.inside().forEach(c -> all.add(text(c)));
                yield String.join(" ", all);
            }
            case "data" -> data(p);
            default -> "";
        };
    }

    private String data(Pattern p) {
        String pattern = p.parameters().get("pattern");
        return switch (p.value()) {
            case "string", "NCName", "anyURI" -> pattern == null ? "word" : Sample.of(pattern, random);
            case "dateTime" -> "2026-11-20T10:00:00";
            case "double" -> "1.5";
            default -> number(p);
        };
    }

    private String number(Pattern p) {
        String pattern = p.parameters().get("pattern");
        if (pattern != null && pattern.contains("0-7")) {
            return Sample.of(pattern, random);
        }
        long lowest = p.value().startsWith("unsigned") ? 0 : p.value().startsWith("positive") ? 1 : -9;
        long highest =
                switch (p.value()) {
                    case "unsignedShort", "short" -> 32767;
                    // Counts are ints: libvirt takes no larger ones where it matters, though its schema would.
                    default -> Integer.MAX_VALUE;
                };
        if (pattern != null && !pattern.startsWith("-")) {
            lowest = Math.max(lowest, 0);
        }
        lowest = Long.parseLong(p.parameters().getOrDefault("minInclusive", Long.toString(lowest)));
        highest = Long.parseLong(p.parameters().getOrDefault("maxInclusive", Long.toString(highest)));
        return switch (random.nextInt(5)) {
            case 0 -> Long.toString(lowest);
            case 1 -> Long.toString(highest);
            default -> Long.toString(lowest + Math.min(highest - lowest, random.nextInt(100)));
        };
    }
}
