package io.dosvm.libvirt.xml;

import java.util.function.Consumer;

/**
 * Makes the views, builders and words that one package of documents uses, by number: so that each of the hundreds of
 * generated accessors is a key and a number, and no code. For generated code alone.
 *
 * @since 0.1
 */
public abstract class Kinds {
    protected Kinds() {}

    /** The view of a number. */
    protected abstract View<?, ?> newView(int kind, Element element);

    /** The builder of the view of a number. */
    protected abstract ViewBuilder<?, ?> newBuilder(int kind, ElementBuilder element);

    /** A word of the vocabulary of a number. */
    protected abstract Word newWord(int vocabulary, String raw);

    @SuppressWarnings("unchecked") // the numbers are generated together with the types
    final <V extends View<V, ?>> V view(int kind, Element element) {
        return (V) newView(kind, element);
    }

    @SuppressWarnings("unchecked")
    final <B extends ViewBuilder<?, B>> B builder(int kind, ElementBuilder element) {
        return (B) newBuilder(kind, element);
    }

    @SuppressWarnings("unchecked")
    final <W extends Word> W word(int vocabulary, String raw) {
        return (W) newWord(vocabulary, raw);
    }

    /** A new element of a key, filled. */
    public final <V extends View<V, B>, B extends ViewBuilder<V, B>> V made(
            String key, int kind, Consumer<? super B> fill) {
        ElementBuilder element = ElementBuilder.forKey(key);
        int colon = key.indexOf(':');
        if (colon >= 0) {
            String prefix = key.substring(0, colon);
            element.attribute("xmlns:" + prefix, Namespaces.uri(prefix));
        }
        fill.accept(this.<B>builder(kind, element));
        return view(kind, element.build());
    }
}
