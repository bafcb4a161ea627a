package io.dosvm.samples.xml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Compares a file with what was written after reading it, with the JDK's DOM and none of the code that is judged:
 * elements, attributes, text, comments, instructions, namespaces and order; white space between elements is left out.
 */
final class SameDocument {
    private SameDocument() {}

    /** The first difference; empty if both mean the same. */
    static String difference(Path file, String written) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            List<String> before = lines(builder.parse(file.toFile()));
            List<String> after = lines(builder.parse(new InputSource(new StringReader(written))));
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                String left = i < before.size() ? before.get(i) : "nothing";
                String right = i < after.size() ? after.get(i) : "nothing";
                if (!left.equals(right)) {
                    return left + " became " + right;
                }
            }
            return "";
        } catch (SAXException | IOException | ParserConfigurationException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<String> lines(Node document) {
        List<String> all = new ArrayList<>();
        add(document, all);
        return all;
    }

    private static void add(Node node, List<String> all) {
        boolean element = false;
        for (Node c = node.getFirstChild(); c != null; c = c.getNextSibling()) {
            element |= c.getNodeType() != Node.TEXT_NODE;
        }
        StringBuilder text = new StringBuilder();
        for (Node c = node.getFirstChild(); c != null; c = c.getNextSibling()) {
            if (c.getNodeType() == Node.TEXT_NODE || c.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(c.getNodeValue());
                continue;
            }
            flush(text, element, all);
            if (c.getNodeType() == Node.ELEMENT_NODE) {
                all.add("<{" + c.getNamespaceURI() + "}" + c.getLocalName() + attributes(c.getAttributes()) + ">");
                add(c, all);
                all.add("</>");
            } else {
                all.add(c.getNodeType() + " " + c.getNodeName() + " " + c.getNodeValue());
            }
        }
        flush(text, element, all);
    }

    private static void flush(StringBuilder text, boolean besideOthers, List<String> all) {
        if (text.length() > 0 && !(besideOthers && text.toString().isBlank())) {
            all.add("text " + text);
        }
        text.setLength(0);
    }

    private static Map<String, String> attributes(NamedNodeMap attributes) {
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr a = (Attr) attributes.item(i);
            sorted.put(
                    "{" + a.getNamespaceURI() + "}" + (a.getLocalName().isEmpty() ? a.getName() : a.getLocalName()),
                    a.getValue());
        }
        return sorted;
    }
}
