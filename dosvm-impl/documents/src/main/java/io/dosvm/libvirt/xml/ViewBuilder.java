package io.dosvm.libvirt.xml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the typed builders share. A builder lives for one lambda and one thread; setting one property changes that
 * property alone, everything else stays as it was read.
 *
 * @since 0.1
 */
public abstract class ViewBuilder {
    private final ElementBuilder element;
    private final String order;

    /** @param order the keys of the children, in the order in which they are written, separated by blanks */
    protected ViewBuilder(ElementBuilder element, String order) {
        this.element = element;
        this.order = order;
    }

    /** The element being built, for what this library does not know. */
    public final ElementBuilder raw() {
        return element;
    }

    /** The child of a key, made if it is not there. */
    protected final ElementBuilder nested(String key) {
        ElementBuilder child = element.find(key);
        return child == null ? added(key) : child;
    }

    /** A new child of a key. */
    protected final ElementBuilder added(String key) {
        ElementBuilder child = element.create(key, order);
        declare(key);
        return child;
    }

    /** Replaces the child of a key. */
    protected final void put(String key, View view) {
        element.remove(key);
        add(key, view);
    }

    /** Adds a child of a key. */
    protected final void add(String key, View view) {
        Element e = view.element();
        if (!e.is(key)) {
            ElementBuilder renamed = new ElementBuilder(e);
            renamed.rename(key);
            e = renamed.build();
        }
        element.insert(key, order, e);
        declare(key);
    }

    /** Replaces all children of a key. */
    protected final void all(String key, List<? extends View> views) {
        element.remove(key);
        for (View view : views) {
            add(key, view);
        }
    }

    /** Replaces all children of a key by texts. */
    protected final void texts(String key, List<?> values) {
        element.remove(key);
        for (Object value : values) {
            added(key).text(value.toString());
        }
    }

    /** The children of a key, open for change. */
    protected final List<ElementBuilder> opened(String key) {
        return element.findAll(key);
    }

    /** Removes a child that was opened. */
    protected final void drop(ElementBuilder child) {
        element.drop(child);
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
    protected final void clear(String key) {
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
                child.removeAttribute(key.substring(at + 1));
                if (child.isEmpty()) {
                    element.remove(key.substring(0, at));
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
