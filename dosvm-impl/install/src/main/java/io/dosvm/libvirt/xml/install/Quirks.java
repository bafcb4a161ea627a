package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.Interface;
import io.dosvm.libvirt.xml.install.OptionTable.Option;
import io.dosvm.libvirt.xml.install.Suboptions.Suboption;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What virt-install's suboptions of devices mean where they are not simply a field. */
final class Quirks {
    private static final Set<String> CHARS =
            Set.of("serial", "parallel", "channel", "console", "redirdev", "smartcard");

    /** Marks that are gone when the options are read. */
    private static final String HOST = "_host";

    private static final String FORMAT = "_format";

    /** Marks an element that is none after all. */
    static final String NOTHING = "_nothing";

    private static final Pattern PCI = Pattern.compile("(?:(\\w+):)?(\\w+):(\\w+)\\.(\\w+)");

    private final ElementOptions options;

    Quirks(ElementOptions options) {
        this.options = options;
    }

    /** Whether bare values after the first are words of their own, as in {@code --boot hd,cdrom,menu=on}. */
    boolean hasFlags(String option) {
        return option.equals("boot") || option.equals("cpu") || option.equals("network") || option.equals("filesystem");
    }

    /** Does what a suboption means; false if it is simply the field {@code name}. */
    boolean apply(ElementBuilder e, Option option, Suboption s, String name, VirtInstall install) {
        return switch (option.name()) {
            case "disk" -> disk(e, s, name);
            case "network" -> network(e, s, name);
            case "graphics" -> graphics(e, s, name);
            case "cpu" -> GuestQuirks.cpu(e, s, name, install);
            case "boot" -> GuestQuirks.boot(e, s, install);
            case "clock" -> GuestQuirks.clock(e, s, name);
            case "features" -> GuestQuirks.features(s, name, install);
            case "hostdev" -> hostdev(e, s, name, install);
            case "filesystem" -> filesystem(e, s);
            case "rng" -> rng(e, s, name) || character(e, option, s, name);
            case "tpm" -> tpm(e, s, name);
            case "panic" -> panic(e, s, name);
            case "watchdog", "sound", "video", "vsock" ->
                name.equals("model") && s.value().equals("default");
            case "controller" -> controller(e, s, name, install);
            case "memdev" -> memdev(e, s, name);
            case "memorybacking" -> name.equals("hugepages") && s.isOff();
            case "metadata" -> metadata(e, s, name, install);
            default -> CHARS.contains(option.name()) && character(e, option, s, name);
        };
    }

    /** What follows from several suboptions together. */
    void finish(ElementBuilder e, Option option) {
        boolean udp = e.attribute("type").orElse("").equals("udp");
        if (udp || e.attribute(HOST).isPresent()) {
            for (ElementBuilder source : e.all("source")) {
                source.attribute("mode", source.attribute("mode").orElse("connect"));
            }
        }
        e.removeAttribute(HOST);
        if (e.has("target") && e.only("target").attribute("type").orElse("").equals("guestfwd")) {
            ElementBuilder target = e.only("target");
            String[] address = target.attribute("address").orElse("").split(":", 2);
            if (address.length == 2) {
                target.attribute("address", address[0]).attribute("port", address[1]);
            }
        }
        if (e.attribute(FORMAT).isPresent()) {
            if (e.has("source") || e.attribute("size").isPresent()) {
                e.only("driver").attribute("type", e.attribute(FORMAT).orElseThrow());
            }
            e.removeAttribute(FORMAT);
        }
        if (option.name().equals("launchSecurity")
                && e.attribute("type").orElse("").equals("sev")
                && !e.has("policy")) {
            e.only("policy").text("0x03");
        }
    }

    /** The disks that a size asks to be made: where they will be, and how they are used best. */
    static void newDisks(ElementBuilder domain) {
        String name = domain.has("name") ? domain.only("name").build().text() : "guest";
        int made = 0;
        for (ElementBuilder disk : domain.only("devices").all("disk")) {
            if (disk.attribute("size").isEmpty()) {
                continue;
            }
            disk.removeAttribute("size");
            ElementBuilder driver = disk.only("driver");
            ElementBuilder source = disk.only("source");
            if (source.attribute("pool").isPresent()
                    && source.attribute("volume").isEmpty()) {
                source.attribute("volume", name + (made == 0 ? "" : "-" + made) + ".qcow2");
            } else if (source.isEmpty()) {
                String file = "/var/lib/libvirt/images/" + name + (made == 0 ? "" : "-" + made) + ".";
                String format = driver.attribute("type").orElse("qcow2");
                disk.attribute("type", "file");
                source.attribute("file", file + format);
            }
            made++;
            if (driver.attribute("type").isEmpty()) {
                driver.attribute("type", "qcow2");
            }
            if (disk.attribute("device").orElse("disk").equals("disk")
                    && driver.attribute("discard").isEmpty()) {
                driver.attribute("discard", "unmap");
            }
        }
    }

    private boolean disk(ElementBuilder e, Suboption s, String name) {
        switch (name) {
            case "path" -> DiskFormats.source(e, s.value());
            case "size" -> e.attribute("size", s.value());
            case "format" -> e.attribute(FORMAT, s.value());
            case "vol" -> {
                String[] part = s.value().split("/", 2);
                e.attribute("type", "volume");
                options.set(e, Disk.class, "source.pool", part[0]);
                options.set(e, Disk.class, "source.volume", part.length > 1 ? part[1] : "");
            }
            case "pool" -> e.attribute("type", "volume").only("source").attribute("pool", s.value());
            case "perms" -> {
                if (s.value().equals("ro")) {
                    e.only("readonly");
                } else if (s.value().equals("sh")) {
                    e.only("shareable");
                }
            }
            // How a new image is made; the domain does not say it.
            case "sparse", "backing_store", "backing_format" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean network(ElementBuilder e, Suboption s, String name) {
        String value = s.value();
        switch (name) {
            case "type" -> {
                int colon = value.indexOf(':');
                if (colon > 0) {
                    network(
                            e,
                            new Suboption(value.substring(0, colon), value.substring(colon + 1), true),
                            value.substring(0, colon));
                } else if (value.equals("default")) {
                    e.attribute("type", "network").only("source").attribute("network", "default");
                } else {
                    e.attribute("type", value);
                }
            }
            case "network", "bridge" -> {
                // the type counts if it says something else
                if (e.attribute("type").orElse(name).equals(name)) {
                    e.attribute("type", name).only("source").attribute(name, value);
                }
            }
            case "link.state", "link_state" -> {
                String state = value.matches("(?i)y|yes|1|true|t|on") ? "up" : s.isOff() ? "down" : value;
                e.only("link").attribute("state", state);
            }
            case "source" -> {
                String type = e.attribute("type").orElse("bridge");
                String attribute = type.equals("direct") || type.equals("ethernet") ? "dev" : type;
                e.only("source").attribute(attribute, value);
            }
            case "mac", "mac.address" -> {
                if (!value.equals("RANDOM")) {
                    options.set(e, Interface.class, "mac.address", value);
                }
            }
            case "model" -> {
                if (!value.equals("default")) {
                    options.set(e, Interface.class, "model.type", value);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean graphics(ElementBuilder e, Suboption s, String name) {
        if (name.equals("type") && s.value().equals("default")) {
            return true;
        }
        if (name.equals("listen")) {
            if (s.value().equals("none") || s.value().equals("socket")) {
                e.child("listen", l -> l.attribute("type", s.value()));
            } else {
                e.attribute("listen", s.value());
            }
            return true;
        }
        return name.equals("keymap") && Set.of("none", "local", "").contains(s.value());
    }

    private static boolean hostdev(ElementBuilder e, Suboption s, String name, VirtInstall install) {
        if (!name.equals("name")) {
            return false;
        }
        install.deviceNames().apply(e, s.value());
        return true;
    }

    private static boolean filesystem(ElementBuilder e, Suboption s) {
        if (s.assigned() && !s.name().equals("source") && !s.name().equals("target")) {
            return false;
        }
        boolean target = s.assigned() ? s.name().equals("target") : e.has("source");
        if (target) {
            e.only("target").attribute("dir", s.value());
        } else {
            String type = e.attribute("type").orElse("mount");
            e.attribute("type", type);
            Map<String, String> attributes = Map.of("template", "name", "file", "file", "block", "dev", "ram", "usage");
            e.only("source").attribute(attributes.getOrDefault(type, "dir"), s.value());
        }
        return true;
    }

    private static boolean rng(ElementBuilder e, Suboption s, String name) {
        if (name.equals("device") || name.equals("backend") || !s.assigned()) {
            boolean named = s.value().equals("builtin") || s.value().equals("egd");
            ElementBuilder backend = e.only("backend").attribute("model", named ? s.value() : "random");
            if (!named) {
                backend.text(s.value().equals("default") ? "/dev/urandom" : s.value());
            }
            return true;
        }
        if (name.equals("type")) {
            e.only("backend").attribute("model", s.value());
            return true;
        }
        return false;
    }

    private static boolean tpm(ElementBuilder e, Suboption s, String name) {
        if (s.assigned() && !name.equals("path")) {
            return false;
        }
        if (Set.of("default", "emulator", "passthrough").contains(s.value())) {
            if (!s.value().equals("default")) {
                e.only("backend").attribute("type", s.value());
            }
        } else {
            e.only("backend").attribute("type", "passthrough").only("device").attribute("path", s.value());
        }
        return true;
    }

    private static boolean panic(ElementBuilder e, Suboption s, String name) {
        if (name.equals("model") && s.value().equals("default")) {
            return true;
        }
        if (name.equals("model") && s.value().startsWith("0x")) {
            e.attribute("model", "isa").only("address").attribute("type", "isa").attribute("iobase", s.value());
            return true;
        }
        return false;
    }

    /**
     * {@code os_name} and {@code os_full_id} say which system it is, {@code genid_enable} has libvirt draw a number.
     */
    private static boolean metadata(ElementBuilder domain, Suboption s, String name, VirtInstall install) {
        switch (name) {
            case "os_name" -> install.osVariant(s.value());
            case "os_full_id" -> install.osVariantById(s.value());
            case "genid_enable" -> {
                if (!s.isOff()) {
                    domain.only("genid");
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean controller(ElementBuilder e, Suboption s, String name, VirtInstall install) {
        if (name.equals("type") && s.value().equals("usb2")) {
            e.attribute("type", "usb").attribute("model", "ich9-ehci1");
            return true;
        }
        if (name.equals("type") && s.value().equals("usb3")) {
            e.attribute("type", "usb").attribute("model", "qemu-xhci").attribute("ports", "15");
            return true;
        }
        if (name.equals("num_pcie_root_ports")) {
            install.pcieRootPorts(Integer.parseInt(s.value()));
            // which is no controller by itself
            e.attribute(NOTHING, "");
            return true;
        }
        if (name.equals("address")) {
            Matcher pci = PCI.matcher(s.value());
            if (!pci.matches()) {
                throw new IllegalArgumentException("'" + s.value() + "' is not DOMAIN:BUS:SLOT.FUNCTION");
            }
            e.only("address")
                    .attribute("type", "pci")
                    .attribute("domain", pci.group(1) == null ? "0" : pci.group(1))
                    .attribute("bus", pci.group(2))
                    .attribute("slot", pci.group(3))
                    .attribute("function", pci.group(4));
            return true;
        }
        return false;
    }

    /** Sizes are given in MiB, page sizes in KiB. */
    private static boolean memdev(ElementBuilder e, Suboption s, String name) {
        switch (name) {
            case "target.size", "target_size" ->
                e.only("target").only("size").attribute("unit", "KiB").text(mib(s));
            case "target.label_size", "target_label_size" ->
                e.only("target")
                        .only("label")
                        .only("size")
                        .attribute("unit", "KiB")
                        .text(mib(s));
            case "source.alignsize" ->
                e.only("source").only("alignsize").attribute("unit", "KiB").text(mib(s));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String mib(Suboption s) {
        return Long.toString(Math.multiplyExact(Long.parseLong(s.value()), 1024L));
    }

    /** Addresses of character devices: {@code host=H:P}, {@code bind_host}, {@code source.connect_host}. */
    private static boolean character(ElementBuilder e, Option option, Suboption s, String name) {
        String plain = name.replaceFirst("^(backend[._])?(source\\.)?", "");
        Matcher moded = Pattern.compile("(bind|connect)_(host|service)").matcher(plain);
        ElementBuilder source;
        if (name.equals("host") && !option.name().equals("rng")) {
            e.attribute(HOST, "");
            source = e.only("source");
        } else if (name.equals("server") && option.name().equals("redirdev")) {
            source = e.only("source");
        } else if (moded.matches()) {
            source = ofMode(option.name().equals("rng") ? e.only("backend") : e, moded.group(1));
        } else {
            return false;
        }
        if (plain.endsWith("service")) {
            source.attribute("service", s.value());
            return true;
        }
        int colon = s.value().lastIndexOf(':');
        String host = colon < 0 ? s.value() : s.value().substring(0, colon);
        source.attribute("host", host.isEmpty() ? "127.0.0.1" : host);
        if (colon >= 0) {
            source.attribute("service", s.value().substring(colon + 1));
        }
        return true;
    }

    private static ElementBuilder ofMode(ElementBuilder e, String mode) {
        return e.entry("source", "mode", mode);
    }
}
