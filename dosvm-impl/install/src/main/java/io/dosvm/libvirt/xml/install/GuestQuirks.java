package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.install.Suboptions.Suboption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What virt-install's suboptions of the guest itself mean where they are not simply a field. */
final class GuestQuirks {
    private static final Set<String> POLICIES = Set.of("force", "require", "optional", "disable", "forbid");

    private static final Map<String, String> SPECIAL = Map.of(
            "host", "host-model",
            "host-model", "host-model",
            "host-copy", "host-model",
            "host-model-only", "host-model",
            "host-passthrough", "host-passthrough",
            "maximum", "maximum");

    private GuestQuirks() {}

    static boolean cpu(ElementBuilder e, Suboption s, String name, VirtInstall install) {
        String value = s.value();
        if (!s.assigned() && (value.startsWith("+") || value.startsWith("-"))) {
            feature(e, value.startsWith("+") ? "force" : "disable", value.substring(1));
        } else if (POLICIES.contains(name)) {
            for (String feature : value.split("[,+]")) {
                feature(e, name, feature);
            }
        } else if (name.equals("model") && SPECIAL.containsKey(value)) {
            List.of("model", "vendor", "feature").forEach(e::removeChildren);
            List.of("migratable", "check").forEach(e::removeAttribute);
            e.attribute("mode", SPECIAL.get(value));
        } else if (name.equals("model") && Set.of("none", "hv-default").contains(value)) {
            ElementOptions.clear(e);
            install.without("cpu-default");
        } else if (name.equals("model")) {
            e.attribute("mode", "custom");
            e.attribute("match", e.attribute("match").orElse("exact"));
            e.only("model").text(value);
        } else {
            return name.equals("secure");
        }
        return true;
    }

    private static void feature(ElementBuilder e, String policy, String feature) {
        e.entry("feature", "name", feature).attribute("policy", policy);
    }

    static boolean boot(ElementBuilder e, Suboption s, VirtInstall install) {
        if (!s.assigned()) {
            switch (s.value()) {
                case "hd", "cdrom", "fd", "network" -> e.child("boot", b -> b.attribute("dev", s.value()));
                case "uefi" -> e.attribute("firmware", "efi");
                default -> {
                    return false;
                }
            }
            return true;
        }
        switch (s.name()) {
            case "hd", "cdrom", "fd", "network" -> e.child("boot", b -> b.attribute("dev", s.name()));
            case "uefi" -> e.attribute("firmware", "efi");
            case "initargs" -> {
                for (String argument : s.value().split(" ")) {
                    e.child("initarg", a -> a.text(argument));
                }
            }
            case "domain_type" -> install.virtType(new DomainType(s.value()));
            case "emulator" -> install.xml(d -> d.devices(v -> v.emulator(s.value())));
            case "bootloader" -> install.xml(d -> d.bootloader(s.value()));
            case "bootloader_args" -> install.xml(d -> d.bootloaderArgs(s.value()));
            case "refresh-machine-type" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    /** {@code rtc_tickpolicy}, {@code hpet_present} and the like name a timer and its field. */
    static boolean clock(ElementBuilder e, Suboption s, String name) {
        Matcher timer = Pattern.compile("([a-z]+)_(tickpolicy|present)").matcher(name);
        if (!timer.matches()) {
            return false;
        }
        String kind = timer.group(1);
        boolean present = timer.group(2).equals("present");
        if (present || kind.equals("pit") || kind.equals("rtc")) {
            String value = !present ? s.value() : s.isOff() ? "no" : "yes";
            e.entry("timer", "name", kind).attribute(timer.group(2), value);
        }
        return true;
    }

    static boolean features(Suboption s, String name, VirtInstall install) {
        if (s.isOff() && Set.of("acpi", "apic", "pae").contains(name)) {
            install.without(name);
            return true;
        }
        return false;
    }
}
