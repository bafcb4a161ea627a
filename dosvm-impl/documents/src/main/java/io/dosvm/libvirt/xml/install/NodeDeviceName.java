package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Devices of a host by the names that say where they are, so that no host needs to be asked. */
final class NodeDeviceName {
    private static final Pattern USB_IDS = Pattern.compile("0x([0-9a-fA-F]{1,4}):0x([0-9a-fA-F]{1,4})");
    private static final Pattern USB_PLACE = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})");
    static final Pattern PCI =
            Pattern.compile("(?:pci_)?(?:([0-9a-fA-F]{4})[:_])?([0-9a-fA-F]{2})[:_]([0-9a-fA-F]{2})[._]([0-7])");
    private static final Pattern SCSI = Pattern.compile("scsi_([0-9]+)_([0-9]+)_([0-9]+)_([0-9]+)");
    private static final Pattern MEDIATED =
            Pattern.compile("mdev_([0-9a-f]{8})_([0-9a-f]{4})_([0-9a-f]{4})_([0-9a-f]{4})_([0-9a-f]{12})(?:_.*)?");
    private static final Map<String, String> CAPABILITIES =
            Map.of("net", "interface", "misc", "char", "storage", "block");

    private NodeDeviceName() {}

    /**
     * Makes a host device of a name.
     *
     * @throws IllegalArgumentException if only a host knows the name
     */
    static void apply(ElementBuilder e, String name) {
        String type = e.attribute("type").orElse("");
        if (CAPABILITIES.containsKey(type)) {
            e.attribute("mode", "capabilities").attribute("managed", "yes");
            e.only("source").only(CAPABILITIES.get(type)).text(name);
            return;
        }
        e.attribute("mode", "subsystem").attribute("managed", "yes");
        Matcher ids = USB_IDS.matcher(name);
        Matcher place = USB_PLACE.matcher(name);
        Matcher pci = PCI.matcher(name);
        Matcher scsi = SCSI.matcher(name);
        Matcher mediated = MEDIATED.matcher(name);
        if (place.matches()) {
            ElementBuilder address = e.attribute("type", "usb").only("source").only("address");
            address.attribute("bus", Integer.toString(Integer.parseInt(place.group(1))));
            address.attribute("device", Integer.toString(Integer.parseInt(place.group(2))));
        } else if (ids.matches()) {
            ElementBuilder source = e.attribute("type", "usb").only("source");
            source.only("vendor").attribute("id", "0x" + ids.group(1));
            source.only("product").attribute("id", "0x" + ids.group(2));
        } else if (pci.matches()) {
            ElementBuilder address = e.attribute("type", "pci").only("source").only("address");
            address.attribute("domain", "0x" + (pci.group(1) == null ? "0000" : pci.group(1)));
            address.attribute("bus", "0x" + pci.group(2));
            address.attribute("slot", "0x" + pci.group(3)).attribute("function", "0x" + pci.group(4));
        } else if (scsi.matches()) {
            ElementBuilder source = e.attribute("type", "scsi").only("source");
            source.only("adapter").attribute("name", "scsi_host" + scsi.group(1));
            source.only("address")
                    .attribute("bus", scsi.group(2))
                    .attribute("target", scsi.group(3))
                    .attribute("unit", scsi.group(4));
        } else if (mediated.matches()) {
            String uuid = String.join(
                    "-", mediated.group(1), mediated.group(2), mediated.group(3), mediated.group(4), mediated.group(5));
            e.attribute("type", "mdev").attribute("model", "vfio-pci");
            e.removeAttribute("managed").only("source").only("address").attribute("uuid", uuid);
        } else {
            throw new IllegalArgumentException("only a host knows which device '" + name
                    + "' is; what says it by itself: a PCI address or pci_DDDD_BB_SS_F, 0xVENDOR:0xPRODUCT,"
                    + " BUS.DEVICE, scsi_H_B_T_L, mdev_UUID, or type=net, misc or storage before the name");
        }
    }
}
