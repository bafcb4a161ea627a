package io.dosvm.libvirt.xml;

import java.util.List;

/**
 * Writes a tree. Content that has white space of its own keeps it; content that was built without any is laid out with
 * two spaces per level, as libvirt does.
 */
final class XmlWriter {
    private final StringBuilder out;

    XmlWriter(StringBuilder out) {
        this.out = out;
    }

    /** A node on a line of its own. */
    void line(Node node) {
        node(node, 0);
        out.append('\n');
    }

    void element(Element element, int depth) {
        out.append('<').append(element.name());
        List<Attribute> attributes = element.attributes();
        for (int i = 0; i < attributes.size(); i++) {
            Attribute a = attributes.get(i);
            out.append(' ').append(a.name());
            value(a.value());
        }
        List<Node> content = element.content();
        if (content.isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        boolean layOut = element.isLoose();
        for (int i = 0; i < content.size() && layOut; i++) {
            layOut = !(content.get(i) instanceof Text);
        }
        for (int i = 0; i < content.size(); i++) {
            if (layOut) {
                indent(depth + 1);
            }
            node(content.get(i), depth + 1);
        }
        if (layOut) {
            indent(depth);
        }
        out.append("</").append(element.name()).append('>');
    }

    private void indent(int depth) {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append("  ");
        }
    }

    private void node(Node node, int depth) {
        if (node instanceof Element e) {
            element(e, depth);
        } else if (node instanceof Text t) {
            text(t);
        } else if (node instanceof Comment c) {
            out.append("<!--").append(c.value()).append("-->");
        } else if (node instanceof Instruction i) {
            out.append("<?").append(i.target());
            if (!i.data().isEmpty()) {
                out.append(' ').append(i.data());
            }
            out.append("?>");
        }
    }

    private void text(Text text) {
        String s = text.value();
        if (text.cdata()) {
            out.append("<![CDATA[").append(s.replace("]]>", "]]]]><![CDATA[>")).append("]]>");
            return;
        }
        int done = 0;
        for (int i = 0; i < s.length(); i++) {
            String entity =
                    switch (s.charAt(i)) {
                        case '&' -> "&amp;";
                        case '<' -> "&lt;";
                        case '>' -> "&gt;";
                        case '\r' -> "&#13;";
                        default -> null;
                    };
            if (entity != null) {
                out.append(s, done, i).append(entity);
                done = i + 1;
            }
        }
        out.append(s, done, s.length());
    }

    /** Quotes as libvirt does: apostrophes, unless the value has one. */
    private void value(String s) {
        char quote = s.indexOf('\'') < 0 ? '\'' : '"';
        out.append('=').append(quote);
        int done = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            String entity =
                    switch (c) {
                        case '&' -> "&amp;";
                        case '<' -> "&lt;";
                        case '>' -> "&gt;";
                        case '\n' -> "&#10;";
                        case '\r' -> "&#13;";
                        case '\t' -> "&#9;";
                        case '"' -> quote == '"' ? "&quot;" : null;
                        default -> null;
                    };
            if (entity != null) {
                out.append(s, done, i).append(entity);
                done = i + 1;
            }
        }
        out.append(s, done, s.length()).append(quote);
    }
}
