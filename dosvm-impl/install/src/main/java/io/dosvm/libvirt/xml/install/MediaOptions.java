package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.OsBootDev;
import io.dosvm.libvirt.xml.install.Suboptions.Suboption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The options that say how the guest gets its operating system, and those that change the result at its end. */
final class MediaOptions {
    private final VirtInstall install;
    private final Optional<RandomGenerator> chance;
    private final List<String> arguments = new ArrayList<>();
    private boolean namesOs;
    private String osToInstall = "";

    MediaOptions(VirtInstall install, Optional<RandomGenerator> chance) {
        this.install = install;
        this.chance = chance;
    }

    /** Does what an option says; false if it is not one of these. */
    boolean apply(String option, String value) {
        switch (option) {
            case "osinfo" -> osinfo(value);
            case "cdrom" -> install.cdrom(value);
            case "livecd" -> install.livecd();
            case "location" -> location(value);
            case "extra-args" -> arguments.add(value);
            case "initrd-inject" ->
                install.injectInitrd(Path.of(value).getFileName().toString(), bytes(value));
            case "pxe" -> install.pxe();
            case "import" -> install.importing();
            case "install" -> install(value);
            case "cloud-init" -> cloudInit(value);
            case "unattended" -> unattended(value);
            case "xml" -> xml(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Finds the tree of the system that is to be installed. */
    void tree() {
        if (!osToInstall.isEmpty()) {
            install.locationOf(osToInstall);
        }
    }

    /** What follows from several options together. */
    void finish() {
        if (!namesOs) {
            install.detectOs();
        }
        if (!arguments.isEmpty() && !install.media().hasKernel()) {
            throw new IllegalArgumentException("--extra-args are for --location and --install kernel= alone");
        }
        arguments.forEach(install::extraArgs);
    }

    private void osinfo(String value) {
        for (Suboption s : Suboptions.of(value)) {
            switch (s.name()) {
                case "", "name", "short-id" -> {
                    if (s.value().equals("detect") || s.value().equals("auto")) {
                        install.detectOs();
                    } else if (s.value().contains("://")) {
                        install.osVariantById(s.value());
                    } else if (!s.value().equals("none")) {
                        install.osVariant(s.value());
                    }
                }
                case "id" -> install.osVariantById(s.value());
                case "detect" -> {
                    if (!s.isOff()) {
                        install.detectOs();
                    }
                }
                case "require" -> {}
                default -> throw unknown(s);
            }
        }
        namesOs = true;
    }

    private static IllegalArgumentException unknown(Suboption s) {
        return new IllegalArgumentException("there is no suboption " + s.name());
    }

    private void location(String value) {
        Map<String, String> said = said(value, "location", "kernel", "initrd");
        String tree = said.getOrDefault("location", "");
        if (tree.isEmpty()) {
            throw new IllegalArgumentException("kernel= and initrd= are in a tree, which must be said: LOCATION");
        }
        install.location(tree, said.getOrDefault("kernel", ""), said.getOrDefault("initrd", ""));
    }

    private void install(String value) {
        Map<String, String> said =
                said(value, "os", "bootdev", "kernel", "initrd", "kernel_args", "kernel_args_overwrite", "no_install");
        if (said.containsKey("kernel")) {
            install.installKernel(said.get("kernel"), said.getOrDefault("initrd", ""));
        }
        if (said.containsKey("bootdev")) {
            install.installFrom(new OsBootDev(said.get("bootdev")));
        }
        if (said.containsKey("os")) {
            osToInstall = said.get("os");
        }
        if (said.containsKey("kernel_args")) {
            arguments.add(said.get("kernel_args"));
        }
        if (isOn(said, "kernel_args_overwrite")) {
            install.media().replacesArguments = true;
        }
        if (isOn(said, "no_install")) {
            install.livecd();
        }
    }

    private void cloudInit(String value) {
        Map<String, String> said = said(
                value,
                "",
                "root-password-generate",
                "root-password-file",
                "disable",
                "root-ssh-key",
                "ssh-key",
                "clouduser-ssh-key",
                "user-data",
                "meta-data",
                "network-config");
        install.cloudInit(c -> {
            if (said.isEmpty()) {
                c.generateRootPassword(chance()).disable();
            }
            said.forEach((name, file) -> {
                switch (name) {
                    case "root-password-file" -> c.rootPassword(line(file));
                    case "root-ssh-key", "ssh-key" -> c.rootSshKey(line(file));
                    case "clouduser-ssh-key" -> c.userSshKey(line(file));
                    case "user-data" -> c.userData(text(file));
                    case "meta-data" -> c.metaData(text(file));
                    case "network-config" -> c.networkConfig(text(file));
                    default -> {}
                }
            });
            if (isOn(said, "root-password-generate")) {
                c.generateRootPassword(chance());
            }
            if (isOn(said, "disable")) {
                c.disable();
            }
        });
    }

    private RandomGenerator chance() {
        return chance.orElseThrow(() -> new IllegalArgumentException(
                "a password is to be made, and the caller gave nothing to make it of; say root-password-file="));
    }

    private void unattended(String value) {
        Map<String, String> said = said(
                value,
                "",
                "profile",
                "admin-password-file",
                "user-login",
                "user-password-file",
                "product-key",
                "reg-login");
        install.unattended(u -> said.forEach((name, text) -> {
            switch (name) {
                case "profile" -> u.profile(text);
                case "admin-password-file" -> u.adminPassword(line(text));
                case "user-login" -> u.userLogin(text);
                case "user-password-file" -> u.userPassword(line(text));
                case "product-key" -> u.productKey(text);
                default -> u.registrationLogin(text);
            }
        }));
    }

    private void xml(String value) {
        if (!value.startsWith("xpath.")) {
            install.xml(PendingEdits.edit(Map.of("set", value)));
            return;
        }
        Map<String, String> parts = new LinkedHashMap<>();
        String last = "";
        for (Suboption s : Suboptions.of(value)) {
            // A path or a value may contain commas.
            if (s.assigned() && s.name().matches("xpath\\.(set|value|create|delete)")) {
                last = s.name().substring("xpath.".length());
                parts.put(last, s.value());
            } else {
                parts.merge(last, s.assigned() ? s.name() + "=" + s.value() : s.value(), (a, b) -> a + "," + b);
            }
        }
        install.xml(PendingEdits.edit(parts));
    }

    /** The suboptions by name; a value without one is the first that can be. */
    private static Map<String, String> said(String value, String... known) {
        Map<String, String> said = new LinkedHashMap<>();
        for (Suboption s : Suboptions.of(value)) {
            String name = s.assigned() ? s.name() : known[0];
            if (name.isEmpty() || !List.of(known).contains(name)) {
                throw new IllegalArgumentException("there is no suboption " + (s.assigned() ? s.name() : s.value()));
            }
            said.put(name, s.value());
        }
        return said;
    }

    private static boolean isOn(Map<String, String> said, String name) {
        return said.containsKey(name) && !new Suboption(name, said.get(name), true).isOff();
    }

    /** The first line of a file. */
    private static String line(String file) {
        return text(file).lines().findFirst().orElse("");
    }

    private static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file, e);
        }
    }
}
