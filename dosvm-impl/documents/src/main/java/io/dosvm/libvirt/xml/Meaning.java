package io.dosvm.libvirt.xml;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether two elements mean the same: names by namespace, attributes whatever their order, comments and instructions
 * included, white space between elements left out. The prefix chosen for a namespace means nothing.
 */
final class Meaning {
    private Meaning() {}

    /** The path of the first difference; empty if there is none. */
    static Optional<String> difference(Element a, Element b) {
        if (!a.localName().equals(b.localName()) || !a.namespace().equals(b.namespace())) {
            return Optional.of(a.name() + " / " + b.name());
        }
        if (!attributes(a).equals(attributes(b))) {
            return Optional.of(a.name() + ": attributes");
        }
        List<Node> left = significant(a);
        List<Node> right = significant(b);
        if (left.size() != right.size()) {
            return Optional.of(a.name() + ": content");
        }
        for (int i = 0; i < left.size(); i++) {
            Node l = left.get(i);
            Node r = right.get(i);
            Optional<String> inner = Optional.empty();
            if (l instanceof Element le && r instanceof Element re) {
                inner = difference(le, re);
            } else if (l instanceof Text lt && r instanceof Text rt) {
                inner = lt.value().equals(rt.value()) ? inner : Optional.of("text");
            } else if (!l.equals(r)) {
                inner = Optional.of("content");
            }
            if (inner.isPresent()) {
                return Optional.of(a.name() + "/" + inner.get());
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> attributes(Element e) {
        Map<String, String> all = new HashMap<>();
        for (Attribute a : e.attributes()) {
            if (!a.isDeclaration()) {
                String local = a.name().substring(a.name().indexOf(':') + 1);
                all.put('{' + a.namespace() + '}' + local, a.value());
            }
        }
        return all;
    }

    private static List<Node> significant(Element e) {
        boolean blank = e.content().stream().anyMatch(n -> !(n instanceof Text));
        return e.content().stream()
                .filter(n -> !(blank && n instanceof Text t && t.isBlank()))
                .toList();
    }
}
