package io.dosvm.libvirt.xml;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the typed views reach: the index that was generated with them. For tools and tests; the views do not need it.
 *
 * @since 0.1
 */
public final class Accessors {
    /** A way down from a type: its key, its accessor, the type or value behind it, a size's usual unit. */
    record Way(String key, boolean many, String name, String target, String unit) {
        /** Whether the target is a view or a vocabulary, and not a plain value. */
        boolean isNamed() {
            return target.indexOf('.') > 0;
        }
    }

    private final Map<String, Map<String, Way>> types = new LinkedHashMap<>();
    private final Map<String, Set<String>> roots = new HashMap<>();

    private Accessors() {}

    /** Reads the index. */
    public static Accessors load() {
        Accessors all = new Accessors();
        try (InputStream in = Objects.requireNonNull(Accessors.class.getResourceAsStream("accessors.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<String, Way> type = new HashMap<>();
            String pkg = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(" ")) {
                    Way way = way(line.substring(1).split(" ", -1), pkg);
                    type.put(way.key, way);
                } else {
                    String[] word = line.split(" ");
                    pkg = line.substring(0, line.indexOf('.'));
                    type = new LinkedHashMap<>();
                    all.types.put(word[0], type);
                    if (word.length > 1) {
                        all.root(word[1].substring(1, word[1].length() - 1), word[0]);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A device to attach can be a root as well.
        List.copyOf(all.types.values()).forEach(ways -> ways.values().stream()
                .filter(w -> all.types.containsKey(w.target))
                .forEach(w -> all.root(w.key, w.target)));
        return all;
    }

    /** Of key, name and target; each is left out where it can be guessed. */
    private static Way way(String[] word, String pkg) {
        boolean many = word[0].length() > 1 && word[0].endsWith("*");
        String key = many ? word[0].substring(0, word[0].length() - 1) : word[0];
        String guessed = key.startsWith("@") ? key.substring(1) : many ? key + "s" : key;
        String name = word[1].isEmpty() ? guessed : word[1];
        String target = word.length < 3 ? "string" : word[2].startsWith(".") ? pkg + word[2] : word[2];
        return new Way(key, many, name, target, word.length > 3 ? word[3] : "");
    }

    private void root(String element, String type) {
        roots.computeIfAbsent(element, e -> new TreeSet<>()).add(type);
    }

    /** The names of the generated view classes. */
    Set<String> types() {
        return types.keySet();
    }

    /** The ways down from a type. */
    Map<String, Way> ways(String type) {
        return types.getOrDefault(type, Map.of());
    }

    /** The type of a root element that is a document of its own, if it is one of libvirt's. */
    @Nullable
    String document(String element) {
        return roots.getOrDefault(element, Set.of()).stream()
                .filter(this::isDocument)
                .findFirst()
                .orElse(null);
    }

    private boolean isDocument(String type) {
        return DocumentView.class.isAssignableFrom(Reflected.type(type));
    }

    /**
     * How every element and attribute of a document is reached, in document order. Each accessor is called: one that
     * does not return what the document has does not count.
     */
    public List<Accessor> explain(Document document) {
        Element root = document.root();
        List<Accessor> best = List.of();
        long most = -1;
        List<String> candidates = new ArrayList<>(roots.getOrDefault(root.name(), Set.of()));
        candidates.removeIf(type -> !Reflected.isParsed(type));
        candidates.sort((a, b) -> Boolean.compare(isDocument(b), isDocument(a)));
        for (String type : candidates) {
            Explanation explanation = new Explanation(this);
            explanation.root(root, type);
            long typed = explanation.found().stream().filter(Accessor::isTyped).count();
            if (typed > most) {
                most = typed;
                best = explanation.found();
            }
        }
        if (candidates.isEmpty()) {
            Explanation explanation = new Explanation(this);
            explanation.untyped(root, "/" + root.name());
            best = explanation.found();
        }
        return List.copyOf(best);
    }
}
