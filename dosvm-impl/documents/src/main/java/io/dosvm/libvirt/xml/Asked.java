package io.dosvm.libvirt.xml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An element without anything in it, which notes the key that an accessor asks it for. */
final class Asked extends Element {
    private final @Nullable Asked parent;
    private @Nullable String key;

    private Asked(@Nullable Asked parent) {
        super("asked", "", List.of(), List.of(), false);
        this.parent = parent;
    }

    static Asked by() {
        return new Asked(null);
    }

    /** What was asked for, by an accessor that found this. */
    String key(Object found) {
        // An accessor returns the value itself, and not what a caller makes of it.
        boolean empty = found instanceof Optional<?>
                || found instanceof OptionalInt
                || found instanceof OptionalLong
                || found instanceof OptionalDouble
                || found instanceof List<?>
                || found instanceof Boolean;
        if (key == null || !empty) {
            throw new IllegalArgumentException("not an accessor of the view");
        }
        return key;
    }

    private void note(String asked) {
        // A key such as "vcpu@max" asks for the child first, which is then asked for the whole key.
        if (parent != null && asked.indexOf('@') > 0) {
            parent.key = asked;
        } else if (parent != null || key != null) {
            throw new IllegalArgumentException("more than one accessor of the view");
        } else {
            key = asked;
        }
    }

    @Override
    @Nullable
    String value(String asked, int from) {
        note(asked);
        return null;
    }

    @Override
    Element first(String asked) {
        note(asked);
        return new Asked(this);
    }

    @Override
    List<Element> all(String asked) {
        note(asked);
        return List.of();
    }

    @Override
    public String text() {
        if (parent == null) {
            note(".");
        }
        return "";
    }
}
