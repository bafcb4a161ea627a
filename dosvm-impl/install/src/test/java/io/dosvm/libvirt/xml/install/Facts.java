package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What domains say, a line for each element, so that two printings of them can be compared. */
final class Facts {
    private Facts() {}

    /** "-" only theirs says it, "+" only ours. */
    static List<String> differences(String theirs, String ours) {
        List<String> all = new ArrayList<>();
        List<String> rest = of(ours);
        of(theirs).stream().filter(f -> !rest.remove(f)).forEach(f -> all.add("- " + f));
        rest.forEach(f -> all.add("+ " + f));
        return all.stream().sorted().toList();
    }

    /** A line per element of each step: its path, attributes and text, without what libvirt fills in. */
    private static List<String> of(String xml) {
        List<String> all = new ArrayList<>();
        String[] steps = xml.substring(xml.indexOf("<domain")).split("(?<=</domain>)\\s*(?=<domain)");
        for (int i = 0; i < steps.length; i++) {
            add(Element.parse(steps[i]), i == 0 ? "" : "installed:", all);
        }
        all.removeIf(f -> f.matches("(installed:)?/domain/(uuid|devices/emulator) .*")
                || f.matches("(installed:)?/domain/devices/interface/mac address=(52:54:00|00:16:3e).*")
                        && !f.contains("52:54:00:11:22:3"));
        all.replaceAll(f -> f.replaceAll("machine=pc-i440fx-\\S+", "machine=pc")
                .replace(" unit=KiB", "")
                .replaceAll("/dev/nmdm\\S+[AB]", "/dev/nmdm")
                .replaceAll("/virtinst-([xy]|[a-z0-9_]{8})-", "/virtinst-x-"));
        return all;
    }

    private static void add(Element e, String parent, List<String> all) {
        String path = parent + "/" + e.localName();
        TreeMap<String, String> attributes = new TreeMap<>();
        e.attributes().stream().filter(a -> !a.isDeclaration()).forEach(a -> attributes.put(a.name(), a.value()));
        StringBuilder fact = new StringBuilder(path);
        attributes.forEach(
                (name, value) -> fact.append(' ').append(name).append('=').append(value));
        String text = e.text().strip();
        all.add(text.isEmpty() ? fact.toString() : fact + " " + text);
        e.children().forEach(c -> add(c, path, all));
    }
}
