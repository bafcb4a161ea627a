package io.dosvm.libvirt.xml;

import io.dosvm.testkit.lab.LabRequirements;

/** What tests take from the distribution's packages: installed where {@code DOSVM_LAB=install} says so. */
public final class Distribution {
    private Distribution() {}

    /** Whether libvirt's own schemas are on the machine. */
    public static boolean hasSchemas() {
        return LabRequirements.hasFile(Rng.INSTALLED, "libvirt0");
    }
}
