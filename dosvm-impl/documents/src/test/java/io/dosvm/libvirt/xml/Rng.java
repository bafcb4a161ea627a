package io.dosvm.libvirt.xml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A RELAX NG grammar as libvirt writes them, read into patterns: as much of the language as those files use. */
final class Rng {
    static final Path INSTALLED = Path.of("/usr/share/libvirt/schemas");

    /** Element, attribute, or child key; the name "*" is any name. */
    record Name(String namespace, String local) {}

    /** A pattern; what the fields mean depends on the kind, which is the name of the RELAX NG element. */
    record Pattern(
            String kind,
            List<Pattern> inside,
            List<Name> names,
            String value,
            Map<String, String> parameters,
            @Nullable Rng grammar) {
        /** Definitions are looked up late: grammars are recursive. */
        Pattern referred() {
            Pattern found = Objects.requireNonNull(grammar).definitions.get(value);
            return Objects.requireNonNull(found, () -> "no definition " + value);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final Path folder;
    private final Map<String, Rng> nested;
    private final Map<String, Pattern> definitions = new LinkedHashMap<>();
    private List<Pattern> start = new ArrayList<>();

    private Rng(Path folder, Map<String, Rng> nested) {
        this.folder = folder;
        this.nested = nested;
    }

    static Rng read(Path folder, String file) {
        Rng rng = new Rng(folder, new HashMap<>());
        rng.include(file);
        return rng;
    }

    Pattern start() {
        return group("choice", start);
    }

    private void include(String file) {
        try {
            Element root =
                    Document.parse(Files.readString(folder.resolve(file))).root();
            grammar(root, root.attribute("ns").orElse(""));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void grammar(Element grammar, String inherited) {
        for (Element e : grammar.children()) {
            String ns = e.attribute("ns").orElse(inherited);
            switch (e.name()) {
                case "div" -> grammar(e, ns);
                case "start" -> start.addAll(patterns(e, ns));
                case "define" -> define(e, ns);
                case "include" -> includeWith(e, ns);
                default -> throw new IllegalStateException(e.name());
            }
        }
    }

    /** Definitions inside the include element replace those of the included file. */
    private void includeWith(Element e, String ns) {
        Set<String> replaced = new HashSet<>();
        e.children().stream()
                .filter(c -> c.name().equals("define"))
                .forEach(c -> replaced.add(c.attribute("name").orElseThrow()));
        List<Pattern> before = new ArrayList<>(start);
        Map<String, Pattern> kept = new HashMap<>(definitions);
        include(e.attribute("href").orElseThrow());
        if (e.children().stream().anyMatch(c -> c.name().equals("start"))) {
            start = before;
        }
        for (String name : replaced) {
            definitions.remove(name);
            if (kept.containsKey(name)) {
                definitions.put(name, kept.get(name));
            }
        }
        grammar(e, ns);
    }

    private void define(Element e, String ns) {
        String name = e.attribute("name").orElseThrow();
        Pattern pattern = group("group", patterns(e, ns));
        Pattern known = definitions.get(name);
        if (known == null) {
            definitions.put(name, pattern);
        } else if (e.attribute("combine").isPresent()) {
            definitions.put(name, group(e.attribute("combine").get(), List.of(known, pattern)));
        }
        // Otherwise the same file was included twice, on two ways.
    }

    private List<Pattern> patterns(Element parent, String ns) {
        List<Pattern> all = new ArrayList<>();
        for (Element e : parent.children()) {
            if (!e.name().equals("param") && !e.name().equals("except")) {
                all.add(pattern(e, e.attribute("ns").orElse(ns)));
            }
        }
        return all;
    }

    private Pattern pattern(Element e, String ns) {
        return switch (e.name()) {
            case "element", "attribute" -> named(e, ns);
            case "ref", "parentRef" ->
                new Pattern("ref", List.of(), List.of(), e.attribute("name").orElseThrow(), Map.of(), this);
            case "value" -> new Pattern("value", List.of(), List.of(), e.text().strip(), Map.of(), null);
            case "data" -> data(e);
            case "grammar" -> nestedGrammar(e);
            default -> group(e.name(), patterns(e, ns));
        };
    }

    private Pattern nestedGrammar(Element e) {
        String file = e.children().get(0).attribute("href").orElseThrow();
        Rng inner = nested.get(file);
        if (inner == null) {
            inner = new Rng(folder, nested);
            nested.put(file, inner);
            inner.include(file);
        }
        return inner.start();
    }

    private static Pattern data(Element e) {
        Map<String, String> parameters = new HashMap<>();
        e.children().stream()
                .filter(c -> c.name().equals("param"))
                .forEach(c -> parameters.put(c.attribute("name").orElseThrow(), c.text()));
        return new Pattern("data", List.of(), List.of(), e.attribute("type").orElseThrow(), parameters, null);
    }

    private Pattern named(Element e, String ns) {
        boolean attribute = e.name().equals("attribute");
        String own = attribute ? e.attribute("ns").orElse("") : ns;
        List<Name> names = new ArrayList<>();
        List<Pattern> inside = new ArrayList<>();
        if (e.attribute("name").isPresent()) {
            names.add(new Name(own, e.attribute("name").get()));
            inside.addAll(patterns(e, ns));
        } else {
            List<Element> children = e.children();
            names(children.get(0), own, names);
            for (Element child : children.subList(1, children.size())) {
                inside.add(pattern(child, child.attribute("ns").orElse(ns)));
            }
        }
        return new Pattern(e.name(), inside, names, "", Map.of(), null);
    }

    private static void names(Element e, String ns, List<Name> names) {
        switch (e.name()) {
            case "name" ->
                names.add(new Name(e.attribute("ns").orElse(ns), e.text().strip()));
            case "anyName", "nsName" -> names.add(new Name("*", "*"));
            default -> e.children().forEach(c -> names(c, ns, names));
        }
    }

    private static Pattern group(String kind, List<Pattern> inside) {
        return inside.size() == 1 && (kind.equals("group") || kind.equals("choice"))
                ? inside.get(0)
                : new Pattern(kind, List.copyOf(inside), List.of(), "", Map.of(), null);
    }
}
