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
            Element element = made.build();
            parent.child(element);
        } else {
            fill(parent.only(name), option, all, install);
        }
    }

    private void fill(ElementBuilder element, Option option, List<Suboption> all, VirtInstall install) {
        boolean first = true;
        for (Suboption s : all) {
            if (PendingEdits.isOne(s)) {
                PendingEdits.add(element, s);
                continue;
            }
            String name = s.assigned() ? s.name() : first || !quirks.hasFlags(option.name()) ? option.first() : "";
            first = false;
            if (quirks.apply(element, option, s, name, install)) {
                continue;
            }
            if (name.isEmpty() || !paths.set(element, option.view(), option.path(name), s.value())) {
                throw new IllegalArgumentException("there is no suboption " + (s.assigned() ? s.name() : s.value()));
            }
        }
        quirks.finish(element, option);
    }

    void set(ElementBuilder element, Class<? extends View<?, ?>> view, String path, String value) {
        if (!paths.set(element, view, path, value)) {
            throw new IllegalArgumentException("there is no suboption " + path);
        }
    }

    /** {@code host}, or entries such as {@code bios.vendor=Acme}. */
    void sysinfo(ElementBuilder domain, String value) {
        List<Suboption> all = Suboptions.of(value);
        if (all.size() == 1 && !all.get(0).assigned()) {
            String mode = all.get(0).value();
            domain.only("os").only("smbios").attribute("mode", mode);
            return;
        }
        ElementBuilder sysinfo = domain.only("sysinfo");
        sysinfo.attribute("type", "smbios");
        for (Suboption s : all) {
            String name = s.name().replaceFirst("^(bios|system|baseBoard|chassis)_", "$1.");
            String[] part = name.split("\\.", 2);
            if (s.name().equals("type")) {
                sysinfo.attribute("type", s.value());
            } else if (part.length == 2 && !part[0].startsWith("oemStrings")) {
                sysinfo.only(part[0])
                        .child("entry", e -> e.attribute("name", part[1]).text(s.value()));
            } else if (part.length == 2) {
                sysinfo.only("oemStrings").child("entry", e -> e.text(s.value()));
            } else {
                set(sysinfo, Sysinfo.class, s.name(), s.value());
            }
        }
    }
}
