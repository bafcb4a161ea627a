package io.dosvm.libvirt.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A mutable element, for the length of one lambda. What is not touched stays the very node that was read.
 *
 * <p>The typed builders stand on this one; {@link ViewBuilder#raw()} reaches it for what libvirt knows and this library
 * does not.
 *
 * @since 0.1
 */
public final class ElementBuilder {
    private String name;
    private final String namespace;
    private final List<Attribute> attributes;
    /** Of {@link Node} and {@link ElementBuilder}. */
    private final List<Object> content;

    private boolean loose;

    ElementBuilder(String name, String namespace) {
        this.loose = true;
        this.name = checkedName(name);
        this.namespace = namespace;
        this.attributes = new ArrayList<>(4);
        this.content = new ArrayList<>(4);
    }

    ElementBuilder(Element element) {
        this.name = element.name();
        this.namespace = element.namespace();
        this.attributes = new ArrayList<>(element.attributes());
        this.content = new ArrayList<>(element.content());
        this.loose = element.isLoose();
    }

    /** For a key of a description: a name, or a known prefix and a name, which then declares its namespace. */
    static ElementBuilder forKey(String key) {
        int colon = key.indexOf(':');
        return colon < 0
                ? new ElementBuilder(key, "")
                : new ElementBuilder(key, Namespaces.uri(key.substring(0, colon)));
    }

    /** A new element without a namespace. */
    public static ElementBuilder named(String name) {
        return new ElementBuilder(name, "");
    }

    /** Whether there is a child of this name, without a namespace. */
    public boolean has(String child) {
        return !findAll(child).isEmpty();
    }

    /** The child of this name without a namespace, made at the end if it is not there. */
    public ElementBuilder only(String child) {
        ElementBuilder found = find(child);
        return found == null ? create(child, "") : found;
    }

    /** The children of this name without a namespace, open for change. */
    public List<ElementBuilder> all(String child) {
        return findAll(child);
    }

    /** The child of this name whose attribute has this value, made at the end if it is not there. */
    public ElementBuilder entry(String child, String attribute, String value) {
        for (ElementBuilder entry : findAll(child)) {
            if (value.equals(entry.value(attribute))) {
                return entry;
            }
        }
        return create(child, "").attribute(attribute, value);
    }

    /** The value of an attribute as it is now. */
    public Optional<String> attribute(String attribute) {
        return Optional.ofNullable(value(attribute));
    }

    /** The names of the attributes, in order. */
    public List<String> attributeNames() {
        return attributes.stream().map(Attribute::name).toList();
    }

    /** Sets an attribute; a new one comes last. */
    public ElementBuilder attribute(String attribute, String value) {
        checkedText(value);
        for (int i = 0; i < attributes.size(); i++) {
            Attribute a = attributes.get(i);
            if (a.name().equals(attribute)) {
                attributes.set(i, new Attribute(attribute, a.namespace(), value));
                return this;
            }
        }
        String ns = attribute.startsWith("xmlns:") || attribute.equals("xmlns") ? Attribute.XMLNS : "";
        attributes.add(new Attribute(checkedName(attribute), ns, value));
        return this;
    }

    /** Removes an attribute if it is there. */
    public ElementBuilder removeAttribute(String attribute) {
        attributes.removeIf(a -> a.name().equals(attribute));
        return this;
    }

    /** Replaces the character data directly inside; child elements stay. */
    public ElementBuilder text(String text) {
        checkedText(text);
        content.removeIf(n -> n instanceof Text);
        if (!text.isEmpty()) {
            content.add(0, new Text(text, false));
        }
        return this;
    }

    /** Adds a comment at the end. */
    public ElementBuilder comment(String text) {
        if (text.contains("--") || text.endsWith("-")) {
            throw new IllegalArgumentException("a comment cannot contain '--': " + text);
        }
        append(new Comment(checkedText(text)));
        return this;
    }

    /** Adds a child element at the end. */
    public ElementBuilder child(Element child) {
        append(child);
        return this;
    }

    /** Adds a child element without a namespace at the end. */
    public ElementBuilder child(String child, Consumer<ElementBuilder> fill) {
        return child(Element.of(child, fill));
    }

    /** Removes the children of this name (as written). */
    public ElementBuilder removeChildren(String child) {
        removeIf(o -> nameOf(o).equals(child));
        return this;
    }

    /** Changes each child of this name (as written). */
    public ElementBuilder editChildren(String child, Consumer<ElementBuilder> change) {
        for (int i = 0; i < content.size(); i++) {
            if (nameOf(content.get(i)).equals(child)) {
                change.accept(opened(i));
            }
        }
        return this;
    }

    /** The element as it is now. */
    public Element build() {
        List<Node> nodes = new ArrayList<>(content.size());
        for (Object o : content) {
            nodes.add(o instanceof ElementBuilder b ? b.build() : (Node) o);
        }
        return new Element(name, namespace, List.copyOf(attributes), List.copyOf(nodes), loose || nodes.isEmpty());
    }

    /** The name, with its prefix if it has one. */
    public String name() {
        return name;
    }

    String namespace() {
        return namespace;
    }

    List<Attribute> attributes() {
        return List.copyOf(attributes);
    }

    /** The child elements, open for change. */
    public List<ElementBuilder> children() {
        List<ElementBuilder> found = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            if (!(content.get(i) instanceof Node) || content.get(i) instanceof Element) {
                found.add(opened(i));
            }
        }
        return found;
    }

    void rename(String other) {
        name = other;
    }

    /** Declares the namespace of a key here, unless this element is in it and so has it declared. */
    void declare(String key) {
        String prefix = key.substring(0, key.indexOf(':'));
        String uri = Namespaces.uri(prefix);
        if (!uri.equals(namespace)) {
            attribute("xmlns:" + prefix, uri);
        }
    }

    /** Whether there is neither an attribute nor any content. */
    public boolean isEmpty() {
        return attributes.isEmpty() && content.isEmpty();
    }

    @Nullable
    String value(String attribute) {
        for (Attribute a : attributes) {
            if (a.name().equals(attribute)) {
                return a.value();
            }
        }
        return null;
    }

    String text() {
        StringBuilder all = new StringBuilder();
        for (Object o : content) {
            if (o instanceof Text t) {
                all.append(t.value());
            }
        }
        return all.toString();
    }

    @Nullable
    ElementBuilder find(String key) {
        for (int i = 0; i < content.size(); i++) {
            if (is(content.get(i), key)) {
                return opened(i);
            }
        }
        return null;
    }

    /** All children of a key, opened for change. */
    List<ElementBuilder> findAll(String key) {
        List<ElementBuilder> found = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            if (is(content.get(i), key)) {
                found.add(opened(i));
            }
        }
        return found;
    }

    /** Puts a child where the description's order wants it: after the last one that does not come later. */
    ElementBuilder insert(String key, String order, Element child) {
        insertAny(key, order, child);
        return this;
    }

    ElementBuilder create(String key, String order) {
        ElementBuilder child = forKey(key);
        insertAny(key, order, child);
        return child;
    }

    void remove(String key) {
        removeIf(o -> is(o, key));
    }

    void drop(ElementBuilder child) {
        removeIf(o -> o == child);
    }

    private void insertAny(String key, String order, Object child) {
        int rank = rank(order, key);
        int before = -1;
        for (int i = content.size() - 1; i >= 0 && rank >= 0; i--) {
            int other = rank(order, nameOf(content.get(i)));
            if (other >= 0 && other <= rank) {
                place(i + 1, child);
                return;
            }
            before = other > rank ? i : before;
        }
        if (before >= 0) {
            place(before, child);
        } else {
            append(child);
        }
    }

    private void append(Object child) {
        int at = content.size();
        while (at > 0 && content.get(at - 1) instanceof Text t && t.isBlank()) {
            at--;
        }
        place(at, child);
    }

    /** Inserts at an index, with the white space that the neighbours have. */
    private void place(int at, Object child) {
        if (at > 0 && content.get(at - 1) instanceof Text t && t.isBlank() && at < content.size()) {
            content.add(at, child);
            content.add(at + 1, t);
            return;
        }
        String space = indent(at);
        if (space.isEmpty()) {
            content.add(at, child);
        } else {
            content.add(at, new Text(space, false));
            content.add(at + 1, child);
        }
    }

    private String indent(int at) {
        for (int i = Math.min(at, content.size()) - 1; i > 0; i--) {
            if (!(content.get(i) instanceof Text) && content.get(i - 1) instanceof Text t && t.isBlank()) {
                return t.value();
            }
        }
        return content.size() > 1 && content.get(0) instanceof Text t && t.isBlank() ? t.value() : "";
    }

    private void removeIf(java.util.function.Predicate<Object> which) {
        for (int i = content.size() - 1; i >= 0; i--) {
            if (which.test(content.get(i))) {
                content.remove(i);
                if (i > 0 && content.get(i - 1) instanceof Text t && t.isBlank()) {
                    content.remove(i - 1);
                    i--;
                }
            }
        }
        if (content.stream().allMatch(o -> o instanceof Text t && t.isBlank())) {
            content.clear();
            loose = true;
        }
    }

    private ElementBuilder opened(int index) {
        if (content.get(index) instanceof Element e) {
            content.set(index, new ElementBuilder(e));
        }
        return (ElementBuilder) content.get(index);
    }

    /** Where a key stands in an order; negative if it does not. */
    static int rank(String order, String key) {
        int at = -1;
        do {
            at = order.indexOf(key, at + 1);
            boolean whole = at >= 0
                    && (at == 0 || order.charAt(at - 1) == ' ')
                    && (at + key.length() == order.length() || order.charAt(at + key.length()) == ' ');
            if (whole) {
                return at;
            }
        } while (at >= 0 && !key.isEmpty());
        return -1;
    }

    private static String nameOf(Object o) {
        if (o instanceof Element e) {
            return e.name();
        }
        return o instanceof ElementBuilder b ? b.name : "";
    }

    private static boolean is(Object o, String key) {
        if (o instanceof Element e) {
            return e.is(key);
        }
        return o instanceof ElementBuilder b && Namespaces.matches(key, b.name, b.namespace);
    }

    private static String checkedName(String name) {
        boolean ok = !name.isEmpty() && (Character.isLetter(name.charAt(0)) || name.charAt(0) == '_');
        for (int i = 1; i < name.length() && ok; i++) {
            char c = name.charAt(i);
            ok = Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':';
        }
        if (!ok) {
            throw new IllegalArgumentException("not a name in XML: '" + name + "'");
        }
        return name;
    }

    private static String checkedText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean paired = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (paired) {
                i++;
            } else if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || Character.isSurrogate(c) || c > '\uFFFD') {
                throw new IllegalArgumentException(
                        String.format("XML cannot hold the character U+%04X at index %d", (int) c, i));
            }
        }
        return text;
    }
}
