package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.Os;
import io.dosvm.libvirt.xml.domain.OsType;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of machine a guest has, which most defaults hang on.
 *
 * @param type what runs it, such as kvm or lxc
 * @param kind hvm, exe, xen …
 * @param arch its architecture
 * @param name its machine type; empty if nobody says
 */
record Machine(String type, String kind, String arch, String name) {
    static Machine of(Domain d) {
        Optional<Os> os = d.os();
        return new Machine(
                d.type().map(DomainType::raw).orElse(""),
                os.flatMap(Os::type).map(OsType::raw).orElse(""),
                os.flatMap(Os::typeArch).map(Architecture::raw).orElse(""),
                os.flatMap(Os::typeMachine).orElse(""));
    }

    boolean isHvm() {
        return kind.equals("hvm");
    }

    boolean isContainer() {
        return kind.equals("exe");
    }

    boolean isQemu() {
        return Set.of("qemu", "kvm").contains(type);
    }

    /** Whether it is QEMU or libvirt's test driver, which passes for it. */
    boolean isQemuOrTest() {
        return isQemu() || type.equals("test");
    }

    boolean isX86() {
        return Set.of("x86_64", "i686").contains(arch);
    }

    boolean isQ35() {
        return isX86() && name.contains("q35");
    }

    boolean isArmVirt() {
        return Set.of("armv7l", "aarch64").contains(arch) && name.startsWith("virt");
    }

    boolean isPseries() {
        return arch.startsWith("ppc64") && name.startsWith("pseries");
    }

    boolean isS390() {
        return arch.equals("s390x");
    }

    /** A machine that is made for virtual devices, and has PCI Express. */
    boolean isVirt() {
        return isArmVirt() || arch.startsWith("riscv") && name.startsWith("virt");
    }

    /** Whether its devices are virtio whatever its system is. */
    private boolean isVirtioAlone() {
        return isVirt() || isS390() || isPseries();
    }

    /** Whether one of the defaults that every modern machine has is for this one. */
    boolean isModern() {
        return isX86() || isVirtioAlone();
    }

    /** Whether the guest has drivers for a virtio device that this machine can have. */
    boolean hasVirtio(OsVariant os, String device) {
        return isQemu() && (isVirtioAlone() || isX86() && os.hasVirtio(device));
    }

    /** The bus of a disk, if nobody says. */
    String bus(OsVariant os, String device) {
        if (device.equals("floppy")) {
            return "fdc";
        }
        if (!isHvm()) {
            return Set.of("xen", "linux").contains(kind) ? "xen" : "ide";
        }
        if (device.equals("disk") && hasVirtio(os, "block")) {
            return "virtio";
        }
        if (device.equals("cdrom") && !isX86() && hasVirtio(os, "scsi")) {
            return "scsi";
        }
        return arch.startsWith("arm") || arch.equals("aarch64")
                ? "sd"
                : isQ35() || type.equals("bhyve") ? "sata" : "ide";
    }
}
