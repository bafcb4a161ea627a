package io.dosvm.samples.xml;

import io.dosvm.libvirt.xml.XmlException;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.install.InstallPlan;
import io.dosvm.libvirt.xml.install.InstallSeed;
import io.dosvm.libvirt.xml.install.OsVariant;
import io.dosvm.libvirt.xml.install.VirtInstall;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * {@code virt-install OPTION…}: takes virt-install's options and prints the XML of the domain; nothing is done. As with
 * virt-install, {@code --print-xml 2} prints the domain as it is once installed, and {@code --print-xml} both steps;
 * without it the first is printed. What the host needs beside the domain is said on the error output, as is a password
 * that was made. With {@code --connect URI} that host is asked, by reading alone, for what {@code --reinstall} and
 * {@code --hostdev} name; {@code --test-media-detection LOCATION} prints which system a medium installs.
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
            Optional<String> medium = value("--test-media-detection", arguments);
            if (medium.isPresent()) {
                Architecture arch = new Architecture(value("--arch", arguments).orElse("x86_64"));
                System.out.println(OsVariant.detect(medium.get(), HttpTree.finder(), arch)
                        .map(OsVariant::name)
                        .orElse("None"));
                return 0;
            }
            InstallPlan plan = plan(List.of(arguments), value("--connect", arguments));
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
            plan.seed()
                    .flatMap(InstallSeed::generatedPassword)
                    .ifPresent(p -> System.err.println("Password for first root login is: " + p));
            return 0;
        } catch (IllegalArgumentException | ArithmeticException | XmlException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static InstallPlan plan(List<String> arguments, Optional<String> uri) {
        return uri.isPresent()
                ? VirtInstall.command(arguments, HttpTree.finder(), new SecureRandom(), new VirshHost(uri.get()))
                : VirtInstall.command(arguments, HttpTree.finder(), new SecureRandom());
    }

    /** What an option is given, in one word or two; the last time counts. */
    private static Optional<String> value(String option, String... arguments) {
        Optional<String> value = Optional.empty();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(option + "=")) {
                value = Optional.of(arguments[i].substring(option.length() + 1));
            } else if (arguments[i].equals(option) && i + 1 < arguments.length) {
                value = Optional.of(arguments[i + 1]);
            }
        }
        return value;
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
