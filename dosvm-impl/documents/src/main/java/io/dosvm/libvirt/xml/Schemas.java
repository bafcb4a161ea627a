package io.dosvm.libvirt.xml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Validation against libvirt's own RELAX NG schemas, as they are installed with it. The validator is
 * {@code org.relaxng:jing}, an optional dependency: only who validates has to have it (on the module path also
 * {@code --add-modules jing}).
 *
 * <p>Safe for use by several threads. A schema is read on first use, which takes some tenths of a second for the one of
 * domains, and is then kept.
 *
 * @since 0.1
 */
public final class Schemas {
    private static final Path INSTALLED = Path.of("/usr/share/libvirt/schemas");
    private static final String JING = "com.thaiopensource.relaxng.jaxp.XMLSyntaxSchemaFactory";

    /** The files of those documents whose root is not called as the file. */
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("pool", "storagepool"),
            Map.entry("volume", "storagevol"),
            Map.entry("storagepoolCapabilities", "storagepoolcaps"),
            Map.entry("filter", "nwfilter"),
            Map.entry("filterbinding", "nwfilterbinding"),
            Map.entry("device", "nodedev"),
            Map.entry("capabilities", "capability"),
            Map.entry("domainCapabilities", "domaincaps"));

    private final Path folder;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private Schemas(Path folder) {
        this.folder = folder;
    }

    /** The schemas of the libvirt on this machine; empty if there is none. */
    public static Optional<Schemas> installed() {
        return Files.isDirectory(INSTALLED) ? Optional.of(new Schemas(INSTALLED)) : Optional.empty();
    }

    /** The schemas in a folder. */
    public static Schemas in(Path folder) {
        return new Schemas(folder);
    }

    /**
     * What the schema of this kind of document does not allow; empty if the document is valid.
     *
     * @throws XmlException if there is no schema for such a root element
     * @throws UnsupportedOperationException if jing is missing
     */
    public List<Violation> validate(Document document) {
        Element root = document.root();
        Schema schema = schemas.computeIfAbsent(FILES.getOrDefault(root.localName(), root.localName()), this::schema);
        List<Violation> violations = new ArrayList<>();
        SaxEvents events = new SaxEvents(schema.newValidatorHandler(), violations);
        events.send(root);
        return List.copyOf(violations);
    }

    /** As {@link #validate(Document)}. */
    public List<Violation> validate(DocumentView<?, ?> document) {
        return validate(document.document());
    }

    private Schema schema(String name) {
        Path file = folder.resolve(name + ".rng");
        if (!Files.isRegularFile(file)) {
            throw XmlException.of("there is no schema " + file);
        }
        SchemaFactory factory;
        try {
            factory = SchemaFactory.newInstance(XMLConstants.RELAXNG_NS_URI, JING, Schemas.class.getClassLoader());
        } catch (IllegalArgumentException e) {
            throw new UnsupportedOperationException(
                    "validation needs org.relaxng:jing on the class path or, with --add-modules jing, the module path",
                    e);
        }
        factory.setErrorHandler(new Strict());
        try {
            return factory.newSchema(new StreamSource(file.toFile()));
        } catch (SAXException e) {
            throw XmlException.of("the schema " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** Stops at the first error of a schema, silently otherwise. */
    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
