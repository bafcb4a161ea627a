package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.XPathEdit;
import io.dosvm.libvirt.xml.install.Suboptions.Suboption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The suboptions {@code xpath1.set} and the like of {@code --xml}, and of every option that is an element. The latter
 * are done once all defaults are there: until then the element bears them, as attributes that libvirt cannot have.
 */
final class PendingEdits {
    private static final Pattern NAME = Pattern.compile("xpath([0-9]*)\\.(set|value|create|delete)");
    private static final String MARK = "_xpath";

    private PendingEdits() {}

    /** Whether a suboption is one of these. */
    static boolean isOne(Suboption s) {
        return s.assigned() && NAME.matcher(s.name()).matches();
    }

    /** Has an element bear a suboption. */
    static void add(ElementBuilder element, Suboption s) {
        Matcher name = NAME.matcher(s.name());
        if (name.matches()) {
            element.attribute(MARK + "." + name.group(1) + "." + name.group(2), s.value());
        }
    }

    /** What the suboptions of one edit mean. */
    static XPathEdit edit(Map<String, String> parts) {
        if (parts.containsKey("delete")) {
            return XPathEdit.delete(parts.get("delete"));
        }
        if (parts.containsKey("create")) {
            return XPathEdit.create(parts.get("create"));
        }
        String set = parts.getOrDefault("set", "");
        if (parts.containsKey("value")) {
            return XPathEdit.set(set, parts.get("value"));
        }
        int equals = set.lastIndexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("'" + set + "' is not XPATH=VALUE");
        }
        return XPathEdit.set(set.substring(0, equals), set.substring(equals + 1));
    }

    /** Does what the elements of a domain bear. */
    static void apply(ElementBuilder root) {
        apply(root, root);
    }

    private static void apply(ElementBuilder root, ElementBuilder element) {
        Map<String, Map<String, String>> edits = new LinkedHashMap<>();
        for (String name : element.attributeNames()) {
            if (name.startsWith(MARK)) {
                String[] part = name.split("\\.", 3);
                edits.computeIfAbsent(part[1], n -> new LinkedHashMap<>())
                        .put(part[2], element.attribute(name).orElse(""));
                element.removeAttribute(name);
            }
        }
        element.children().forEach(child -> apply(root, child));
        edits.values().forEach(parts -> edit(parts).apply(root, element));
    }
}
