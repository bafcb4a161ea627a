package io.dosvm.libvirt.xml;

import java.io.InputStream;
import java.util.List;

/**
 * A whole document: the root element and what stands around it.
 *
 * @param declared whether it starts with an XML declaration; it is written as version 1.0 in UTF-8
 * @param before comments and instructions before the root
 * @param root the root element
 * @param after comments and instructions after the root
 * @since 0.1
 */
public record Document(boolean declared, List<Node> before, Element root, List<Node> after) {
    public Document {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** A document of nothing but its root. */
    public static Document of(Element root) {
        return new Document(false, List.of(), root, List.of());
    }

    /**
     * Reads a document within {@link Limits#DEFAULT}. DTDs and entities are refused, nothing outside is fetched.
     *
     * @throws XmlException with line and column
     */
    public static Document parse(String xml) {
        return parse(xml, Limits.DEFAULT);
    }

    /**
     * Reads a document.
     *
     * @throws XmlException with line and column
     */
    public static Document parse(String xml, Limits limits) {
        return XmlReader.read(xml, limits);
    }

    /**
     * Reads a document from bytes in the encoding that they declare; blocks as long as the stream does and does not
     * close it.
     *
     * @throws XmlException with line and column
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static Document read(InputStream xml, Limits limits) {
        return XmlReader.read(xml, limits);
    }

    /** The same surroundings with another root. */
    public Document with(Element other) {
        return other == root ? this : new Document(declared, before, other, after);
    }

    /** The document as text, ending with a line break. */
    public String xml() {
        StringBuilder out = new StringBuilder(4096);
        XmlWriter writer = new XmlWriter(out);
        if (declared) {
            out.append("<?xml version='1.0' encoding='UTF-8'?>\n");
        }
        before.forEach(writer::line);
        writer.element(root, 0);
        out.append('\n');
        after.forEach(writer::line);
        return out.toString();
    }
}
