package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.capabilities.CapsDevices;
import io.dosvm.libvirt.xml.capabilities.CapsItem;
import io.dosvm.libvirt.xml.capabilities.CapsOs;
import io.dosvm.libvirt.xml.capabilities.DomainCapabilities;
import io.dosvm.libvirt.xml.capabilities.LoaderCaps;
import io.dosvm.libvirt.xml.storage.SupportedValues;
import java.util.List;
import java.util.Optional;

/**
 * What libvirt says that guests of one architecture can have.
 *
 * @param architecture which
 * @param efi whether UEFI firmware is found by itself
 * @param secureBoot whether some of it does secure boot
 * @param loaders files of firmware, as far as libvirt lists them
 * @param tpmEmulator whether a TPM can be emulated
 */
record GuestAbilities(String architecture, boolean efi, boolean secureBoot, List<String> loaders, boolean tpmEmulator) {

    /** Reads domain capabilities. */
    static GuestAbilities read(String xml) {
        DomainCapabilities all = DomainCapabilities.parse(xml);
        Optional<LoaderCaps> loader =
                all.os().flatMap(CapsOs::loader).filter(l -> l.supported().orElse(false));
        Optional<CapsItem> tpm = all.devices().flatMap(CapsDevices::tpm).filter(t -> t.supported()
                .orElse(false));
        return new GuestAbilities(
                all.arch().orElse(""),
                all.os()
                        .map(CapsOs::enums)
                        .filter(e -> has(e, "firmware", "efi"))
                        .isPresent(),
                loader.map(LoaderCaps::enums)
                        .filter(e -> has(e, "secure", "yes"))
                        .isPresent(),
                loader.map(LoaderCaps::values).orElse(List.of()),
                tpm.map(CapsItem::enums)
                        .filter(e -> has(e, "backendModel", "emulator"))
                        .isPresent());
    }

    /** The machine type that modern guests have, for which firmware is looked up; empty for the default. */
    static Optional<String> machine(String architecture) {
        return switch (architecture) {
            case "x86_64", "i686" -> Optional.of("q35");
            case "aarch64", "armv7l", "riscv64" -> Optional.of("virt");
            default -> Optional.empty();
        };
    }

    private static boolean has(List<SupportedValues> all, String name, String value) {
        return all.stream()
                .filter(e -> e.name().filter(name::equals).isPresent())
                .anyMatch(e -> e.values().contains(value));
    }
}
