package io.dosvm.libvirt.xml;

import io.dosvm.testkit.lab.LabRequirements;
import io.dosvm.testkit.lab.LabRequirements.Missing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What tests take from the distribution's packages: installed where {@code DOSVM_LAB=install} says so. */
public final class Distribution {
    private Distribution() {}

    /** Whether libvirt's own schemas are on the machine. */
    public static boolean hasSchemas() {
        return has(Rng.INSTALLED, "libvirt0");
    }

    /** Whether a file of a package is on the machine; under {@code CI=true} it must be. */
    public static boolean has(Path file, String packageName) {
        return LabRequirements.obtained(
                        () -> new LabRequirements(
                                Files.exists(file)
                                        ? List.of()
                                        : List.of(new Missing(
                                                file.toString(),
                                                "apt-get install " + packageName,
                                                List.of(packageName)))),
                        System.getenv())
                .met();
    }
}
