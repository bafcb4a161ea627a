package io.dosvm.libvirt.xml;

import io.dosvm.libvirt.xml.Accessors.Way;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges XML that a person wrote into a document that a program made, such as a domain.
 *
 * <p>What there can be one of is merged: attributes and text of the custom XML win, its children are merged in turn,
 * everything else stays. What there can be several of is merged into the entry that is the same one (a disk by its
 * target, an interface by its MAC address, a controller by type and index, a CPU feature by its name, and so on), and
 * added if there is none. Elements that this library does not know are merged if there is one of that name already.
 *
 * @since 0.1
 */
public final class CustomXml {
    private static final String WRAPPER = "custom";
    private static final String[] PREFIXES = {"qemu", "lxc", "bhyve", "xen", "vmware"};

    private final Accessors accessors = Accessors.load();
    private final ChangeRules rules;

    private CustomXml(String document) {
        this.rules = ChangeRules.of(document);
    }

    /**
     * Merges into the root: one or several elements such as {@code <features>} in a row, or a whole document such as
     * {@code <domain>}. The prefixes of libvirt's own namespaces need no declaration.
     *
     * @throws XmlException with line and column if the text is malformed
     */
    public static <D extends DocumentView<D, ?>> D merge(D document, String custom) {
        String root = document.element().name();
        return document.edit(b -> new CustomXml(root).merge(b.raw(), b.raw(), custom, root, type(document), ""));
    }

    /**
     * Merges into a child of the root, made if it is not there, such as {@code devices}: one or several elements in a
     * row, or the whole child.
     *
     * @throws XmlException with line and column if the text is malformed
     * @throws IllegalArgumentException if no such child has elements of its own in a document of this kind
     */
    public static <D extends DocumentView<D, ?>> D merge(D document, String child, String custom) {
        CustomXml merging = new CustomXml(document.element().name());
        Way way = merging.accessors.ways(type(document)).get(child);
        if (way == null || !merging.accessors.types().contains(way.target())) {
            throw new IllegalArgumentException("<" + document.element().name() + "> has no child <" + child + ">");
        }
        return document.edit(b -> merging.merge(b.raw(), child(b.raw(), child), custom, child, way.target(), child));
    }

    private static String type(DocumentView<?, ?> document) {
        return document.getClass()
                .getName()
                .substring(View.class.getPackageName().length() + 1);
    }

    /** The elements below a root of our own, which declares the usual prefixes. */
    private static Element parse(String custom, String whole) {
        StringBuilder text = new StringBuilder("<" + WRAPPER);
        for (String prefix : PREFIXES) {
            text.append(" xmlns:")
                    .append(prefix)
                    .append("='")
                    .append(Namespaces.uri(prefix))
                    .append('\'');
        }
        text.append(">\n").append(custom).append("\n</").append(WRAPPER).append('>');
        try {
            Element root = Document.parse(text.toString()).root();
            Element first = root.children().size() == 1 ? root.children().get(0) : null;
            if (first == null || !first.is(whole)) {
                return root;
            }
            // Keeps what the wrapper declares.
            return first.edit(e -> root.attributes().forEach(a -> {
                if (first.attribute(a.name()).isEmpty()) {
                    e.attribute(a.name(), a.value());
                }
            }));
        } catch (XmlException e) {
            throw e.line().isEmpty() ? e : e.movedUp(1);
        }
    }

    /** Merges everything in a text into the root, or into a child of it. */
    private void merge(ElementBuilder root, ElementBuilder into, String text, String whole, String type, String path) {
        Element custom = parse(text, whole);
        Map<String, String> declared = new HashMap<>();
        for (Attribute a : custom.attributes()) {
            if (a.isDeclaration() && a.name().startsWith("xmlns:")) {
                declared.put(a.name().substring(6), a.value());
            } else if (!a.isDeclaration()) {
                into.attribute(a.name(), a.value());
            }
        }
        for (Element e : custom.children()) {
            declare(root, e, declared);
            into(into, e, type, path);
        }
    }

    private static ElementBuilder child(ElementBuilder parent, String key) {
        ElementBuilder found = parent.find(key);
        return found == null ? parent.create(key, "") : found;
    }

    /** Declares at the root what an element needs and the custom text declared around it. */
    private static void declare(ElementBuilder root, Element e, Map<String, String> declared) {
        int colon = e.name().indexOf(':');
        String prefix = colon < 0 ? "" : e.name().substring(0, colon);
        String uri = declared.get(prefix);
        if (uri != null && root.value("xmlns:" + prefix) == null) {
            root.attribute("xmlns:" + prefix, uri);
        }
        e.children().forEach(c -> declare(root, c, declared));
    }

    /** Puts one element into its parent, merging where there is the same one already. */
    private void into(ElementBuilder parent, Element custom, @Nullable String type, String path) {
        Way way = type == null ? null : way(type, custom);
        String key = way == null ? custom.name() : way.key();
        String at = path.isEmpty() ? custom.localName() : path + "/" + custom.localName();
        ElementBuilder same = null;
        if (way != null && way.many()) {
            String identity = rules.identity(at, custom);
            for (ElementBuilder candidate : parent.findAll(key)) {
                boolean fits = !identity.isEmpty()
                        && rules.identity(at, candidate.build()).equals(identity);
                same = same == null && fits ? candidate : same;
            }
        } else if (parent.findAll(key).size() == 1) {
            same = parent.find(key);
        }
        if (same == null) {
            parent.insert(key, type == null ? "" : order(type), custom);
            return;
        }
        String inner = way != null && accessors.types().contains(way.target()) ? way.target() : null;
        for (Attribute a : custom.attributes()) {
            same.attribute(a.name(), a.value());
        }
        String text = custom.text();
        if (!text.isBlank()) {
            same.text(text);
        }
        for (Element child : custom.children()) {
            into(same, child, inner, at);
        }
    }

    private @Nullable Way way(String type, Element child) {
        for (Way way : accessors.ways(type).values()) {
            if (way.key().indexOf('@') < 0 && child.is(way.key())) {
                return way;
            }
        }
        return null;
    }

    private String order(String type) {
        StringBuilder order = new StringBuilder();
        for (Way way : accessors.ways(type).values()) {
            if (way.key().indexOf('@') < 0
                    && !way.key().equals(".")
                    && !way.key().equals("*")) {
                order.append(order.length() == 0 ? "" : " ").append(way.key());
            }
        }
        return order.toString();
    }
}
