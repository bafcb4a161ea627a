package io.dosvm.libvirt.xml;

import io.dosvm.libvirt.xml.Accessors.Way;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets fields by the dotted names that command lines use: {@code driver.cache}, {@code source.host1.name},
 * {@code kvm.hidden.state}. The last part is an attribute or else a child; a number behind a part chooses an entry of a
 * list, from 0.
 *
 * @since 0.1
 */
public final class DottedPath {
    private static final Set<String> TRUE = Set.of("yes", "on", "true", "1", "");

    private final Accessors accessors = Accessors.load();

    /**
     * Sets a field of an element of a type.
     *
     * @param element the element, which the view class describes
     * @return whether there is such a field; nothing is changed if there is not
     */
    public boolean set(ElementBuilder element, Class<? extends View<?, ?>> view, String path, String value) {
        String type = view.getName().substring(View.class.getPackageName().length() + 1);
        List<String> parts = List.of(path.split("\\."));
        return isKnown(type, parts) && set(element, type, parts, value);
    }

    private boolean isKnown(String type, List<String> parts) {
        Way attribute = way(type, "@" + parts.get(0));
        if (parts.size() == 1 && attribute != null) {
            return true;
        }
        Way child = child(type, parts.get(0));
        if (child == null || parts.size() == 1) {
            return child != null;
        }
        List<String> rest = parts.subList(1, parts.size());
        return accessors.types().contains(child.target())
                ? isKnown(child.target(), rest)
                : rest.size() == 1 && way(type, child.key() + "@" + rest.get(0)) != null;
    }

    private boolean set(ElementBuilder element, String type, List<String> parts, String value) {
        Way attribute = way(type, "@" + parts.get(0));
        if (parts.size() == 1 && attribute != null) {
            element.attribute(attribute.key().substring(1), word(attribute, value));
            return true;
        }
        Way child = child(type, parts.get(0));
        if (child == null) {
            return false;
        }
        int index = child.many() ? number(parts.get(0)) : 0;
        if (parts.size() == 1 && child.target().equals("flag")) {
            if (!TRUE.contains(value.toLowerCase(Locale.ROOT))) {
                element.remove(child.key());
            } else if (element.find(child.key()) == null) {
                element.create(child.key(), order(type));
            }
            return true;
        }
        if (parts.size() == 1 && isSwitch(child) && !TRUE.contains(value.toLowerCase(Locale.ROOT))) {
            element.remove(child.key());
            return true;
        }
        ElementBuilder inner = entry(element, child.key(), order(type), index);
        if (parts.size() == 1) {
            if (!isSwitch(child)) {
                inner.text(value);
            }
            return true;
        }
        List<String> rest = parts.subList(1, parts.size());
        if (accessors.types().contains(child.target())) {
            return set(inner, child.target(), rest, value);
        }
        Way of = way(type, child.key() + "@" + rest.get(0));
        if (of == null) {
            return false;
        }
        inner.attribute(of.key().substring(of.key().indexOf('@') + 1), word(of, value));
        return true;
    }

    /** A child that has no text of its own: naming it alone switches it on or off. */
    private boolean isSwitch(Way child) {
        return accessors.types().contains(child.target()) && way(child.target(), ".") == null;
    }

    private static ElementBuilder entry(ElementBuilder element, String key, String order, int index) {
        while (element.findAll(key).size() <= index) {
            element.create(key, order);
        }
        return element.findAll(key).get(index);
    }

    private @Nullable Way child(String type, String part) {
        Way exact = way(type, part);
        if (exact == null) {
            exact = way(type, part.replace('_', '-'));
        }
        return exact != null ? exact : way(type, part.replaceAll("[0-9]+$", ""));
    }

    private @Nullable Way way(String type, String key) {
        return accessors.ways(type).get(key);
    }

    private static int number(String part) {
        String digits = part.replaceAll("^.*?([0-9]*)$", "$1");
        return digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }

    private static String word(Way way, String value) {
        boolean yes = TRUE.contains(value.toLowerCase(Locale.ROOT));
        return switch (way.target()) {
            case "yesno" -> yes ? "yes" : "no";
            case "onoff" -> yes ? "on" : "off";
            default -> value;
        };
    }

    /** The order of the children of a type, as the builders have it. */
    private String order(String type) {
        StringBuilder order = new StringBuilder();
        for (Way way : accessors.ways(type).values()) {
            if (way.key().indexOf('@') < 0
                    && !way.key().equals(".")
                    && !way.key().equals("*")) {
                order.append(order.length() == 0 ? "" : " ").append(way.key());
            }
        }
        return order.toString();
    }
}
