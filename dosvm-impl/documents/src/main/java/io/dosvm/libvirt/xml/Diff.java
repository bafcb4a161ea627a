package io.dosvm.libvirt.xml;

import io.dosvm.libvirt.xml.Accessors.Way;
import io.dosvm.libvirt.xml.ChangeRules.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two documents field by field, and says of each difference when libvirt can make it so. Values are compared
 * by their types: 1 GiB is 1048576 KiB, 0x0a is 10. White space and comments are no difference, nor is what libvirt
 * reports by itself.
 *
 * @since 0.1
 */
public final class Diff {
    /** The entry of a list that a field lies in, in both documents, or else the documents. */
    private record Entry(Element before, Element after) {}

    private static final Element NOTHING = new Element("nothing", "", List.of(), List.of(), true);

    private final Accessors accessors = Accessors.load();
    private final ChangeRules rules;
    private final Headroom room;
    private final List<Change> changes = new ArrayList<>();

    private Diff(ChangeRules rules, Headroom room) {
        this.rules = rules;
        this.room = room;
    }

    /**
     * The differences of two documents of one kind, in the order of the description.
     *
     * @throws IllegalArgumentException if they are of two kinds
     */
    public static List<Change> between(DocumentView<?, ?> before, DocumentView<?, ?> after) {
        if (before.getClass() != after.getClass()) {
            throw new IllegalArgumentException("a " + before.getClass().getSimpleName() + " and a "
                    + after.getClass().getSimpleName() + " cannot be compared");
        }
        Diff diff =
                new Diff(ChangeRules.of(after.element().localName()), new Headroom(before.element(), after.element()));
        String type = before.getClass()
                .getName()
                .substring(View.class.getPackageName().length() + 1);
        diff.compare(before.element(), after.element(), type, "", "", new Entry(before.element(), after.element()));
        return List.copyOf(diff.changes);
    }

    /**
     * Two elements of a type. {@code path} names entries of lists, {@code plain} does not; {@code entry} is the list
     * entry that both lie in.
     */
    private void compare(Element a, Element b, String type, String path, String plain, Entry entry) {
        Map<String, Way> ways = accessors.ways(type);
        Set<String> attributes = new LinkedHashSet<>();
        ways.keySet().stream().filter(k -> k.startsWith("@")).forEach(k -> attributes.add(k.substring(1)));
        declaredLast(a, attributes);
        declaredLast(b, attributes);
        for (String name : attributes) {
            Way way = ways.get("@" + name);
            value(
                    a.value(name, 0),
                    b.value(name, 0),
                    way == null ? "string" : way.target(),
                    path + "@" + name,
                    plain + "@" + name,
                    entry);
        }
        if (ways.containsKey(".")) {
            value(text(a), text(b), ways.get(".").target(), path + "text()", plain + "text()", entry);
        }
        Map<String, Way> children = new LinkedHashMap<>();
        ways.values().stream()
                .filter(w -> w.key().indexOf('@') < 0 && !w.key().equals("."))
                .forEach(w -> children.put(w.key(), w));
        for (Way way : children.values()) {
            if (way.key().equals("*")) {
                foreign(a, b, children, path, plain, entry);
            } else if (way.many()) {
                list(a.all(way.key()), b.all(way.key()), way, path, plain);
            } else {
                child(a.first(way.key()), b.first(way.key()), way, ways, path, plain, entry);
            }
        }
        if (!children.containsKey("*")) {
            foreign(a, b, children, path, plain, entry);
        }
    }

    private static void declaredLast(Element e, Set<String> names) {
        e.attributes().stream().filter(x -> !x.isDeclaration()).forEach(x -> names.add(x.name()));
    }

    private void child(
            @Nullable Element a,
            @Nullable Element b,
            Way way,
            Map<String, Way> ways,
            String path,
            String plain,
            Entry entry) {
        if (a == null && b == null) {
            return;
        }
        if ((a == null || b == null) && rules.isWhole(plain + "+" + way.key())) {
            whole(a, b, path + way.key(), plain + "+" + way.key());
            return;
        }
        String at = path + way.key();
        String plainAt = plain + way.key();
        if (accessors.types().contains(way.target())) {
            if (isBare(a) && isBare(b)) {
                value(a == null ? null : "", b == null ? null : "", "string", at, plainAt, entry);
            } else {
                compare(a == null ? NOTHING : a, b == null ? NOTHING : b, way.target(), at + "/", plainAt + "/", entry);
            }
            return;
        }
        Element left = a == null ? NOTHING : a;
        Element right = b == null ? NOTHING : b;
        if (way.target().equals("size")) {
            String l = size(left, way);
            String r = size(right, way);
            value(l, r, "string", at, plainAt, entry);
        } else if (way.target().equals("flag")) {
            value(a == null ? null : "", b == null ? null : "", "string", at, plainAt, entry);
        } else {
            value(a == null ? null : left.text(), b == null ? null : right.text(), way.target(), at, plainAt, entry);
        }
        Set<String> attributes = new LinkedHashSet<>();
        declaredLast(left, attributes);
        declaredLast(right, attributes);
        for (String name : attributes) {
            Way of = ways.get(way.key() + "@" + name);
            if (!way.target().equals("size") || !name.equals("unit")) {
                value(
                        left.value(name, 0),
                        right.value(name, 0),
                        of == null ? "string" : of.target(),
                        at + "@" + name,
                        plainAt + "@" + name,
                        entry);
            }
        }
    }

    private static boolean isBare(@Nullable Element e) {
        return e == null
                || e.attributes().isEmpty()
                        && e.children().isEmpty()
                        && e.text().isBlank();
    }

    /** The size in bytes, so that units do not matter. */
    private static @Nullable String size(Element e, Way way) {
        if (e.text().isBlank()) {
            return null;
        }
        String unit = e.attribute("unit").orElse(way.unit());
        try {
            return Size.parse(way.key(), e.text(), Size.Unit.parse(way.key(), unit))
                            .toBytes() + " bytes";
        } catch (XmlException | ArithmeticException x) {
            return e.text().strip() + " " + unit;
        }
    }

    private void list(List<Element> a, List<Element> b, Way way, String path, String plain) {
        String plainAt = plain + way.key();
        List<Element> rest = new ArrayList<>(b);
        Map<String, Integer> counted = new HashMap<>();
        List<Element> alone = new ArrayList<>();
        for (Element left : a) {
            String id = rules.identity(plainAt, left);
            Element right = rest.stream()
                    .filter(r -> id.isEmpty()
                            ? r.sameMeaning(left)
                            : rules.identity(plainAt, r).equals(id))
                    .findFirst()
                    .orElse(null);
            if (right != null) {
                rest.remove(right);
                pair(left, right, way, named(path, way, id, counted), plainAt);
            } else {
                alone.add(left);
            }
        }
        // What has no identity of its own is paired by its place.
        for (Element left : alone) {
            String id = rules.identity(plainAt, left);
            Element right = id.isEmpty()
                            && !rest.isEmpty()
                            && rules.identity(plainAt, rest.get(0)).isEmpty()
                    ? rest.remove(0)
                    : null;
            if (right != null) {
                pair(left, right, way, named(path, way, id, counted), plainAt);
            } else {
                whole(left, null, named(path, way, id, counted), plain + "+" + way.key());
            }
        }
        for (Element right : rest) {
            whole(null, right, named(path, way, rules.identity(plainAt, right), counted), plain + "+" + way.key());
        }
    }

    private static String named(String path, Way way, String identity, Map<String, Integer> counted) {
        int place = counted.merge(way.key(), 1, Integer::sum);
        return path + way.key() + "[" + (identity.isEmpty() ? Integer.toString(place) : identity) + "]";
    }

    private void pair(Element a, Element b, Way way, String path, String plain) {
        if (accessors.types().contains(way.target())) {
            compare(a, b, way.target(), path + "/", plain + "/", new Entry(a, b));
        } else {
            value(a.text(), b.text(), way.target(), path, plain, new Entry(a, b));
        }
    }

    private void whole(@Nullable Element a, @Nullable Element b, String path, String plain) {
        String before = a == null ? null : a.xml();
        String after = b == null ? null : b.xml();
        report(path, new Place(plain, a, b, before, after));
    }

    private void report(String path, Place place) {
        rules.applies(place, room)
                .ifPresent(applies -> changes.add(
                        new Change(path, Optional.ofNullable(place.from()), Optional.ofNullable(place.to()), applies)));
    }

    /** Elements that the description does not know, compared as they are. */
    private void foreign(Element a, Element b, Map<String, Way> known, String path, String plain, Entry entry) {
        List<Element> left = unknown(a, known);
        List<Element> right = unknown(b, known);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            Element l = i < left.size() ? left.get(i) : null;
            Element r = i < right.size() ? right.get(i) : null;
            if (l == null || r == null || !l.sameMeaning(r)) {
                String name = (r != null ? r : l != null ? l : NOTHING).name();
                String before = l == null ? null : l.xml();
                String after = r == null ? null : r.xml();
                report(path + name, new Place(plain + name, entry.before, entry.after, before, after));
            }
        }
    }

    private static List<Element> unknown(Element e, Map<String, Way> known) {
        return e.children().stream()
                .filter(c -> known.keySet().stream().noneMatch(c::is))
                .toList();
    }

    private static @Nullable String text(Element e) {
        String text = e.text().strip();
        return text.isEmpty() ? null : text;
    }

    private void value(@Nullable String a, @Nullable String b, String type, String path, String plain, Entry entry) {
        if (a == null ? b == null : b != null && same(a, b, type)) {
            return;
        }
        report(path, new Place(plain, entry.before, entry.after, a, b));
    }

    private static boolean same(String a, String b, String type) {
        if (a.strip().equals(b.strip())) {
            return true;
        }
        try {
            return switch (type) {
                case "int", "long" -> Value.int64("", a) == Value.int64("", b);
                case "hex", "hexlong" -> Value.hex("", a) == Value.hex("", b);
                case "octal" -> Value.octal("", a) == Value.octal("", b);
                case "uuid" -> Value.uuid("", a).equals(Value.uuid("", b));
                case "mac" -> MacAddress.of(a).equals(MacAddress.of(b));
                case "ip" -> IpAddress.of(a).equals(IpAddress.of(b));
                case "cpuset" -> CpuSet.of(a).equals(CpuSet.of(b));
                default -> false;
            };
        } catch (XmlException e) {
            return false;
        }
    }
}
