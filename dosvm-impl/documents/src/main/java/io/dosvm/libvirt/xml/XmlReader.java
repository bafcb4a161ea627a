package io.dosvm.libvirt.xml;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree with the JDK's own StAX parser, hardened: a document type is refused where it starts, so that no entity
 * exists and nothing outside is ever fetched.
 */
final class XmlReader {
    private final XMLStreamReader in;
    private final Limits limits;
    private final @Nullable Text[] blanks = new Text[40];

    private XmlReader(XMLStreamReader in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    static Document read(String xml, Limits limits) {
        if (xml.length() > limits.size()) {
            throw XmlException.of(
                    "the document has " + xml.length() + " characters, more than the limit of " + limits.size());
        }
        String text = xml.startsWith("\uFEFF") ? xml.substring(1) : xml;
        try {
            return new XmlReader(factory().createXMLStreamReader(new StringReader(text)), limits).document();
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    static Document read(InputStream xml, Limits limits) {
        try {
            byte[] bytes = xml.readNBytes(limits.size());
            if (bytes.length == limits.size() && xml.read() >= 0) {
                throw XmlException.of("the document has more bytes than the limit of " + limits.size());
            }
            return read(Encoding.decode(bytes), limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A factory per document: it costs little, and a shared one would be state with no promise about threads. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty("http://java.sun.com/xml/stream/properties/report-cdata-event", true);
        // The JDK's own bounds differ by version (depth 100 and 200 attributes in newer ones); ours are Limits.
        factory.setProperty("jdk.xml.maxElementDepth", "0");
        factory.setProperty("jdk.xml.elementAttributeLimit", "0");
        return factory;
    }

    private Document document() throws XMLStreamException {
        boolean declared = in.getVersion() != null;
        List<Node> before = new ArrayList<>(2);
        List<Node> after = new ArrayList<>(2);
        Element root = null;
        while (in.hasNext()) {
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                root = element(1);
            } else {
                Node node = around(event);
                if (node != null) {
                    (root == null ? before : after).add(node);
                }
            }
        }
        if (root == null) {
            throw here("there is no root element");
        }
        return new Document(declared, before, root, after);
    }

    private @Nullable Node around(int event) {
        return switch (event) {
            case XMLStreamConstants.COMMENT -> new Comment(in.getText());
            case XMLStreamConstants.PROCESSING_INSTRUCTION -> instruction();
            case XMLStreamConstants.DTD -> throw here("a document type (DTD) is not accepted");
            default -> null;
        };
    }

    private Instruction instruction() {
        String data = in.getPIData();
        return new Instruction(in.getPITarget(), data == null ? "" : data);
    }

    private Element element(int depth) throws XMLStreamException {
        if (depth > limits.depth()) {
            throw here("elements are nested deeper than " + limits.depth() + " levels");
        }
        String name = qualified(in.getPrefix(), in.getLocalName());
        String namespace = in.getNamespaceURI();
        List<Attribute> attributes = attributes();
        List<Node> content = new ArrayList<>();
        StringBuilder text = null;
        while (true) {
            int event = in.next();
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.SPACE) {
                Text piece = text();
                if (text == null
                        && !content.isEmpty()
                        && content.get(content.size() - 1) instanceof Text t
                        && !t.cdata()) {
                    text = new StringBuilder(t.value());
                }
                if (text == null) {
                    content.add(piece);
                } else {
                    text.append(piece.value());
                }
                continue;
            }
            if (text != null) {
                content.set(content.size() - 1, new Text(text.toString(), false));
                text = null;
            }
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> content.add(element(depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    String uri = namespace == null ? "" : namespace;
                    return new Element(name, uri, attributes, List.copyOf(content), content.isEmpty());
                }
                case XMLStreamConstants.CDATA -> content.add(new Text(in.getText(), true));
                case XMLStreamConstants.COMMENT -> content.add(new Comment(in.getText()));
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> content.add(instruction());
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw here("the entity '" + in.getLocalName() + "' is not declared");
                default -> throw here("unexpected content");
            }
        }
    }

    /** The characters here; the same few indentations come again and again, and are kept once. */
    private Text text() {
        int length = in.getTextLength();
        Text known = length < blanks.length ? blanks[length] : null;
        if (known != null && isHere(known.value())) {
            return known;
        }
        Text text = new Text(in.getText(), false);
        if (length < blanks.length && text.isBlank()) {
            blanks[length] = text;
        }
        return text;
    }

    private boolean isHere(String value) {
        char[] characters = in.getTextCharacters();
        int start = in.getTextStart();
        for (int i = 0; i < value.length(); i++) {
            if (characters[start + i] != value.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private List<Attribute> attributes() {
        int declarations = in.getNamespaceCount();
        int count = in.getAttributeCount();
        if (declarations + count == 0) {
            return List.of();
        }
        Attribute[] all = new Attribute[declarations + count];
        for (int i = 0; i < declarations; i++) {
            String prefix = in.getNamespacePrefix(i);
            String uri = in.getNamespaceURI(i);
            String name = prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix;
            all[i] = new Attribute(name, Attribute.XMLNS, uri == null ? "" : uri);
        }
        for (int i = 0; i < count; i++) {
            String namespace = in.getAttributeNamespace(i);
            all[declarations + i] = new Attribute(
                    qualified(in.getAttributePrefix(i), in.getAttributeLocalName(i)),
                    namespace == null ? "" : namespace,
                    in.getAttributeValue(i));
        }
        return List.of(all);
    }

    private static String qualified(@Nullable String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ':' + local;
    }

    private XmlException here(String problem) {
        Location at = in.getLocation();
        return XmlException.at(at.getLineNumber(), at.getColumnNumber(), problem);
    }

    /** The JDK wraps its message into lines that repeat the place. */
    private static XmlException malformed(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int cut = message.indexOf("Message: ");
        String problem = (cut < 0 ? message : message.substring(cut + 9)).strip();
        Location at = e.getLocation();
        return at == null || at.getLineNumber() < 1
                ? XmlException.at(1, 1, problem)
                : XmlException.at(at.getLineNumber(), Math.max(1, at.getColumnNumber()), problem);
    }
}
