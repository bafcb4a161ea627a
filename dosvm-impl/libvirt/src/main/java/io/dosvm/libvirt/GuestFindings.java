package io.dosvm.libvirt;

import static io.dosvm.libvirt.Verdicts.bad;
import static io.dosvm.libvirt.Verdicts.good;
import static io.dosvm.libvirt.Verdicts.install;
import static io.dosvm.libvirt.Verdicts.unknown;
import static io.dosvm.libvirt.Verdicts.warning;

import io.dosvm.spi.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges whether guests can run, and with what. Without I/O. */
final class GuestFindings {
    static final String QEMU = "QEMU";
    static final String KVM = "KVM";
    static final String FIRMWARE = "UEFI firmware";
    static final String TPM = "TPM emulator";

    private static final Set<String> TPM_PROGRAMS = Set.of("swtpm", "swtpm_setup");
    private static final String SWITCH_ON = "switch VT-x or AMD-V on in the machine's setup, inside a VM nested"
            + " virtualisation on the host around it, then 'modprobe kvm_intel' or 'modprobe kvm_amd'";

    private GuestFindings() {}

    static Finding qemu(List<String> architectures, String version) {
        return architectures.isEmpty()
                ? bad(
                        QEMU,
                        "libvirt finds no QEMU that could run a guest",
                        install("qemu-system-x86", "qemu-kvm") + ", then 'systemctl restart libvirtd' ('virtqemud')")
                : good(QEMU, version + " for " + String.join(", ", architectures));
    }

    /**
     * What is known of acceleration.
     *
     * @param said what the URI says, which is then believed
     * @param runs under what a guest was seen to run: empty where nothing was tried
     * @param listed whether libvirt lists KVM
     * @param user who is asked to have rights, for a daemon that runs as this user; empty for the system's
     */
    record Acceleration(Optional<String> said, Optional<String> runs, boolean listed, Optional<String> user) {}

    /** Judges by what ran; the device only explains why nothing did. Empty device: another machine, or none there. */
    static Finding kvm(Acceleration is, boolean here, Optional<LocalMachine.Special> device) {
        if (is.said().isPresent()) {
            return unknown(
                    KVM,
                    "not tried: the URI says accel=" + is.said().get(),
                    "leave accel out of the URI to have it tried");
        }
        if (is.runs().filter(io.dosvm.libvirt.Acceleration.KVM::equals).isPresent()) {
            return good(KVM, "a guest was seen to run under it");
        }
        String slow = is.runs().isPresent() ? "; guests run under TCG, many times slower" : "";
        if (is.listed()) {
            return warning(
                    KVM,
                    "libvirt lists it, but a guest under it gave no sign of life within 10 seconds" + slow,
                    "look into 'dmesg' for kvm; inside a VM switch nested virtualisation on at the host around it;"
                            + " ?accel=kvm in the URI uses it all the same");
        }
        if (!here) {
            return warning(KVM, "libvirt does not list it" + slow, SWITCH_ON);
        }
        if (device.isEmpty()) {
            return warning(KVM, "there is no /dev/kvm" + slow, SWITCH_ON);
        }
        LocalMachine.Special file = device.get();
        String seen = file.path() + " is " + file.mode() + " " + file.owner() + ":" + file.group();
        if (is.user().isPresent() && !file.usable()) {
            return warning(
                    KVM,
                    seen + ", closed to " + is.user().get() + slow,
                    "'usermod -aG kvm " + is.user().get() + "', then log in again");
        }
        return is.runs().isPresent()
                ? warning(
                        KVM,
                        seen + ", but libvirt does not list it" + slow,
                        install("qemu-system-x86", "qemu-kvm") + ", then 'systemctl restart libvirtd' ('virtqemud')")
                : unknown(KVM, seen + "; whether a guest runs is seen only through libvirt", "connect libvirt first");
    }

    /** Judges by what libvirt tells, or where it does not, by the files of this machine. */
    static Finding firmware(Optional<GuestAbilities> can, Optional<List<String>> files) {
        String fix =
                can.map(GuestAbilities::architecture).filter("aarch64"::equals).isPresent()
                        ? install("qemu-efi-aarch64", "edk2-aarch64")
                        : install("ovmf", "edk2-ovmf");
        if (can.filter(GuestAbilities::efi).isPresent()) {
            return good(
                    FIRMWARE,
                    "found for " + can.get().architecture()
                            + (can.get().secureBoot() ? ", with secure boot" : ", without secure boot"));
        }
        List<String> known = can.map(GuestAbilities::loaders).orElse(files.orElse(List.of()));
        if (can.isEmpty() && files.isEmpty()) {
            return unknown(FIRMWARE, "libvirt did not tell", "there: 'virsh domcapabilities --machine q35'; " + fix);
        }
        if (can.isEmpty() && !known.isEmpty()) {
            return good(FIRMWARE, "there are " + String.join(", ", known));
        }
        return known.isEmpty()
                ? warning(FIRMWARE, "none found: guests start with BIOS only", fix)
                : warning(
                        FIRMWARE,
                        "there are " + String.join(", ", known) + ", but nothing that describes them to libvirt",
                        fix + ": the package brings /usr/share/qemu/firmware");
    }

    /** Judges by what libvirt tells; older ones promise the emulator without looking for its programs. */
    static Finding tpm(Optional<GuestAbilities> can, Optional<Set<String>> programs) {
        String fix = install("swtpm swtpm-tools", "swtpm swtpm-tools");
        List<String> missing = TPM_PROGRAMS.stream()
                .filter(p -> programs.isPresent() && !programs.get().contains(p))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            return warning(TPM, "missing: " + String.join(", ", missing) + "; guests have no TPM", fix);
        }
        if (can.isEmpty()) {
            return programs.isPresent()
                    ? good(TPM, "swtpm and swtpm_setup are there")
                    : unknown(TPM, "libvirt did not tell", "there: 'command -v swtpm swtpm_setup'; " + fix);
        }
        return can.get().tpmEmulator()
                ? good(TPM, "libvirt offers it")
                : warning(TPM, "libvirt offers none; guests have no TPM", fix + ", then restart libvirt");
    }
}
