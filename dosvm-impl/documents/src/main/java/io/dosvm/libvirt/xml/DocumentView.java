package io.dosvm.libvirt.xml;

/**
 * Typed access to a whole document: its root, and the comments around it.
 *
 * @param <V> the view itself
 * @param <B> its builder
 * @since 0.1
 */
public abstract class DocumentView<V extends DocumentView<V, B>, B extends ViewBuilder<V, B>> extends View<V, B> {
    private final Document document;

    protected DocumentView(Document document, int kind) {
        super(document.root(), kind);
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

    /** This view of another document of the kind. */
    protected abstract V view(Document other);

    @Override
    final V with(Element other) {
        return view(document.with(other));
    }

    /** The document, if its root has the name that one of this kind has. */
    protected static Document checked(String xml, String name) {
        Document document = Document.parse(xml);
        if (!document.root().is(name)) {
            throw XmlException.of("the root element is <" + document.root().name() + ">, not <" + name + ">");
        }
        return document;
    }
}
