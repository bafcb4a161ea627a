package io.dosvm.libvirt.xml.install;

import io.dosvm.testkit.lab.LabRequirements;
import java.nio.file.Path;

/** The distribution's virt-install, with what it runs and looks for. */
final class Packages {
    private Packages() {}

    static boolean areThere() {
        return LabRequirements.hasFile(Path.of("/usr/bin/virt-install"), "virtinst")
                && LabRequirements.hasFile(Path.of("/usr/bin/xorriso"), "xorriso")
                && LabRequirements.hasFile(Path.of("/usr/bin/cpio"), "cpio")
                && LabRequirements.hasFile(Path.of("/usr/share/OVMF/OVMF_CODE_4M.fd"), "ovmf");
    }
}
