package io.dosvm.libvirt.xml;

/**
 * Typed access to a whole document: its root, and the comments around it.
 *
 * @since 0.1
 */
public abstract class DocumentView extends View {
    private final Document document;

    protected DocumentView(Document document) {
        super(document.root());
        this.document = document;
    }

    /** The document behind this view. */
    public final Document document() {
        return document;
    }

    @Override
    public final String xml() {
        return document.xml();
    }

    /** The root, if it has the name that a document of this kind has. */
    protected static Document checked(Document document, String name) {
        if (!document.root().is(name)) {
            throw XmlException.of("the root element is <" + document.root().name() + ">, not <" + name + ">");
        }
        return document;
    }
}
