package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.Cpu;
import io.dosvm.libvirt.xml.domain.CpuTopology;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.Os;
import io.dosvm.libvirt.xml.domain.OsFirmwareKind;
import io.dosvm.libvirt.xml.domain.OsLoaderType;
import io.dosvm.libvirt.xml.domain.OsType;
import io.dosvm.libvirt.xml.domain.SmbiosMode;
import io.dosvm.libvirt.xml.domain.SysinfoType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Completes a domain with what virt-install adds by itself: everything but its devices. */
final class GuestDefaults {
    private final Domain said;
    private final OsVariant os;
    private final String bootsFirst;
    private final Set<String> without;
    private final int pciePorts;

    GuestDefaults(Domain said, OsVariant os, String bootsFirst, Set<String> without, int pciePorts) {
        this.said = said;
        this.os = os;
        this.bootsFirst = bootsFirst;
        this.without = without;
        this.pciePorts = pciePorts;
    }

    Domain complete() {
        Domain base = said.edit(b -> {
            if (said.type().isEmpty()) {
                b.type(DomainType.KVM);
            }
            if (said.vcpu().isEmpty()) {
                b.vcpu(said.cpu()
                        .flatMap(Cpu::topology)
                        .map(GuestDefaults::cpus)
                        .orElseGet(() -> os.recommendedCpus(arch(said)).orElse(1)));
            }
            if (said.memory().isEmpty()) {
                Size memory = said.currentMemory().orElse(Size.gib(1));
                b.memory(memory).currentMemory(memory);
            }
            b.os(o -> kind(o, said.os().orElse(Os.of(x -> {}))));
            if (!os.id().isEmpty()) {
                b.metadata(m -> m.libosinfo(l -> l.os(x -> x.id(os.id()))));
            }
        });
        Machine machine = Machine.of(base);
        Domain booting = prefersUefi(base, machine) ? base.edit(b -> b.os(o -> uefi(o, machine))) : base;
        Domain withDevices =
                booting.edit(b -> b.devices(v -> new DeviceDefaults(booting, os, without, pciePorts).complete(v)));
        return withDevices.edit(b -> {
            b.os(o -> boot(o, withDevices));
            withDevices
                    .cpu()
                    .ifPresent(cpu -> b.cpu(c -> topology(c, cpu, base.vcpu().orElse(1))));
            if (machine.isHvm()) {
                hardware(b.raw(), machine);
            } else if (machine.isContainer()
                    && isWholeSystem()
                    && !machine.type().equals("vz")) {
                b.features(f -> f.privnet(true));
            }
            power(b.raw(), machine);
            b.raw().all("seclabel").forEach(GuestDefaults::seclabel);
        });
    }

    /** Whether the guest cannot start, or cannot be installed, with the old firmware. */
    private boolean prefersUefi(Domain d, Machine machine) {
        Os o = d.os().orElseThrow();
        boolean open = o.loader().isEmpty()
                && o.nvram().isEmpty()
                && o.kernel().isEmpty()
                && o.firmwareAttribute().isEmpty();
        boolean needed = machine.type().equals("bhyve")
                || machine.isArmVirt()
                || machine.isX86() && machine.isQemuOrTest() && os.needsUefi(machine.arch());
        return open && machine.isHvm() && needed;
    }

    /** Where libvirt does not choose the firmware, it is where FreeBSD has it. */
    private static void uefi(Os.Builder o, Machine machine) {
        if (machine.type().equals("bhyve")) {
            o.loader("/usr/local/share/uefi-firmware/BHYVE_UEFI.fd")
                    .loaderReadonly(true)
                    .loaderType(OsLoaderType.PFLASH);
        } else {
            o.firmwareAttribute(OsFirmwareKind.EFI);
        }
    }

    /** A label that is begun is dynamic, and of the model that all hosts have. */
    private static void seclabel(ElementBuilder label) {
        if (label.attribute("type").or(() -> label.attribute("model")).isPresent()) {
            BegunDevices.missing(label, "model", "dac");
            BegunDevices.missing(label, "type", "dynamic");
        }
    }

    /** The architecture of the guest: this is what most hosts have if nobody says. */
    static Architecture arch(Domain d) {
        return d.os().flatMap(Os::typeArch).orElse(Architecture.X86_64);
    }

    private void kind(Os.Builder o, Os present) {
        DomainType driver = said.type().orElse(DomainType.KVM);
        OsType type = present.type()
                .orElse(
                        driver.equals(DomainType.LXC)
                                ? OsType.EXE
                                : driver.equals(DomainType.XEN) ? OsType.XEN : OsType.HVM);
        o.type(type);
        Architecture arch = arch(said);
        o.typeArch(arch);
        if (present.typeMachine().isEmpty()) {
            machine(type.raw(), arch.raw()).ifPresent(o::typeMachine);
        }
        if (type.equals(OsType.EXE) && present.init().isEmpty()) {
            o.init(isWholeSystem() ? "/sbin/init" : "/bin/sh");
        }
    }

    /** Whether a container has a root file system of its own, and so a whole operating system. */
    private boolean isWholeSystem() {
        return said.devices().map(Devices::filesystems).orElse(List.of()).stream()
                .anyMatch(f ->
                        f.target().flatMap(t -> t.dir()).filter("/"::equals).isPresent());
    }

    /** The machine that a guest of an architecture has if nobody says; empty leaves it to libvirt. */
    private Optional<String> machine(String kind, String arch) {
        DomainType type = said.type().orElse(DomainType.KVM);
        if (type.equals(DomainType.XEN)) {
            return Optional.of(kind.equals("hvm") ? "xenfv" : "xenpv");
        }
        boolean qemu = Set.of(DomainType.QEMU, DomainType.KVM).contains(type);
        if (!kind.equals("hvm") || !qemu && !type.raw().equals("test")) {
            return Optional.empty();
        }
        return switch (arch) {
            case "x86_64", "i686" -> Optional.of(qemu && os.hasQ35() ? "q35" : "pc");
            case "aarch64", "armv7l", "riscv32", "riscv64" -> Optional.of("virt");
            case "ppc64", "ppc64le" -> Optional.of("pseries");
            case "s390x" -> Optional.of("s390-ccw-virtio");
            default -> Optional.empty();
        };
    }

    private void boot(Os.Builder o, Domain d) {
        Os present = d.os().orElseThrow();
        boolean smbios = d.sysinfos().stream()
                .anyMatch(s -> s.type().filter(SysinfoType.SMBIOS::equals).isPresent());
        if (smbios && present.smbios().isEmpty()) {
            o.smbios(x -> x.mode(SmbiosMode.SYSINFO));
        }
        if (present.boots().isEmpty()) {
            InstallSteps.boot(o, d, bootsFirst);
        }
    }

    /** How many CPUs a topology has, as far as it is said. */
    private static int cpus(CpuTopology t) {
        return t.sockets().orElse(1)
                * t.dies().orElse(1)
                * t.cores().orElse(1)
                * t.threads().orElse(1);
    }

    /** Fills the rest of a topology that was begun: cores rather than sockets. */
    private static void topology(Cpu.Builder c, Cpu cpu, int most) {
        if (cpu.topology().isEmpty()) {
            return;
        }
        CpuTopology t = cpu.topology().get();
        int rest = Math.max(1, most / Math.max(1, cpus(t)));
        c.topology(x -> x.sockets(t.sockets().orElse(t.cores().isPresent() ? rest : 1))
                .dies(t.dies().orElse(1))
                .cores(t.cores().orElse(rest))
                .threads(t.threads().orElse(t.cores().isPresent() && t.sockets().isPresent() ? rest : 1)));
    }

    private void hardware(ElementBuilder d, Machine machine) {
        features(d.only("features"), d, machine);
        if (d.only("features").isEmpty()) {
            d.removeChildren("features");
        }
        clock(d.only("clock"), machine);
        boolean kvm = machine.type().equals("kvm") && !without.contains("cpu-default");
        if (!d.has("cpu") && kvm && (machine.isX86() || machine.isArmVirt())) {
            d.only("cpu").attribute("mode", "host-passthrough");
        } else if (!d.has("cpu")
                && machine.isQemu()
                && machine.isArmVirt()
                && machine.arch().equals("aarch64")) {
            // the machine's own CPU has 32 bits
            d.only("cpu").attribute("mode", "custom").attribute("match", "exact");
            d.only("cpu").only("model").text("cortex-a57");
        }
    }

    /** Guests that sleep when they are told to stop surprise whoever told them. */
    private static void power(ElementBuilder d, Machine machine) {
        if (machine.isX86() && machine.isQemuOrTest()) {
            for (String kind : List.of("suspend-to-mem", "suspend-to-disk")) {
                BegunDevices.missing(d.only("pm").only(kind), "enabled", "no");
            }
        }
    }

    private void features(ElementBuilder f, ElementBuilder d, Machine machine) {
        boolean xen = machine.type().equals("xen");
        boolean pc = machine.isX86() && (machine.isQemuOrTest() || xen);
        feature(f, "acpi", pc || machine.arch().equals("aarch64") && machine.isQemu());
        feature(f, "apic", pc);
        feature(f, "pae", pc && (machine.arch().equals("i686") || xen));
        boolean spice = d.only("devices").all("graphics").stream().anyMatch(g -> BegunDevices.is(g, "type", "spice"));
        if (spice && machine.isX86() && machine.isQemu()) {
            BegunDevices.missing(f.only("vmport"), "state", "off");
        }
        if (os.isWindows() && machine.isQemu()) {
            for (String help : List.of("relaxed", "vapic", "spinlocks")) {
                BegunDevices.missing(f.only("hyperv").only(help), "state", "on");
            }
            BegunDevices.missing(f.only("hyperv").only("spinlocks"), "retries", "8191");
        }
    }

    private void feature(ElementBuilder features, String name, boolean has) {
        if (has && !without.contains(name)) {
            features.only(name);
        }
    }

    private void clock(ElementBuilder clock, Machine machine) {
        BegunDevices.missing(clock, "offset", os.hasLocalTime() ? "localtime" : "utc");
        if (!clock.has("timer") && machine.isX86() && machine.isQemu()) {
            clock.entry("timer", "name", "rtc").attribute("tickpolicy", "catchup");
            clock.entry("timer", "name", "pit").attribute("tickpolicy", "delay");
            clock.entry("timer", "name", "hpet").attribute("present", "no");
            if (os.isWindows()) {
                clock.entry("timer", "name", "hypervclock").attribute("present", "yes");
            }
        }
    }
}
