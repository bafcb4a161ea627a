package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.install.OptionTable.Option;
import io.dosvm.libvirt.xml.install.Suboptions.Suboption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Understands virt-install's command line, and tells it to the builder. */
final class CommandLine {
    /** Options without a value; those that only concern a running installation are accepted and mean nothing here. */
    private static final Set<String> FLAGS = names("""
            import pxe hvm paravirt container autostart transient dry-run noautoconsole noreboot quiet debug
            nographics nonetworks destroy-on-exit noacpi noapic livecd nodisks vnc sdl force nonsparse
            accelerate check-cpu prompt
            """);

    private static final Set<String> OPTIONAL_VALUE =
            Set.of("print-xml", "wait", "unattended", "cloud-init", "sound", "autoconsole");

    /** What says how to talk to a host or a person, not what the domain is. */
    private static final Set<String> IGNORED = names("""
            print-xml wait autoconsole noautoconsole noreboot quiet debug destroy-on-exit accelerate check-cpu
            prompt print-step os-type
            """);

    private static final Map<String, String> SYNONYMS = names("""
            n=name r=memory ram=memory w=network l=location c=cdrom x=extra-args f=file s=file-size b=bridge
            m=mac k=keymap v=hvm p=paravirt q=quiet d=debug u=uuid os-variant=osinfo security=seclabel
            launchsecurity=launchSecurity host-device=hostdev soundhw=sound
            """).stream()
            .map(pair -> pair.split("="))
            .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));

    /** The drivers of libvirt whose domains have one type, which is their name. */
    private static final Set<String> OTHER_DRIVERS = Set.of("lxc", "xen", "test", "bhyve", "vz");

    private final VirtInstall install;
    private String connection = "";
    private final List<String> arguments;
    private final OptionTable table = new OptionTable();
    private final ElementOptions elements = new ElementOptions();
    private final MediaOptions media;
    private final OldOptions old = new OldOptions();

    CommandLine(VirtInstall install, List<String> arguments, Optional<RandomGenerator> chance) {
        this.install = install;
        this.arguments = arguments;
        this.media = new MediaOptions(install, chance);
    }

    private static Set<String> names(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    void apply() {
        List<String> systems = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.equals("-")) {
                throw new IllegalArgumentException("not an option: " + argument);
            }
            String text = argument.replaceFirst("^--?", "");
            int equals = argument.startsWith("--") ? text.indexOf('=') : -1;
            String written = equals < 0 ? text : text.substring(0, equals);
            String option = SYNONYMS.getOrDefault(written, written);
            String value = equals < 0 ? "" : text.substring(equals + 1);
            if (equals < 0 && !FLAGS.contains(option)) {
                boolean next = i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--");
                if (next) {
                    value = arguments.get(++i);
                } else if (!OPTIONAL_VALUE.contains(option)) {
                    throw new IllegalArgumentException("--" + option + " needs a value");
                }
            }
            if (option.equals("osinfo")) {
                systems.add(value);
            } else {
                understand(option, value);
            }
        }
        // what is said here counts more than what other options say of the system
        media.tree();
        install.xml(this::oldOptions);
        systems.forEach(value -> understand("osinfo", value));
        media.finish();
        install.recommended();
        install.xml(d -> Quirks.newDisks(d.raw()));
        install.xml(d -> {
            String scheme = connection.replaceFirst("[:+].*$", "");
            if (d.view().type().isEmpty() && OTHER_DRIVERS.contains(scheme)) {
                d.type(new DomainType(scheme));
            }
        });
    }

    private void oldOptions(Domain.Builder d) {
        old.today(d.view().devices().map(Devices::interfaces).orElse(List.of()).size())
                .forEach(o -> understand(o.getKey(), o.getValue()));
        Iterator<String> macs = old.macs().iterator();
        d.raw().only("devices").all("interface").stream()
                .takeWhile(n -> macs.hasNext())
                .forEach(n -> n.only("mac").attribute("address", macs.next()));
    }

    private void understand(String option, String value) {
        try {
            apply(option, value);
        } catch (IllegalArgumentException e) {
            throw refused(option, value, e);
        }
    }

    /** The reason with the option's name; its value is told as well, unless a secret may be in it. */
    private static IllegalArgumentException refused(String option, String value, IllegalArgumentException reason) {
        String message = String.valueOf(reason.getMessage());
        String name = message.startsWith("--") ? "" : "--" + option;
        if (!Suboptions.maySaySecrets(option, value)) {
            return name.isEmpty() ? reason : new IllegalArgumentException(name + " " + value + ": " + message, reason);
        }
        boolean tells = Suboptions.secrets(value).stream().anyMatch(message::contains);
        return new IllegalArgumentException(
                tells
                        ? "--" + option + ": what was said is not understood, and not repeated: it can be secret"
                        : name.isEmpty() ? message : name + ": " + message);
    }

    private void apply(String option, String value) {
        if (IGNORED.contains(option) || old.apply(option, value) || media.apply(option, value)) {
            return;
        }
        if (value.equals("none") && table.find(option).isPresent()) {
            String place = table.find(option).orElseThrow().place();
            String device = place.substring(place.indexOf('/') + 1);
            install.without(device);
            if (device.equals("memballoon")) {
                install.memballoon(m -> m.raw().attribute("model", "none"));
            }
            return;
        }
        switch (option) {
            case "reinstall" -> install.reinstall(value);
            case "test-media-detection" ->
                throw new IllegalArgumentException("no domain is built by it; OsVariant.detect tells");
            case "name" -> install.name(value);
            case "uuid" -> install.xml(d -> d.raw().child("uuid", u -> u.text(value)));
            case "description" -> install.xml(d -> d.description(value));
            case "memory" -> memory(value);
            case "vcpus" -> vcpus(value);
            case "connect" -> connection = value;
            case "hvm" -> install.hvm();
            case "paravirt" -> install.paravirt();
            case "container" -> install.container();
            case "virt-type" -> install.virtType(new DomainType(value));
            case "arch" -> install.arch(new Architecture(value));
            case "machine" -> install.machine(value);
            case "autostart" -> install.autostart();
            case "transient" -> install.transientDomain();
            case "dry-run" -> install.dryRun();
            case "nographics" -> install.without("graphics");
            case "nonetworks" -> install.without("interface");
            case "nodisks" -> install.without("disk");
            case "bridge" -> element("network", "bridge=" + value);
            case "cpuset" -> set("vcpu.cpuset", value);
            case "force" -> install.withoutCheck("all");
            case "noacpi" -> install.without("acpi");
            case "noapic" -> install.without("apic");
            case "init" -> install.boot(o -> o.init(value));
            case "qemu-commandline" -> qemu(value);
            case "check" ->
                Suboptions.of(value).forEach(s -> {
                    if (s.isOff()) {
                        install.withoutCheck(s.name());
                    }
                });
            case "sysinfo" -> install.xml(d -> elements.sysinfo(d.raw(), value));
            default -> element(option, value);
        }
    }

    private void element(String option, String value) {
        Option found = table.find(option)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--" + option + " is not an option of virt-install" + " that this library knows"));
        install.xml(d -> elements.apply(d.raw(), found, value, install));
    }

    /** {@code 2048} or {@code memory=2048,currentMemory=1024,maxMemory=4096,maxMemory.slots=4}, in MiB. */
    private void memory(String value) {
        Map<String, Suboption> all = new LinkedHashMap<>();
        Suboptions.of(value).forEach(s -> all.put(s.assigned() ? s.name() : "memory", s));
        Optional<Size> most = mib(all.remove("maxmemory"));
        Optional<Size> memory = mib(all.remove("memory"));
        Optional<Size> now = mib(all.remove("currentMemory"));
        // once, memory= was what maxmemory= is the limit of
        most.or(() -> memory).ifPresent(size -> install.xml(d -> d.memory(size)));
        now.or(() -> memory).ifPresent(size -> install.xml(d -> d.currentMemory(size)));
        all.forEach((name, s) -> {
            switch (name) {
                case "maxMemory", "hotplugmemorymax" -> install.xml(d -> d.maxMemory(mib(s).orElseThrow()));
                case "maxMemory.slots", "hotplugmemoryslots" ->
                    install.xml(d -> d.maxMemorySlots(Integer.parseInt(s.value())));
                case "hugepages" -> {
                    if (!s.isOff()) {
                        install.memoryBacking(m -> m.hugepages(h -> {}));
                    }
                }
                default -> throw unknown(s);
            }
        });
    }

    private static Optional<Size> mib(@Nullable Suboption s) {
        return Optional.ofNullable(s).map(o -> Size.kib(Math.multiplyExact(Long.parseLong(o.value()), 1024)));
    }

    private static IllegalArgumentException unknown(Suboption s) {
        return new IllegalArgumentException("there is no suboption " + s.name());
    }

    /** {@code 2,maxvcpus=4,sockets=1,cores=4,threads=1,cpuset=0-3}. */
    private void vcpus(String value) {
        Map<String, Integer> count = new HashMap<>();
        for (Suboption s : Suboptions.of(value)) {
            switch (s.name()) {
                case "", "vcpus", "vcpu" -> count.put("vcpu", Integer.valueOf(s.value()));
                case "maxvcpus", "vcpu.current" -> count.put(s.name(), Integer.valueOf(s.value()));
                case "cpuset", "vcpu.cpuset" -> {
                    boolean auto = s.value().equals("auto");
                    set(auto ? "vcpu.placement" : "vcpu.cpuset", s.value());
                }
                case "placement" -> set("vcpu.placement", s.value());
                case "sockets" -> install.cpu(c -> c.topology(t -> t.sockets(Integer.parseInt(s.value()))));
                case "dies" -> install.cpu(c -> c.topology(t -> t.dies(Integer.parseInt(s.value()))));
                case "cores" -> install.cpu(c -> c.topology(t -> t.cores(Integer.parseInt(s.value()))));
                case "threads" -> install.cpu(c -> c.topology(t -> t.threads(Integer.parseInt(s.value()))));
                default -> set(s.name(), s.value());
            }
        }
        Optional<Integer> most = Optional.ofNullable(count.get("maxvcpus"));
        Optional<Integer> plain = Optional.ofNullable(count.get("vcpu"));
        Optional<Integer> now =
                Optional.ofNullable(count.get("vcpu.current")).or(() -> most.isPresent() ? plain : Optional.empty());
        now.ifPresent(n -> install.xml(d -> d.vcpuCurrent(n)));
        most.or(() -> plain).or(() -> now).ifPresent(install::vcpus);
    }

    private void set(String path, String value) {
        install.xml(d -> elements.set(d.raw(), Domain.class, path, value));
    }

    /** Arguments of QEMU in a shell's quotation, or {@code env=NAME=VALUE}. */
    private void qemu(String value) {
        if (value.startsWith("clearxml=")) {
            install.xml(d -> d.remove(Domain::qemuCommandline));
            return;
        }
        if (value.startsWith("env=")) {
            String[] variable = value.substring(4).split("=", 2);
            install.qemuCommandline(
                    c -> c.qemuEnv(e -> e.name(variable[0]).value(variable.length > 1 ? variable[1] : "")));
            return;
        }
        String text = value.startsWith("args=") ? value.substring(5) : value;
        for (String argument : ShellWords.of(text)) {
            install.qemuCommandline(c -> c.qemuArg(a -> a.value(argument)));
        }
    }
}
