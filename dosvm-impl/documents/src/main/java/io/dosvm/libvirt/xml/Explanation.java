package io.dosvm.libvirt.xml;

import io.dosvm.libvirt.xml.Accessors.Way;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks a document and the index of accessors side by side. */
final class Explanation {
    private final Accessors accessors;
    private final List<Accessor> found = new ArrayList<>();

    Explanation(Accessors accessors) {
        this.accessors = accessors;
    }

    List<Accessor> found() {
        return found;
    }

    void root(Element root, String type) {
        Class<?> c = Reflected.type(type);
        String path = "/" + root.name();
        add(path, text(root), c.getName() + "#parse(java.lang.String)", c.getName());
        inside(root, type, path);
    }

    /** Everything inside an element of a known type. */
    private void inside(Element element, String type, String path) {
        Map<String, Way> ways = accessors.ways(type);
        View<?, ?> view = Reflected.view(type, element);
        for (Attribute a : element.attributes()) {
            if (!a.isDeclaration()) {
                value(view, ways.get("@" + a.name()), path + "/@" + a.name(), a.value(), 0);
            }
        }
        if (ways.get(".") != null && !element.text().isBlank()) {
            value(view, ways.get("."), path + "/text()", element.text(), 0);
        }
        Siblings siblings = new Siblings(element);
        for (Element child : element.children()) {
            int index = siblings.next(child);
            String childPath = path + siblings.step(child, index);
            Way way = way(ways, child);
            if (way == null || index > 0 && !way.many()) {
                String problem = way == null ? null : "there can be one only";
                found.add(missing(childPath, text(child), problem));
                unreached(child, childPath);
            } else if (way.isNamed() && accessors.types().contains(way.target())) {
                Method method = Reflected.method(view.getClass(), way.name());
                add(
                        childPath,
                        text(child),
                        name(method),
                        method.getGenericReturnType().getTypeName());
                inside(child, way.target(), childPath);
            } else {
                leaf(view, ways, way, child, childPath, index);
            }
        }
    }

    /** A child that is a value, with attributes that are the parent's properties. */
    private void leaf(View<?, ?> view, Map<String, Way> ways, Way way, Element child, String path, int index) {
        if (child.text().isBlank() && !way.target().equals("flag")) {
            Method method = Reflected.method(view.getClass(), way.name());
            add(path, "", name(method), method.getGenericReturnType().getTypeName());
        } else {
            value(view, way, path, child.text(), index);
        }
        for (Attribute a : child.attributes()) {
            if (a.isDeclaration()) {
                continue;
            }
            String attributePath = path + "/@" + a.name();
            if (way.target().equals("size") && a.name().equals("unit")) {
                unit(view, way, attributePath, a.value());
            } else {
                value(view, ways.get(way.key() + "@" + a.name()), attributePath, a.value(), 0);
            }
        }
        Siblings siblings = new Siblings(child);
        for (Element inner : child.children()) {
            untyped(inner, path + siblings.step(inner, siblings.next(inner)));
        }
    }

    private void unit(View<?, ?> view, Way way, String path, String value) {
        try {
            if (Reflected.count(view, Reflected.method(view.getClass(), way.name())) > 0) {
                Method unit = Reflected.method(Size.class, "unit");
                add(path, value, name(unit), unit.getGenericReturnType().getTypeName());
                return;
            }
        } catch (XmlException e) {
            found.add(missing(path, value, e.problem()));
            return;
        }
        found.add(missing(path, value, "a unit without a size"));
    }

    private void value(View<?, ?> view, @Nullable Way way, String path, String value, int index) {
        if (way == null) {
            found.add(missing(path, value, null));
            return;
        }
        Method method = Reflected.method(view.getClass(), way.name());
        try {
            if (Reflected.count(view, method) > index || value.isBlank()) {
                add(path, value, name(method), method.getGenericReturnType().getTypeName());
            } else {
                found.add(missing(path, value, name(method) + " does not return it"));
            }
        } catch (XmlException e) {
            found.add(missing(path, value, e.problem()));
        }
    }

    /** Everything inside an element that no accessor reaches. */
    private void unreached(Element element, String path) {
        for (Attribute a : element.attributes()) {
            if (!a.isDeclaration()) {
                found.add(missing(path + "/@" + a.name(), a.value(), null));
            }
        }
        Siblings siblings = new Siblings(element);
        for (Element child : element.children()) {
            untyped(child, path + siblings.step(child, siblings.next(child)));
        }
    }

    void untyped(Element element, String path) {
        found.add(missing(path, text(element), null));
        unreached(element, path);
    }

    private static @Nullable Way way(Map<String, Way> ways, Element child) {
        Way plain = ways.get(child.localName());
        if (plain != null && child.is(plain.key())) {
            return plain;
        }
        for (Way way : ways.values()) {
            if (way.key().indexOf(':') > 0 && child.is(way.key())) {
                return way;
            }
        }
        return null;
    }

    /** Counts the children of one element by what they are called. */
    private static final class Siblings {
        private final Map<String, Integer> all = new HashMap<>();
        private final Map<String, Integer> passed = new HashMap<>();

        Siblings(Element parent) {
            for (Node node : parent.content()) {
                if (node instanceof Element e) {
                    all.merge(key(e), 1, Integer::sum);
                }
            }
        }

        private static String key(Element e) {
            return e.namespace() + '\n' + e.localName();
        }

        /** The index of the next child of this name, from 0. */
        int next(Element child) {
            return passed.merge(key(child), 1, Integer::sum) - 1;
        }

        /** The XPath step to it; XPath 1.0 has no word for a default namespace. */
        String step(Element child, int index) {
            String position = all.getOrDefault(key(child), 1) == 1 ? "" : "[" + (index + 1) + "]";
            if (child.namespace().isEmpty() || child.name().indexOf(':') > 0) {
                return "/" + child.name() + position;
            }
            return "/*[local-name()='" + child.name() + "' and namespace-uri()='" + child.namespace() + "']" + position;
        }
    }

    private static String text(Element element) {
        String text = element.text();
        return text.isBlank() ? "" : text;
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getName() + "#" + method.getName() + "()";
    }

    private void add(String path, String value, String method, String type) {
        found.add(new Accessor(path, value, Optional.of(method), Optional.of(type), Optional.empty()));
    }

    private static Accessor missing(String path, String value, @Nullable String problem) {
        return new Accessor(path, value, Optional.empty(), Optional.empty(), Optional.ofNullable(problem));
    }
}
