package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.DottedPath;
import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.View;
import io.dosvm.libvirt.xml.domain.Sysinfo;
import io.dosvm.libvirt.xml.install.OptionTable.Option;
import io.dosvm.libvirt.xml.install.Suboptions.Suboption;
import java.util.List;

/** Writes the suboptions of an option into the element that the option is. */
final class ElementOptions {
    private final DottedPath paths = new DottedPath();
    private final Quirks quirks = new Quirks(this);

    /** Adds or changes the element of an option. */
    void apply(ElementBuilder domain, Option option, String value, VirtInstall install) {
        List<Suboption> all = Suboptions.of(value);
        if (option.place().equals(".")) {
            fill(domain, option, all, install);
            return;
        }
        int slash = option.place().indexOf('/');
        ElementBuilder parent = slash < 0 ? domain : domain.only(option.place().substring(0, slash));
        String name = option.place().substring(slash + 1);
        if (option.many()) {
            ElementBuilder made = ElementBuilder.named(name);
            fill(made, option, all, install);
            if (made.attribute(Quirks.NOTHING).isEmpty()) {
                Element element = made.build();
                parent.child(element);
            }
        } else {
            fill(parent.only(name), option, all, install);
            if (slash < 0 && parent.only(name).isEmpty()) {
                parent.removeChildren(name);
            }
        }
    }

    private void fill(ElementBuilder element, Option option, List<Suboption> all, VirtInstall install) {
        boolean first = !all.isEmpty() && !all.get(0).assigned();
        for (Suboption s : Suboptions.sorted(all)) {
            if (PendingEdits.isOne(s)) {
                PendingEdits.add(element, s);
                continue;
            }
            if (s.name().equals("clearxml") && !option.place().equals(".")) {
                if (!s.isOff()) {
                    clear(element);
                }
                continue;
            }
            String name = s.assigned() ? s.name() : first || !quirks.hasFlags(option.name()) ? option.first() : "";
            first &= s.assigned();
            if (quirks.apply(element, option, s, name, install)) {
                continue;
            }
            String path = option.path(name);
            if (!name.isEmpty() && paths.set(element, option.view(), path, s.value())) {
                continue;
            }
            if (!option.isBeyondSchemas(path)) {
                throw new IllegalArgumentException("there is no suboption " + (s.assigned() ? s.name() : s.value()));
            }
            raw(element, path, s.value());
        }
        quirks.finish(element, option);
    }

    /** Forgets what was said of an element before. */
    static void clear(ElementBuilder element) {
        element.attributeNames().forEach(element::removeAttribute);
        element.children().stream().map(ElementBuilder::name).distinct().forEach(element::removeChildren);
    }

    /** Writes an attribute by its path alone. */
    private static void raw(ElementBuilder element, String path, String value) {
        ElementBuilder e = element;
        String[] part = path.split("\\.");
        for (int i = 0; i < part.length - 1; i++) {
            String name = part[i].replaceFirst("[0-9]+$", "");
            String number = part[i].substring(name.length());
            for (int n = number.isEmpty() ? 0 : Integer.parseInt(number);
                    e.all(name).size() <= n; ) {
                e.child(name, c -> {});
            }
            e = e.all(name).get(number.isEmpty() ? 0 : Integer.parseInt(number));
        }
        e.attribute(part[part.length - 1], value);
    }

    void set(ElementBuilder element, Class<? extends View<?, ?>> view, String path, String value) {
        if (!paths.set(element, view, path, value)) {
            throw new IllegalArgumentException("there is no suboption " + path);
        }
    }

    /** {@code host}, or entries such as {@code bios.vendor=Acme}; one element for each type. */
    void sysinfo(ElementBuilder domain, String value) {
        List<Suboption> all = Suboptions.of(value);
        String type = all.stream()
                .filter(s -> !s.assigned() || s.name().equals("type"))
                .map(Suboption::value)
                .findFirst()
                .orElse("smbios");
        if (type.equals("host") || type.equals("emulate")) {
            domain.only("os").only("smbios").attribute("mode", type);
            return;
        }
        if (type.equals("smbios")) {
            domain.only("os").only("smbios").attribute("mode", "sysinfo");
        }
        ElementBuilder sysinfo = domain.entry("sysinfo", "type", type);
        for (Suboption s : all) {
            if (!s.assigned() || s.name().equals("type")) {
                continue;
            }
            String name = s.name().replaceFirst("^(bios|system|baseBoard|chassis)_", "$1.");
            String[] part = name.split("\\.", 2);
            if (PendingEdits.isOne(s)) {
                PendingEdits.add(sysinfo, s);
            } else if (name.equals("clearxml")) {
                clear(sysinfo);
            } else if (part.length == 2 && part[0].matches("bios|system|baseBoard|chassis")) {
                sysinfo.only(part[0])
                        .child("entry", e -> e.attribute("name", part[1]).text(s.value()));
                if (name.equals("system.uuid")) {
                    domain.only("uuid").text(s.value());
                }
            } else {
                set(sysinfo, Sysinfo.class, name, s.value());
            }
        }
    }
}
