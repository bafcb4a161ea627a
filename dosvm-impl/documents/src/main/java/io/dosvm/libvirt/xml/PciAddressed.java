package io.dosvm.libvirt.xml;

import java.util.Optional;

/**
 * An {@code address} element that can be a PCI address.
 *
 * @since 0.1
 */
public interface PciAddressed {
    /** The element. */
    Element element();

    /**
     * The whole PCI address; empty if this is an address of another type, or has no slot.
     *
     * @throws XmlException if a part is no number
     */
    default Optional<PciAddress> pci() {
        Element e = element();
        String type = e.attribute("type").orElse("pci");
        if (!type.equals("pci") || e.attribute("slot").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PciAddress(part(e, "domain"), part(e, "bus"), part(e, "slot"), part(e, "function")));
    }

    private static int part(Element e, String name) {
        return e.attribute(name).map(v -> (int) Value.hex("@" + name, v)).orElse(0);
    }

    /**
     * The same while building.
     *
     * @param <B> the builder
     * @since 0.1
     */
    interface Settable<B> {
        /** The element being built. */
        ElementBuilder raw();

        /** Makes this a PCI address. */
        @SuppressWarnings("unchecked") // a builder implements this for itself
        default B pci(PciAddress address) {
            raw().attribute("type", "pci")
                    .attribute("domain", String.format("0x%04x", address.domain()))
                    .attribute("bus", String.format("0x%02x", address.bus()))
                    .attribute("slot", String.format("0x%02x", address.slot()))
                    .attribute("function", String.format("0x%x", address.function()));
            return (B) this;
        }
    }
}
