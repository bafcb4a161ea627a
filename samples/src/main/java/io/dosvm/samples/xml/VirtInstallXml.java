package io.dosvm.samples.xml;

import io.dosvm.libvirt.xml.install.InstallPlan;
import io.dosvm.libvirt.xml.install.VirtInstall;
import java.security.SecureRandom;
import java.util.List;

/**
 * {@code virt-install OPTION…}: takes virt-install's options and prints the XML of the domain; nothing is done. As with
 * virt-install, {@code --print-xml 2} prints the domain as it is once installed, and {@code --print-xml} both steps;
 * without it the first is printed. What the host needs beside the domain is said on the error output.
 */
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
            InstallPlan plan = VirtInstall.command(List.of(arguments), HttpTree.finder(), new SecureRandom());
            String step = step(arguments);
            if (step.equals("2") && plan.installed().isEmpty()) {
                System.err.println("--print-xml 2: nothing is installed, so there is no second step");
                return 1;
            }
            if (!step.equals("2")) {
                System.out.print(plan.domain().xml());
            }
            if (!step.equals("1")) {
                plan.installed().ifPresent(d -> System.out.print(d.xml()));
            }
            plan.fetches()
                    .forEach(f ->
                            System.err.println("to be fetched: " + f.location() + " " + f.file() + " to " + f.path()
                                    + (f.injected().isEmpty()
                                            ? ""
                                            : " with " + f.injected().keySet())));
            plan.seed()
                    .ifPresent(s -> System.err.println("to be made: " + s.path() + " of "
                            + String.join(", ", s.files().keySet())));
            return 0;
        } catch (IllegalArgumentException | ArithmeticException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** 1, 2 or all. */
    private static String step(String... arguments) {
        String step = "1";
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--print-xml=")) {
                step = arguments[i].substring("--print-xml=".length());
            } else if (arguments[i].equals("--print-xml")) {
                boolean said = i + 1 < arguments.length && !arguments[i + 1].startsWith("-");
                step = said ? arguments[i + 1] : "all";
            }
        }
        if (!List.of("1", "2", "all").contains(step)) {
            throw new IllegalArgumentException("--print-xml " + step + ": 1, 2 or all");
        }
        return step;
    }
}
