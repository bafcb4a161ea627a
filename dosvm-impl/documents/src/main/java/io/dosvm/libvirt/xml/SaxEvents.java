package io.dosvm.libvirt.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import javax.xml.validation.ValidatorHandler;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.AttributesImpl;

/** Tells a tree to a validator, and collects what that has to say together with the place. */
final class SaxEvents implements ErrorHandler {
    private final ValidatorHandler handler;
    private final List<Violation> violations;
    private final Deque<String> path = new ArrayDeque<>();

    SaxEvents(ValidatorHandler handler, List<Violation> violations) {
        this.handler = handler;
        this.violations = violations;
        handler.setErrorHandler(this);
    }

    void send(Element root) {
        try {
            handler.startDocument();
            element(root, "");
            handler.endDocument();
        } catch (SAXException e) {
            violations.add(new Violation(path(), String.valueOf(e.getMessage())));
        }
    }

    private void element(Element e, String position) throws SAXException {
        path.addLast(e.name() + position);
        AttributesImpl attributes = new AttributesImpl();
        for (Attribute a : e.attributes()) {
            if (a.isDeclaration()) {
                String prefix = a.name().equals("xmlns") ? "" : a.name().substring("xmlns:".length());
                handler.startPrefixMapping(prefix, a.value());
            } else {
                String local = a.name().substring(a.name().indexOf(':') + 1);
                attributes.addAttribute(a.namespace(), local, a.name(), "CDATA", a.value());
            }
        }
        handler.startElement(e.namespace(), e.localName(), e.name(), attributes);
        for (Node node : e.content()) {
            if (node instanceof Element child) {
                element(child, position(e, child));
            } else if (node instanceof Text text) {
                handler.characters(text.value().toCharArray(), 0, text.value().length());
            }
        }
        handler.endElement(e.namespace(), e.localName(), e.name());
        path.removeLast();
    }

    private static String position(Element parent, Element child) {
        int same = 0;
        int place = 0;
        for (Element e : parent.children()) {
            same += e.name().equals(child.name()) ? 1 : 0;
            place = e == child ? same : place;
        }
        return same > 1 ? "[" + place + "]" : "";
    }

    private String path() {
        StringBuilder all = new StringBuilder();
        for (Iterator<String> steps = path.iterator(); steps.hasNext(); ) {
            all.append('/').append(steps.next());
        }
        return all.toString();
    }

    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) {
        violations.add(new Violation(path(), String.valueOf(e.getMessage())));
    }

    @Override
    public void fatalError(SAXParseException e) {
        error(e);
    }
}
