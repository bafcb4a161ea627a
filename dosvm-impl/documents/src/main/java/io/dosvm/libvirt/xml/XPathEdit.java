package io.dosvm.libvirt.xml;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/**
 * One change of a document where an XPath points to, for what has no typed accessor or is known by its path alone.
 * Paths start at the root ({@code /domain/title}) or at the element that is changed ({@code ./title}); the first node
 * that they find is meant. Known prefixes such as {@code qemu:} need no declaration.
 *
 * <pre>{@code
 * domain.edit(d -> XPathEdit.set("./devices/disk[2]/serial", "S1").apply(d.raw()));
 * }</pre>
 *
 * @since 0.1
 */
public final class XPathEdit {
    private enum Action {
        SET,
        CREATE,
        DELETE
    }

    /** A step that can be made: a name, and at most one condition on an attribute or child. */
    private static final Pattern STEP = Pattern.compile(
            "([\\w.-]+(?::[\\w.-]+)?)(?:\\[(?:[0-9]+|@?([\\w.:-]+)\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\"))])?");

    private final Action action;
    private final String path;
    private final String value;

    private XPathEdit(Action action, String path, String value) {
        this.action = action;
        this.path = path.startsWith("/") || path.startsWith(".") ? path : "./" + path;
        this.value = value;
    }

    /**
     * Sets a text or an attribute, which is made with all above it if it is not there. An empty value removes it, and
     * what is empty without it.
     */
    public static XPathEdit set(String path, String value) {
        return new XPathEdit(Action.SET, path, value);
    }

    /** Makes an element, with all above it, if it is not there. */
    public static XPathEdit create(String path) {
        return new XPathEdit(Action.CREATE, path, "");
    }

    /** Removes an element with all it has, or an attribute, if it is there. */
    public static XPathEdit delete(String path) {
        return new XPathEdit(Action.DELETE, path, "");
    }

    /**
     * Changes an element.
     *
     * @throws IllegalArgumentException if the path is no XPath, or names what cannot be made
     */
    public void apply(ElementBuilder element) {
        apply(element, element);
    }

    /**
     * Changes an element, or what is around it: paths that start with a dot start there.
     *
     * @param root the element that {@code /} means
     * @throws IllegalArgumentException if the path is no XPath, or names what cannot be made
     */
    public void apply(ElementBuilder root, ElementBuilder element) {
        int slash = path.lastIndexOf('/');
        boolean attribute = slash >= 0 && path.startsWith("@", slash + 1);
        String target = attribute ? path.substring(0, slash) : path;
        String name = attribute ? path.substring(slash + 2) : "";
        Mirror mirror = new Mirror(root);
        Optional<Found> found = mirror.find(target, element);
        switch (action) {
            case DELETE ->
                found.ifPresent(f -> {
                    if (attribute) {
                        f.element.removeAttribute(name);
                    } else {
                        f.remove();
                    }
                });
            case CREATE -> {
                if (found.isEmpty()) {
                    made(mirror, target, element);
                }
            }
            case SET -> {
                if (value.isEmpty()) {
                    found.ifPresent(f -> f.clear(name));
                } else {
                    Found f = found.orElseGet(() -> made(mirror, target, element));
                    if (attribute) {
                        f.element.attribute(name, value);
                    } else {
                        f.element.text(value);
                    }
                }
            }
        }
    }

    /** Makes what a path names, step by step from the last element that is there. */
    private static Found made(Mirror mirror, String target, ElementBuilder from) {
        int slash = target.lastIndexOf('/');
        String parentPath = slash < 0 ? "" : target.substring(0, slash);
        Matcher step = STEP.matcher(target.substring(slash + 1));
        if (parentPath.isEmpty() || !step.matches()) {
            throw new IllegalArgumentException("nothing is at " + target + ", and it cannot be made");
        }
        Found parent = mirror.find(parentPath, from).orElseGet(() -> made(mirror, parentPath, from));
        ElementBuilder child = parent.element.create(step.group(1), "");
        if (step.group(1).indexOf(':') >= 0) {
            parent.element.declare(step.group(1));
        }
        if (step.group(2) != null) {
            String wanted = step.group(3) == null ? step.group(4) : step.group(3);
            child.attribute(step.group(2), wanted);
        }
        return new Found(child, parent);
    }

    /** What a path found, and what it lies in. */
    private record Found(ElementBuilder element, @Nullable Found parent) {
        void remove() {
            if (parent != null) {
                parent.element.drop(element);
            }
        }

        /** Removes an attribute, or the content, and every element that is empty then. */
        void clear(String attribute) {
            if (attribute.isEmpty()) {
                element.text("");
            } else {
                element.removeAttribute(attribute);
            }
            Found at = this;
            while (at.parent != null && at.element.isEmpty()) {
                at.remove();
                at = at.parent;
            }
        }
    }

    /** The tree once more, as the JDK's XPath takes it. */
    private static final class Mirror {
        private final Map<Node, Found> elements = new IdentityHashMap<>();
        private final org.w3c.dom.Document document;

        Mirror(ElementBuilder root) {
            try {
                document = DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .newDocument();
            } catch (ParserConfigurationException e) {
                throw new IllegalStateException("the JDK makes no documents", e);
            }
            add(document, new Found(root, null));
        }

        private void add(Node parent, Found found) {
            ElementBuilder builder = found.element;
            // What was built in memory may have a prefix that nobody declared.
            org.w3c.dom.Element element = builder.namespace().isEmpty()
                    ? document.createElement(builder.name())
                    : document.createElementNS(builder.namespace(), builder.name());
            for (Attribute a : builder.attributes()) {
                if (a.namespace().isEmpty()) {
                    element.setAttribute(a.name(), a.value());
                } else {
                    element.setAttributeNS(a.namespace(), a.name(), a.value());
                }
            }
            parent.appendChild(element);
            elements.put(element, found);
            String text = builder.text();
            if (!text.isEmpty()) {
                element.appendChild(document.createTextNode(text));
            }
            builder.children().forEach(child -> add(element, new Found(child, found)));
        }

        Optional<Found> find(String path, ElementBuilder from) {
            Node context = document;
            for (Map.Entry<Node, Found> entry : elements.entrySet()) {
                context = entry.getValue().element == from ? entry.getKey() : context;
            }
            try {
                XPathFactory factory = XPathFactory.newDefaultInstance();
                factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
                var xpath = factory.newXPath();
                xpath.setNamespaceContext(new Prefixes());
                Node node = (Node) xpath.evaluate(path, context, XPathConstants.NODE);
                return Optional.ofNullable(node == null ? null : elements.get(node));
            } catch (XPathExpressionException | javax.xml.xpath.XPathFactoryConfigurationException e) {
                throw new IllegalArgumentException("not an XPath: " + path, e);
            }
        }
    }

    /** The prefixes that libvirt's documents use. */
    private static final class Prefixes implements javax.xml.namespace.NamespaceContext {
        @Override
        public String getNamespaceURI(String prefix) {
            return Namespaces.known(prefix).orElse(XMLConstants.NULL_NS_URI);
        }

        @Override
        public @Nullable String getPrefix(String uri) {
            return null;
        }

        @Override
        public java.util.Iterator<String> getPrefixes(String uri) {
            return List.<String>of().iterator();
        }
    }
}
