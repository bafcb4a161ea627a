package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.Architecture;
import io.dosvm.libvirt.xml.domain.ClockOffset;
import io.dosvm.libvirt.xml.domain.Cpu;
import io.dosvm.libvirt.xml.domain.CpuMode;
import io.dosvm.libvirt.xml.domain.CpuTopology;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.Features;
import io.dosvm.libvirt.xml.domain.GraphicsType;
import io.dosvm.libvirt.xml.domain.Os;
import io.dosvm.libvirt.xml.domain.OsType;
import io.dosvm.libvirt.xml.domain.SmbiosMode;
import io.dosvm.libvirt.xml.domain.TimerName;
import io.dosvm.libvirt.xml.domain.TimerTickpolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Completes a domain with what virt-install adds by itself: everything but its devices. */
final class GuestDefaults {
    private final Domain said;
    private final OsVariant os;
    private final String bootsFirst;
    private final Set<String> without;

    GuestDefaults(Domain said, OsVariant os, String bootsFirst, Set<String> without) {
        this.said = said;
        this.os = os;
        this.bootsFirst = bootsFirst;
        this.without = without;
    }

    Domain complete() {
        Domain base = said.edit(b -> {
            if (said.type().isEmpty()) {
                b.type(DomainType.KVM);
            }
            if (said.vcpu().isEmpty()) {
                b.vcpu(os.recommendedCpus(arch(said)).orElse(1));
            }
            if (said.memory().isEmpty()) {
                b.memory(Size.gib(1)).currentMemory(Size.gib(1));
            }
            b.os(o -> kind(o, said.os().orElse(Os.of(x -> {}))));
            if (!os.id().isEmpty()) {
                b.metadata(m -> m.libosinfo(l -> l.os(x -> x.id(os.id()))));
            }
        });
        Machine machine = Machine.of(base);
        Domain withDevices = base.edit(b -> b.devices(v -> new DeviceDefaults(base, os, machine, without).complete(v)));
        return withDevices.edit(b -> {
            b.os(o -> boot(o, withDevices));
            withDevices.cpu().ifPresent(cpu -> b.cpu(c -> topology(c, cpu)));
            if (machine.isHvm()) {
                hardware(b, withDevices, machine);
            } else if (isWholeSystem()) {
                b.features(f -> f.privnet(true));
            }
        });
    }

    /** The architecture of the guest: this is what most hosts have if nobody says. */
    static Architecture arch(Domain d) {
        return d.os().flatMap(Os::typeArch).orElse(Architecture.X86_64);
    }

    private void kind(Os.Builder o, Os present) {
        OsType type =
                present.type().orElse(said.type().filter(DomainType.LXC::equals).isPresent() ? OsType.EXE : OsType.HVM);
        o.type(type);
        Architecture arch = arch(said);
        o.typeArch(arch);
        if (type.equals(OsType.HVM) && present.typeMachine().isEmpty()) {
            machine(arch.raw()).ifPresent(o::typeMachine);
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
    private Optional<String> machine(String arch) {
        return switch (arch) {
            case "x86_64", "i686" -> Optional.of(os.hasQ35() ? "q35" : "pc");
            case "aarch64", "armv7l", "riscv64" -> Optional.of("virt");
            case "ppc64", "ppc64le" -> Optional.of("pseries");
            case "s390x" -> Optional.of("s390-ccw-virtio");
            default -> Optional.empty();
        };
    }

    private void boot(Os.Builder o, Domain d) {
        Os present = d.os().orElseThrow();
        if (!d.sysinfos().isEmpty() && present.smbios().isEmpty()) {
            o.smbios(x -> x.mode(SmbiosMode.SYSINFO));
        }
        if (present.boots().isEmpty()) {
            InstallSteps.boot(o, d, bootsFirst);
        }
    }

    /** Fills the rest of a topology that was begun. */
    private void topology(Cpu.Builder c, Cpu cpu) {
        if (cpu.topology().isEmpty()) {
            return;
        }
        CpuTopology t = cpu.topology().get();
        int most = said.vcpu().orElse(1);
        int sockets = t.sockets().orElse(0);
        int dies = t.dies().orElse(1);
        int cores = t.cores().orElse(0);
        int threads = t.threads().orElse(1);
        if (sockets == 0) {
            sockets = cores == 0 ? most / (dies * threads) : Math.max(1, most / (dies * cores * threads));
        }
        if (cores == 0) {
            cores = Math.max(1, most / (sockets * dies * threads));
        }
        int fullSockets = sockets;
        int fullCores = cores;
        c.topology(x -> x.sockets(fullSockets).dies(dies).cores(fullCores).threads(threads));
    }

    private void hardware(Domain.Builder b, Domain d, Machine machine) {
        if (machine.isX86()) {
            b.features(f -> features(f, d));
            clock(b, d);
            b.pm(p -> {
                if (d.pm().flatMap(x -> x.suspendToMem()).isEmpty()) {
                    p.suspendToMem(s -> s.enabled(false));
                }
                if (d.pm().flatMap(x -> x.suspendToDisk()).isEmpty()) {
                    p.suspendToDisk(s -> s.enabled(false));
                }
            });
        } else if (d.clock().isEmpty()) {
            b.clock(c -> c.offset(ClockOffset.UTC));
        }
        if (d.cpu().isEmpty() && d.type().orElseThrow().equals(DomainType.KVM)) {
            b.cpu(c -> c.mode(CpuMode.HOST_PASSTHROUGH));
        }
    }

    private void features(Features.Builder f, Domain d) {
        Features present = d.features().orElse(Features.of(x -> {}));
        if (!without.contains("acpi")) {
            f.acpi(true);
        }
        if (present.apic().isEmpty() && !without.contains("apic")) {
            f.apic(a -> {});
        }
        boolean spice = d.devices().orElseThrow().graphics().stream()
                .anyMatch(g -> g.type().filter(GraphicsType.SPICE::equals).isPresent());
        if (spice && present.vmport().isEmpty()) {
            f.vmport(v -> v.state(false));
        }
        if (os.isWindows() && present.hyperv().isEmpty()) {
            f.hyperv(
                    h -> h.relaxed(x -> x.state(true)).vapic(x -> x.state(true)).spinlocks(x -> x.state(true)
                            .retries(8191)));
        }
    }

    private void clock(Domain.Builder b, Domain d) {
        boolean timers = d.clock().filter(c -> !c.timers().isEmpty()).isPresent();
        b.clock(c -> {
            if (d.clock().flatMap(x -> x.offset()).isEmpty()) {
                c.offset(os.isWindows() ? ClockOffset.LOCALTIME : ClockOffset.UTC);
            }
            if (timers) {
                return;
            }
            c.timer(t -> t.name(TimerName.RTC).tickpolicy(TimerTickpolicy.CATCHUP))
                    .timer(t -> t.name(TimerName.PIT).tickpolicy(TimerTickpolicy.DELAY))
                    .timer(t -> t.name(TimerName.HPET).present(false));
            if (os.isWindows()) {
                c.timer(t -> t.name(TimerName.HYPERVCLOCK).present(true));
            }
        });
    }

    /** What kind of machine it is, which many defaults hang on. */
    record Machine(boolean isHvm, boolean isX86, boolean isQ35, boolean isVirt) {
        static Machine of(Domain d) {
            Os os = d.os().orElseThrow();
            String arch = os.typeArch().map(Architecture::raw).orElse("");
            String machine = os.typeMachine().orElse("");
            return new Machine(
                    os.type().filter(OsType.HVM::equals).isPresent(),
                    arch.equals("x86_64") || arch.equals("i686"),
                    machine.contains("q35"),
                    machine.startsWith("virt"));
        }

        /** The bus of CD drives, and of disks that need no driver. */
        String plainBus() {
            return isQ35 ? "sata" : isX86 ? "ide" : isVirt ? "scsi" : "virtio";
        }
    }
}
