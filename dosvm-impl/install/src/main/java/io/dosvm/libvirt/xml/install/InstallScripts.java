package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.Domain;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;

/**
 * The answers to an installer's questions: files, and what to tell the kernel of them. libosinfo's database has an XSLT
 * style sheet per system and profile that writes both.
 *
 * @param files the files by name; they hold secrets
 * @param arguments of the kernel
 */
record InstallScripts(Map<String, String> files, String arguments) {
    /**
     * Writes the answers.
     *
     * @param injection how the installer gets the files: cdrom or initrd
     * @param url the installation tree, if it is behind a URL
     * @throws IllegalArgumentException if the system has no such scripts, or something that they need was not said
     */
    static InstallScripts of(Unattended said, OsVariant os, Domain domain, String injection, String url) {
        Map<String, List<Element>> profiles = new LinkedHashMap<>();
        for (Element script : os.installScripts()) {
            profiles.computeIfAbsent(OsDatabase.text(script, "profile"), p -> new ArrayList<>())
                    .add(script);
        }
        String profile = !said.profile.isEmpty()
                ? said.profile
                : profiles.containsKey("desktop")
                        ? "desktop"
                        : profiles.keySet().stream().sorted().findFirst().orElse("");
        if (!profiles.containsKey(profile)) {
            throw new IllegalArgumentException("--unattended: libosinfo's database has no "
                    + (profile.isEmpty() ? "script" : "profile " + profile) + " to install " + os.name()
                    + (profiles.isEmpty() ? "" : "; it has " + String.join(", ", profiles.keySet())));
        }
        Map<String, String> files = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        for (Element script : profiles.get(profile)) {
            boolean fits = OsDatabase.named(script, "injection-method").stream()
                    .anyMatch(m -> m.text().strip().equals(injection));
            if (!fits) {
                throw new IllegalArgumentException(
                        "--unattended: the installer of " + os.name() + " reads no answers from " + injection);
            }
            Map<String, String> config = config(said, script, os, domain, url);
            files.put(
                    OsDatabase.text(script, "expected-filename"),
                    transformed(script, "install-script-config", os, config, injection));
            String line =
                    transformed(script, "command-line", os, config, injection).strip();
            if (!line.isEmpty()) {
                arguments.add(line);
            }
        }
        return new InstallScripts(files, String.join(" ", arguments));
    }

    private static Map<String, String> config(
            Unattended said, Element script, OsVariant os, Domain domain, String url) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("admin-password", said.adminPassword);
        config.put("user-login", said.userLogin.toLowerCase(Locale.ROOT));
        config.put("user-realname", said.userLogin);
        config.put("user-password", said.userPassword);
        config.put("reg-login", said.registrationLogin);
        config.put("reg-product-key", said.productKey);
        config.put(
                "hardware-arch",
                domain.os().orElseThrow().typeArch().map(Architecture::raw).orElse("x86_64"));
        config.put("hostname", domain.name().orElse("").replaceAll("[^\\p{Alnum}-]", "-"));
        config.put("target-disk", os.isWindows() ? "C" : os.hasVirtio("block") ? "/dev/vda" : "/dev/sda");
        config.put("l10n-timezone", "UTC");
        config.put("l10n-language", "en_US");
        config.put("l10n-keyboard", "en_US");
        config.put("installation-url", url);
        config.values().removeIf(String::isEmpty);
        for (Element parameters : OsDatabase.named(script, "config")) {
            for (Element parameter : OsDatabase.named(parameters, "param")) {
                String name = parameter.attribute("name").orElse("");
                boolean needed = parameter.attribute("policy").orElse("").equals("required");
                if (needed && name.matches(".*-password|user-login|reg-.*") && !config.containsKey(name)) {
                    throw new IllegalArgumentException("--unattended: " + os.name() + " needs " + name);
                }
            }
        }
        return config;
    }

    /** What a script's style sheet writes for a root element. */
    private static String transformed(
            Element script, String root, OsVariant os, Map<String, String> config, String injection) {
        Element sheet = OsDatabase.named(script, "template").stream()
                .flatMap(t -> t.children().stream())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("--unattended: a script of " + os.name() + " is empty"));
        Element asked = Element.of(root, r -> {
            r.child("os", e -> os.describe(e));
            r.child("script", e -> {
                e.child("profile", p -> p.text(OsDatabase.text(script, "profile")));
                e.child("expected-filename", p -> p.text(OsDatabase.text(script, "expected-filename")));
                e.child("preferred-injection-method", p -> p.text(injection));
                e.child("installation-source", p -> p.text(injection.equals("initrd") ? "network" : "media"));
            });
            r.child("config", e -> config.forEach((name, value) -> e.child(name, p -> p.text(value))));
        });
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "");
            StringWriter out = new StringWriter();
            factory.newTransformer(new StreamSource(new StringReader(sheet.xml())))
                    .transform(new StreamSource(new StringReader(asked.xml())), new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalArgumentException("--unattended: a script of " + os.name() + " cannot be run", e);
        }
    }

    /** Without what the files hold. */
    @Override
    public String toString() {
        return "InstallScripts" + files.keySet();
    }
}
