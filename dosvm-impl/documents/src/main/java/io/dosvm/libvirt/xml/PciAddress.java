package io.dosvm.libvirt.xml;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a PCI device.
 *
 * @param domain 0 to 0xffffffff, written as int
 * @param bus 0 to 0xff
 * @param slot 0 to 0x1f
 * @param function 0 to 7
 * @since 0.1
 */
public record PciAddress(int domain, int bus, int slot, int function) {
    private static final Pattern SHAPE =
            Pattern.compile("(?:([0-9a-fA-F]{4,8}):)?([0-9a-fA-F]{2}):([0-9a-fA-F]{2})\\.([0-7])");

    /** @throws IllegalArgumentException if a part is out of its range */
    public PciAddress {
        if (bus < 0 || bus > 0xff || slot < 0 || slot > 0x1f || function < 0 || function > 7) {
            throw new IllegalArgumentException(
                    "not a PCI address: bus " + bus + ", slot " + slot + ", function " + function);
        }
    }

    /**
     * As lspci writes it: {@code 0000:00:1f.2} or {@code 00:1f.2}.
     *
     * @throws XmlException if it is not that
     */
    public static PciAddress of(String text) {
        Matcher m = SHAPE.matcher(text.strip());
        if (!m.matches()) {
            throw XmlException.value("PCI address", text, "of the form 0000:00:1f.2");
        }
        int domain = m.group(1) == null ? 0 : Integer.parseUnsignedInt(m.group(1), 16);
        int slot = Integer.parseInt(m.group(3), 16);
        if (slot > 0x1f) {
            throw XmlException.value("PCI address", text, "of the form 0000:00:1f.2");
        }
        return new PciAddress(domain, Integer.parseInt(m.group(2), 16), slot, Integer.parseInt(m.group(4)));
    }

    /** As lspci writes it. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%04x:%02x:%02x.%x", domain, bus, slot, function);
    }
}
