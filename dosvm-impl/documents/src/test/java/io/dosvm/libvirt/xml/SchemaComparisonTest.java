package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.libvirt.xml.Accessors.Way;
import io.dosvm.libvirt.xml.Rng.Name;
import io.dosvm.libvirt.xml.Rng.Pattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the description with the schemas that libvirt has installed on this machine. */
class SchemaComparisonTest {
    private final Accessors accessors = Accessors.load();
    private final Set<String> missing = new TreeSet<>();
    private final Set<List<Object>> seen = new HashSet<>();

    @BeforeEach
    void schemas() {
        assumeTrue(Distribution.hasSchemas(), "libvirt's schemas are not installed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain",
                "network",
                "networkport",
                "storagepool",
                "storagevol",
                "storagepoolcaps",
                "nwfilter",
                "nwfilterbinding",
                "secret",
                "domainsnapshot",
                "domaincheckpoint",
                "domainbackup",
                "nodedev",
                "interface",
                "capability",
                "domaincaps",
                "cpu"
            })
    void everythingThatTheSchemaAllows_hasAnAccessor(String schema) {
        Content start = new Content();
        start.add(Rng.read(Rng.INSTALLED, schema + ".rng").start(), new HashSet<>());
        start.children.forEach((name, patterns) -> {
            String type = accessors.document(name.local());
            assertTrue(type != null, "no document <" + name.local() + ">");
            compare(patterns, type, "/" + name.local());
        });
        assertEquals(List.of(), List.copyOf(missing), schema + ".rng allows what the description lacks");
    }

    @Test
    void everyAccessorOfTheIndex_isAPublicMethod() {
        int methods = 0;
        for (String type : accessors.types()) {
            for (Way way : accessors.ways(type).values()) {
                if (!way.key().equals("*")) {
                    Reflected.method(Reflected.type(type), way.name());
                    methods++;
                }
            }
        }
        assertTrue(methods > 2000, "only " + methods + " accessors");
    }

    /** What the patterns of one element, together, allow inside. */
    private static final class Content {
        private final Map<Name, Set<Pattern>> children = new LinkedHashMap<>();
        private final Set<Name> attributes = new LinkedHashSet<>();
        private boolean text;

        void add(Pattern p, Set<String> stack) {
            switch (p.kind()) {
                case "element" ->
                    p.names().forEach(n -> children.computeIfAbsent(n, k -> new LinkedHashSet<>())
                            .add(p));
                case "attribute" -> attributes.addAll(p.names());
                case "ref" -> {
                    if (!p.value().equals("customElement") && stack.add(p.value())) {
                        add(p.referred(), stack);
                        stack.remove(p.value());
                    }
                }
                case "value", "data", "text", "list" -> text = true;
                default -> p.inside().forEach(c -> add(c, stack));
            }
        }
    }

    private void compare(Set<Pattern> elements, String type, String path) {
        if (!seen.add(List.of(elements, type))) {
            return;
        }
        Content content = content(elements);
        Map<String, Way> ways = accessors.ways(type);
        for (Name a : content.attributes) {
            if (!ways.containsKey("@" + a.local())) {
                missing.add(path + "/@" + a.local());
            }
        }
        if (content.text && !ways.containsKey(".")) {
            missing.add(path + "/text()");
        }
        content.children.forEach((name, patterns) -> {
            if (!isForbidden(patterns)) {
                child(ways, name, patterns, path + "/" + name.local());
            }
        });
    }

    private void child(Map<String, Way> ways, Name name, Set<Pattern> patterns, String path) {
        Way way = null;
        for (Way w : ways.values()) {
            if (Namespaces.matches(w.key(), name.local(), name.namespace())) {
                way = w;
            }
        }
        if (way == null) {
            missing.add(path);
        } else if (accessors.types().contains(way.target())) {
            compare(patterns, way.target(), path);
        } else {
            Content leaf = content(patterns);
            for (Name a : leaf.attributes) {
                boolean unit = way.target().equals("size") && a.local().equals("unit");
                if (!unit && !ways.containsKey(way.key() + "@" + a.local())) {
                    missing.add(path + "/@" + a.local());
                }
            }
            leaf.children.keySet().forEach(c -> missing.add(path + "/" + c.local()));
            if (leaf.text && way.target().equals("flag")) {
                missing.add(path + "/text()");
            }
        }
    }

    private static Content content(Set<Pattern> elements) {
        Content content = new Content();
        elements.forEach(e -> e.inside().forEach(p -> content.add(p, new HashSet<>())));
        return content;
    }

    /** libvirt forbids in public documents what it keeps in its own status files. */
    private static boolean isForbidden(Set<Pattern> elements) {
        List<Pattern> inside = new ArrayList<>();
        elements.forEach(e -> inside.addAll(e.inside()));
        return !inside.isEmpty() && inside.stream().allMatch(p -> p.kind().equals("notAllowed"));
    }
}
