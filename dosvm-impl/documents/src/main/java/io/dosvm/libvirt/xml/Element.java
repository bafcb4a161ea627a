package io.dosvm.libvirt.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable XML element: its name as written, its attributes in order, its content in order.
 *
 * <p>Equality is exact, white space and comments included; {@link #sameMeaning} compares what the document means.
 *
 * @since 0.1
 */
public sealed class Element implements Node permits Asked {
    private final String name;
    private final String namespace;
    private final List<Attribute> attributes;
    private final List<Node> content;
    /** Whether the writer may lay the content out; what was read keeps its own layout. */
    private final boolean loose;

    /** Takes lists that are already immutable. */
    Element(String name, String namespace, List<Attribute> attributes, List<Node> content, boolean loose) {
        this.name = name;
        this.namespace = namespace;
        this.attributes = attributes;
        this.content = content;
        this.loose = loose;
    }

    final boolean isLoose() {
        return loose;
    }

    /** Parses a text whose root is this element; what stands around the root is dropped. */
    public static Element parse(String xml) {
        return Document.parse(xml).root();
    }

    /** Builds an element without a namespace. */
    public static Element of(String name, Consumer<ElementBuilder> fill) {
        ElementBuilder builder = new ElementBuilder(name, "");
        fill.accept(builder);
        return builder.build();
    }

    /** A changed copy. */
    public final Element edit(Consumer<ElementBuilder> change) {
        ElementBuilder builder = new ElementBuilder(this);
        change.accept(builder);
        return builder.build();
    }

    /** The name as written, with its prefix if it has one. */
    public final String name() {
        return name;
    }

    /** The name without prefix. */
    public final String localName() {
        return name.substring(name.indexOf(':') + 1);
    }

    /** The namespace; empty if there is none. */
    public final String namespace() {
        return namespace;
    }

    /** The attributes in order, namespace declarations included. */
    public final List<Attribute> attributes() {
        return attributes;
    }

    /** Everything inside, in order. */
    public final List<Node> content() {
        return content;
    }

    /** The value of the attribute of this name (as written). */
    public final Optional<String> attribute(String attribute) {
        return Optional.ofNullable(value(attribute, 0));
    }

    /** The child elements, in order. */
    public final List<Element> children() {
        List<Element> found = new ArrayList<>(content.size());
        for (Node node : content) {
            if (node instanceof Element e) {
                found.add(e);
            }
        }
        return found;
    }

    /** The character data directly inside, joined; empty if there is none. */
    public String text() {
        if (content.size() == 1 && content.get(0) instanceof Text t) {
            return t.value();
        }
        StringBuilder all = new StringBuilder();
        for (Node node : content) {
            if (node instanceof Text t) {
                all.append(t.value());
            }
        }
        return all.toString();
    }

    /** Whether both mean the same to libvirt: see {@link Meaning}. */
    public final boolean sameMeaning(Element other) {
        return Meaning.difference(this, other).isEmpty();
    }

    /** The element as text, without an XML declaration. */
    public final String xml() {
        StringBuilder out = new StringBuilder(1024);
        new XmlWriter(out).element(this, 0);
        return out.append('\n').toString();
    }

    /** The attribute whose name is what follows {@code from} in {@code key}. */
    @Nullable
    String value(String key, int from) {
        int length = key.length() - from;
        for (int i = 0; i < attributes.size(); i++) {
            Attribute a = attributes.get(i);
            if (a.name().length() == length && key.endsWith(a.name())) {
                return a.value();
            }
        }
        return null;
    }

    /** The first child of this key: a local name, or a known prefix and a local name. */
    @Nullable
    Element first(String key) {
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i) instanceof Element e && e.is(key)) {
                return e;
            }
        }
        return null;
    }

    /** The first child of this key, to be a view. */
    @Nullable
    Element part(String key) {
        return first(key);
    }

    /** Whether there is a child of this key. */
    boolean has(String key) {
        return first(key) != null;
    }

    /** All children of this key. */
    List<Element> all(String key) {
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            if (content.get(i) instanceof Element e && e.is(key)) {
                found.add(e);
            }
        }
        return found;
    }

    /** Whether this is the element that the key of a description means. */
    boolean is(String key) {
        return Namespaces.matches(key, name, namespace);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Element e
                && name.equals(e.name)
                && namespace.equals(e.namespace)
                && attributes.equals(e.attributes)
                && content.equals(e.content);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + attributes.hashCode()) + content.hashCode();
    }

    /** The element as text. Secrets that libvirt put into it are shown: do not log it. */
    @Override
    public String toString() {
        return xml();
    }
}
