package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.nodedev.NodeDevice;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Devices of a host by their names: those that say where they are need no host to be asked, all others are looked up
 * among the host's devices.
 */
final class NodeDeviceName {
    private static final Pattern USB_IDS = Pattern.compile("(?:0x)?([0-9a-fA-F]{1,4}):(?:0x)?([0-9a-fA-F]{1,4})");
    private static final Pattern USB_PLACE = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})");
    private static final Pattern PCI =
            Pattern.compile("(?:pci_)?(?:([0-9a-fA-F]{1,4})[:_])?([0-9a-fA-F]{1,2})[:_]([0-9a-fA-F]{1,2})[._]([0-7])");
    private static final Pattern SCSI = Pattern.compile("scsi_([0-9]+)_([0-9]+)_([0-9]+)_([0-9]+)");
    private static final Pattern MEDIATED =
            Pattern.compile("mdev_([0-9a-f]{8})_([0-9a-f]{4})_([0-9a-f]{4})_([0-9a-f]{4})_([0-9a-f]{12})(?:_.*)?");
    private static final Map<String, String> CAPABILITIES =
            Map.of("net", "interface", "misc", "char", "storage", "block");

    private final Optional<InstallHost> host;

    /**
     * Knows the devices of a host.
     *
     * @param host empty if there is none to be asked
     */
    NodeDeviceName(Optional<InstallHost> host) {
        this.host = host;
    }

    /**
     * Makes a host device of a name.
     *
     * @throws IllegalArgumentException if only a host knows the name, or the host does not
     */
    void apply(ElementBuilder e, String name) {
        String type = e.attribute("type").orElse("");
        if (CAPABILITIES.containsKey(type)) {
            e.attribute("mode", "capabilities");
            e.only("source").only(CAPABILITIES.get(type)).text(name);
            return;
        }
        Optional<NodeDevice> named = find(name);
        if (named.isPresent()) {
            of(e, named.get());
        } else if (!address(e, name)) {
            throw new IllegalArgumentException("only a host knows which device '" + name + "' is"
                    + (host.isEmpty() ? ", and none was given to be asked (--connect URI)" : ", and this one does not")
                    + "; what says it by"
                    + " itself: a PCI address or pci_DDDD_BB_SS_F, 0xVENDOR:0xPRODUCT, BUS.DEVICE, scsi_H_B_T_L,"
                    + " mdev_UUID, or type=net, misc or storage before the name");
        }
    }

    private Optional<NodeDevice> find(String name) {
        return host.flatMap(h -> h.nodeDevice(name));
    }

    private Stream<NodeDevice> all() {
        return host.stream().flatMap(h -> h.nodeDevices().stream());
    }

    /** What the device's own document says. */
    void of(ElementBuilder e, NodeDevice device) {
        Element c = capability(device);
        String type = c.attribute("type").orElse("");
        switch (type) {
            case "pci" -> {
                ElementBuilder address =
                        e.attribute("type", "pci").only("source").only("address");
                for (String part : List.of("domain", "bus", "slot", "function")) {
                    address.attribute(part, text(c, part));
                }
            }
            case "usb_device" -> {
                ElementBuilder source = e.attribute("type", "usb").only("source");
                source.only("vendor").attribute("id", id(c, "vendor"));
                source.only("product").attribute("id", id(c, "product"));
                boolean twins = all().map(NodeDeviceName::capability)
                                .filter(o -> id(o, "vendor").equals(id(c, "vendor"))
                                        && id(o, "product").equals(id(c, "product"))
                                        && o.attribute("type").equals(c.attribute("type")))
                                .count()
                        > 1;
                if (twins) {
                    source.only("address").attribute("bus", text(c, "bus")).attribute("device", text(c, "device"));
                }
            }
            case "net" -> {
                String parent = text(device.element(), "parent");
                of(
                        e,
                        find(parent)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "the host does not say which device " + parent + " is")));
            }
            case "scsi" -> scsi(e, text(c, "host"), text(c, "bus"), text(c, "target"), text(c, "lun"));
            case "mdev" ->
                mediated(
                        e,
                        id(c, "type"),
                        text(c, "uuid").isEmpty()
                                ? text(device.element(), "name").substring(5).replace('_', '-')
                                : text(c, "uuid"));
            default -> throw new IllegalArgumentException("a device of the kind " + type + " cannot be given away");
        }
    }

    private static void scsi(ElementBuilder e, String host, String bus, String target, String unit) {
        ElementBuilder source =
                e.attribute("type", "scsi").attribute("managed", "no").only("source");
        source.only("adapter").attribute("name", "scsi_host" + host);
        source.only("address").attribute("bus", bus).attribute("target", target).attribute("unit", unit);
    }

    private static void mediated(ElementBuilder e, String kind, String uuid) {
        e.attribute("type", "mdev");
        if (kind.matches("vfio_ccw-io|vfio_ap-passthrough")) {
            e.attribute("model", kind.startsWith("vfio_ccw") ? "vfio-ccw" : "vfio-ap")
                    .attribute("managed", "no");
        } else {
            e.attribute("model", "vfio-pci").attribute("managed", "yes");
            e.attribute("display", "off").attribute("ramfb", "off");
        }
        e.only("source").only("address").attribute("uuid", uuid);
    }

    /** What the name itself says, in the host's own words if it has such a device; false if it says nothing. */
    private boolean address(ElementBuilder e, String name) {
        Matcher ids = USB_IDS.matcher(name);
        Matcher place = USB_PLACE.matcher(name);
        Matcher pci = PCI.matcher(name);
        Matcher scsi = SCSI.matcher(name);
        Matcher mediated = MEDIATED.matcher(name);
        if (pci.matches()) {
            String domain = pci.group(1) == null ? "0" : pci.group(1);
            List<String> hex = List.of(domain, pci.group(2), pci.group(3), pci.group(4));
            if (!known(e, "pci", List.of("domain", "bus", "slot", "function"), hex, 16)) {
                ElementBuilder address =
                        e.attribute("type", "pci").only("source").only("address");
                address.attribute("domain", String.format(Locale.ROOT, "0x%04x", Integer.parseInt(domain, 16)));
                address.attribute("bus", String.format(Locale.ROOT, "0x%02x", Integer.parseInt(hex.get(1), 16)));
                address.attribute("slot", String.format(Locale.ROOT, "0x%02x", Integer.parseInt(hex.get(2), 16)));
                address.attribute("function", "0x" + hex.get(3));
            }
        } else if (place.matches()) {
            List<String> numbers = List.of(place.group(1), place.group(2));
            if (!known(e, "usb_device", List.of("bus", "device"), numbers, 10)) {
                ElementBuilder address =
                        e.attribute("type", "usb").only("source").only("address");
                address.attribute("bus", Integer.toString(Integer.parseInt(numbers.get(0))));
                address.attribute("device", Integer.toString(Integer.parseInt(numbers.get(1))));
            }
        } else if (ids.matches()) {
            List<String> numbers = List.of(ids.group(1), ids.group(2));
            if (!known(e, "usb_device", List.of("vendor", "product"), numbers, 16)) {
                ElementBuilder source = e.attribute("type", "usb").only("source");
                source.only("vendor").attribute("id", "0x" + numbers.get(0));
                source.only("product").attribute("id", "0x" + numbers.get(1));
            }
        } else if (scsi.matches()) {
            scsi(e, scsi.group(1), scsi.group(2), scsi.group(3), scsi.group(4));
        } else if (mediated.matches()) {
            e.attribute("type", "mdev").attribute("model", "vfio-pci");
            String uuid = String.join(
                    "-", mediated.group(1), mediated.group(2), mediated.group(3), mediated.group(4), mediated.group(5));
            e.only("source").only("address").attribute("uuid", uuid);
        } else {
            return false;
        }
        return true;
    }

    /** Takes the one device of the host that has these numbers; false if there is none. */
    private boolean known(ElementBuilder e, String type, List<String> parts, List<String> numbers, int radix) {
        List<NodeDevice> found = all().filter(d -> {
                    Element c = capability(d);
                    return type.equals(c.attribute("type").orElse(""))
                            && IntStream.range(0, parts.size())
                                    .allMatch(i -> number(c, parts.get(i)) == Integer.parseInt(numbers.get(i), radix));
                })
                .toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException("the host has " + found.size() + " devices like this one");
        }
        found.forEach(d -> of(e, d));
        return !found.isEmpty();
    }

    private static int number(Element capability, String part) {
        String id = id(capability, part);
        String value = id.isEmpty() ? text(capability, part) : id;
        return value.isEmpty() ? -1 : Integer.decode(value.replaceFirst("^0+(?=[0-9])", ""));
    }

    private static Element capability(NodeDevice device) {
        return OsDatabase.named(device.element(), "capability").stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the host does not say what kind of device it is"));
    }

    private static String text(Element e, String name) {
        return OsDatabase.text(e, name);
    }

    private static String id(Element e, String name) {
        return OsDatabase.named(e, name).stream()
                .flatMap(c -> c.attribute("id").stream())
                .findFirst()
                .orElse("");
    }
}
