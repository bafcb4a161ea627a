package io.dosvm.libvirt.xml;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the typed builders share. A builder lives for one lambda and one thread; setting one property changes that
 * property alone, everything else stays as it was read.
 *
 * <p>What is there is removed, replaced or changed by naming the accessor that reads it:
 *
 * <pre>{@code
 * domain.edit(d -> d.remove(Domain::title)
 *         .devices(v -> v.edit(Devices::disks, k -> k.readonly(), k -> k.shareable(true))
 *                 .remove(Devices::sounds)
 *                 .add(Devices::rngs, rng)
 *                 .remove(Devices::inputs, i -> i.bus().isEmpty())));
 * }</pre>
 *
 * @param <V> the view that is built
 * @param <B> the builder itself
 * @since 0.1
 */
public abstract class ViewBuilder<V extends View<V, B>, B extends ViewBuilder<V, B>> {
    private final ElementBuilder element;
    private final int kind;
    private final String order;

    /**
     * For generated builders.
     *
     * @param kind the number of the view in {@link #kinds}
     * @param order the keys of the children, in the order in which they are written, separated by blanks
     */
    protected ViewBuilder(ElementBuilder element, int kind, String order) {
        this.element = element;
        this.kind = kind;
        this.order = order;
    }

    /** What this builder's package can make. */
    protected abstract Kinds kinds();

    /** What has been built so far. */
    public final V view() {
        return kinds().view(kind, element.build());
    }

    /**
     * Removes what an accessor reads: an attribute, a text, a child with all it has, or all children of a list. A child
     * that means something without its attribute, such as {@code <transient/>}, stays without it.
     *
     * <p>Name the accessor, as {@code Domain::title}: what is made of a value, as {@code d -> d.title().filter(...)},
     * is refused where it can be told from the accessor alone, which it cannot where the value would be filtered.
     *
     * @param accessor an accessor of the view, such as {@code Domain::title}
     * @throws IllegalArgumentException if it is not one accessor of the view
     */
    public final B remove(Function<? super V, ?> accessor) {
        clear(key(accessor));
        return self();
    }

    /**
     * Removes those children that match.
     *
     * @throws IllegalArgumentException if this is not one accessor of the view
     */
    public final <T> B remove(Function<? super V, List<T>> accessor, Predicate<? super T> which) {
        String key = key(accessor);
        List<T> views = views(accessor, key);
        List<ElementBuilder> children = element.findAll(key);
        for (int i = 0; i < views.size(); i++) {
            if (which.test(views.get(i))) {
                element.drop(children.get(i));
            }
        }
        return self();
    }

    /**
     * Changes those children that match.
     *
     * @throws IllegalArgumentException if this is not one accessor of the view
     */
    public final <T extends View<T, C>, C extends ViewBuilder<T, C>> B edit(
            Function<? super V, List<T>> accessor, Predicate<? super T> which, Consumer<? super C> change) {
        String key = key(accessor);
        List<T> views = views(accessor, key);
        List<ElementBuilder> children = element.findAll(key);
        for (int i = 0; i < views.size(); i++) {
            if (which.test(views.get(i))) {
                change.accept(views.get(i).open(children.get(i)));
            }
        }
        return self();
    }

    /**
     * Replaces all children of a list.
     *
     * @throws IllegalArgumentException if this is not one accessor of the view
     */
    public final <T> B replace(Function<? super V, List<T>> accessor, List<? extends T> values) {
        String key = key(accessor);
        element.remove(key);
        for (Object value : values) {
            if (value instanceof View<?, ?> v) {
                add(key, v);
            } else {
                added(key).text(value.toString());
            }
        }
        return self();
    }

    /**
     * Replaces the child that an accessor reads, or adds it.
     *
     * @throws IllegalArgumentException if this is not one accessor of the view
     */
    public final <T extends View<T, ?>> B replace(Function<? super V, Optional<T>> accessor, T value) {
        String key = key(accessor);
        element.remove(key);
        add(key, value);
        return self();
    }

    /**
     * Adds a child to the list that an accessor reads.
     *
     * @throws IllegalArgumentException if this is not one accessor of the view
     */
    public final <T extends View<T, ?>> B add(Function<? super V, List<T>> accessor, T value) {
        add(key(accessor), value);
        return self();
    }

    private String key(Function<? super V, ?> accessor) {
        Asked asked = Asked.by();
        try {
            V view = kinds().view(kind, asked);
            return asked.key(accessor.apply(view));
        } catch (NoSuchElementException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not one accessor of the view", e);
        }
    }

    /** What the accessor of a list finds, if that is every child of the key in order. */
    private <T> List<T> views(Function<? super V, List<T>> accessor, String key) {
        V view = view();
        List<T> views = accessor.apply(view);
        List<Element> children = view.element().all(key);
        boolean all = views.size() == children.size();
        for (int i = 0; all && i < children.size(); i++) {
            all = !(views.get(i) instanceof View<?, ?> v) || v.element() == children.get(i);
        }
        if (!all) {
            throw new IllegalArgumentException("not one accessor of the view, but what was made of it");
        }
        return views;
    }

    @SuppressWarnings("unchecked") // a builder names itself
    private B self() {
        return (B) this;
    }

    /** The element being built, for what this library does not know. */
    public final ElementBuilder raw() {
        return element;
    }

    /** Fills or changes the child of a key, by the number of its view. */
    protected final void fill(String key, int childKind, Consumer<? extends ViewBuilder<?, ?>> change) {
        filled(nested(key), childKind, change);
    }

    /** Adds a child of a key, by the number of its view. */
    protected final void add(String key, int childKind, Consumer<? extends ViewBuilder<?, ?>> fill) {
        filled(added(key), childKind, fill);
    }

    @SuppressWarnings("unchecked") // the numbers are generated together with the types
    private void filled(ElementBuilder child, int childKind, Consumer<? extends ViewBuilder<?, ?>> fill) {
        ((Consumer<ViewBuilder<?, ?>>) fill).accept(kinds().newBuilder(childKind, child));
    }

    /** Adds a child of a key that is nothing but a value. */
    protected final void addText(String key, Object value) {
        added(key).text(value.toString());
    }

    /** The child of a key, made if it is not there. */
    private ElementBuilder nested(String key) {
        ElementBuilder child = element.find(key);
        return child == null ? added(key) : child;
    }

    /** A new child of a key. */
    private ElementBuilder added(String key) {
        ElementBuilder child = element.create(key, order);
        declare(key);
        return child;
    }

    /** Adds a child of a key. */
    private void add(String key, View<?, ?> view) {
        Element e = view.element();
        if (!e.is(key)) {
            ElementBuilder renamed = new ElementBuilder(e);
            renamed.rename(key);
            e = renamed.build();
        }
        element.insert(key, order, e);
        declare(key);
    }

    protected final void flag(String key, boolean present) {
        if (!present) {
            element.remove(key);
        } else if (element.find(key) == null) {
            added(key);
        }
    }

    /** Sets a key: "@attribute", "child", "child@attribute", or "." for the own text. */
    protected final void set(String key, Object value) {
        String text = value.toString();
        int at = key.indexOf('@');
        if (at == 0) {
            element.attribute(key.substring(1), text);
        } else if (key.equals(".")) {
            element.text(text);
        } else if (at < 0) {
            nested(key).text(text);
        } else {
            nested(key.substring(0, at)).attribute(key.substring(at + 1), text);
        }
    }

    protected final void set(String key, long value) {
        set(key, Long.toString(value));
    }

    protected final void yesNo(String key, boolean value) {
        set(key, value ? "yes" : "no");
    }

    protected final void onOff(String key, boolean value) {
        set(key, value ? "on" : "off");
    }

    protected final void hex(String key, long value) {
        set(key, String.format("0x%02x", value));
    }

    protected final void octal(String key, int value) {
        set(key, String.format("%04o", value));
    }

    protected final void size(String key, Size size) {
        set(key, Long.toUnsignedString(size.amount()));
        set(key.equals(".") ? "@unit" : key + "@unit", size.unit().symbol());
    }

    /** Removes a key: an attribute, or a child with all it has. */
    private void clear(String key) {
        int at = key.indexOf('@');
        if (at == 0) {
            element.removeAttribute(key.substring(1));
        } else if (key.equals(".")) {
            element.text("");
        } else if (at < 0) {
            element.remove(key);
        } else {
            @Nullable ElementBuilder child = element.find(key.substring(0, at));
            if (child != null) {
                String name = key.substring(0, at);
                child.removeAttribute(key.substring(at + 1));
                // A child with an accessor of its own means something when it is empty.
                if (child.isEmpty() && ElementBuilder.rank(order, name) < 0) {
                    element.remove(name);
                }
            }
        }
    }

    private void declare(String key) {
        if (key.indexOf(':') >= 0) {
            element.declare(key);
        }
    }
}
