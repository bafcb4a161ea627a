package io.dosvm.libvirt.xml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An element that notes the key that an accessor asks it for, and answers so that what the accessor finds shows whether
 * anything was made of it.
 */
final class Asked extends Element {
    /** What an accessor asks for. */
    private enum Way {
        VALUE,
        CHILD,
        FLAG,
        LIST
    }

    private final @Nullable Asked parent;
    private @Nullable String key;
    private @Nullable Way way;
    private @Nullable Asked child;

    private Asked(@Nullable Asked parent) {
        super("asked", "", List.of(), List.of(), false);
        this.parent = parent;
    }

    static Asked by() {
        return new Asked(null);
    }

    /**
     * What was asked for, by an accessor that found this.
     *
     * @throws IllegalArgumentException if it is not what the accessor alone finds
     */
    String key(@Nullable Object found) {
        if (key == null || way == null || !fits(found, way)) {
            throw refused();
        }
        return key;
    }

    private boolean fits(@Nullable Object found, Way asked) {
        if (asked == Way.VALUE) {
            return found instanceof Optional<?> o && o.isEmpty()
                    || found instanceof OptionalInt i && i.isEmpty()
                    || found instanceof OptionalLong l && l.isEmpty()
                    || found instanceof OptionalDouble d && d.isEmpty();
        }
        if (asked == Way.LIST) {
            return found instanceof List<?> all
                    && all.size() == 1
                    && (all.get(0) instanceof View<?, ?> v ? isChild(v) : isText(all.get(0)));
        }
        return asked == Way.FLAG
                ? Boolean.TRUE.equals(found)
                : found instanceof Optional<?> o && isChild(o.orElse(null));
    }

    private boolean isChild(@Nullable Object found) {
        return found instanceof View<?, ?> view && view.element() == child;
    }

    /** The text of the only entry of a list, which is a number to be text and number. */
    private static boolean isText(Object found) {
        return found.toString().equals("0");
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("not one accessor of the view");
    }

    private Asked note(String asked, Way how) {
        if (parent != null || key != null) {
            throw refused();
        }
        key = asked;
        way = how;
        child = new Asked(this);
        return child;
    }

    @Override
    @Nullable
    String value(String asked, int from) {
        if (parent == null) {
            note(asked, Way.VALUE);
        } else if (parent.way == Way.VALUE && asked.indexOf('@') > 0) {
            // A key such as "vcpu@max" asks for the child first, which is then asked for the whole key.
            parent.key = asked;
        } else {
            throw refused();
        }
        return null;
    }

    @Override
    Element first(String asked) {
        return note(asked, Way.VALUE);
    }

    @Override
    Element part(String asked) {
        return note(asked, Way.CHILD);
    }

    @Override
    boolean has(String asked) {
        note(asked, Way.FLAG);
        return true;
    }

    @Override
    List<Element> all(String asked) {
        return List.of(note(asked, Way.LIST));
    }

    @Override
    public String text() {
        if (parent == null) {
            note(".", Way.VALUE);
        } else if (parent.way == Way.LIST) {
            return "0";
        } else if (parent.way != Way.VALUE) {
            throw refused();
        }
        return "";
    }
}
