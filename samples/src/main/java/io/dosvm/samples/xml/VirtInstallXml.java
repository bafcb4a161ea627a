package io.dosvm.samples.xml;

import io.dosvm.libvirt.xml.install.InstallPlan;
import io.dosvm.libvirt.xml.install.VirtInstall;
import java.util.List;

/** {@code virt-install OPTION…}: takes virt-install's options and prints the XML of the domain; nothing is done. */
public final class VirtInstallXml {
    private VirtInstallXml() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /**
     * Prints the domain.
     *
     * @param arguments virt-install's options
     * @return 0, or 1 if an option is not understood
     */
    public static int run(String... arguments) {
        try {
            InstallPlan plan = VirtInstall.command(List.of(arguments));
            System.out.print(plan.domain().xml());
            return 0;
        } catch (IllegalArgumentException | ArithmeticException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
