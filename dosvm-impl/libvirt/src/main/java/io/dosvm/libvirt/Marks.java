package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.spi.Mark;
import java.util.Optional;
import java.util.UUID;

/**
 * Our mark as an element in the metadata of a libvirt document: {@code <dosvm:mark xmlns:dosvm='urn:dosvm:mark:1'
 * owner='…' id='…' generation='…'/>}.
 */
final class Marks {
    static final String NAMESPACE = "urn:dosvm:mark:1";
    static final String PREFIX = "dosvm";
    private static final String LOCAL = "mark";

    private Marks() {}

    /** The element with its prefix, to stand in a document. */
    static Element element(Mark mark) {
        return Element.of(PREFIX + ":" + LOCAL, e -> fill(e.attribute("xmlns:" + PREFIX, NAMESPACE), mark));
    }

    /** The element without prefix, as libvirt wants it when it sets the prefix itself. */
    static String bare(Mark mark) {
        return Element.of(LOCAL, e -> fill(e, mark)).xml();
    }

    private static void fill(io.dosvm.libvirt.xml.ElementBuilder element, Mark mark) {
        element.attribute("owner", mark.owner().toString())
                .attribute("id", mark.id().toString())
                .attribute("generation", Long.toString(mark.generation()));
    }

    /** The mark in a metadata element; empty if there is none or it is not readable, which makes the object foreign. */
    static Optional<Mark> in(Element metadata) {
        return metadata.children().stream()
                .filter(e -> e.localName().equals(LOCAL) && e.namespace().equals(NAMESPACE))
                .findFirst()
                .flatMap(Marks::read);
    }

    private static Optional<Mark> read(Element element) {
        try {
            return Optional.of(new Mark(
                    UUID.fromString(element.attribute("owner").orElse("")),
                    UUID.fromString(element.attribute("id").orElse("")),
                    Long.parseLong(element.attribute("generation").orElse(""))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
