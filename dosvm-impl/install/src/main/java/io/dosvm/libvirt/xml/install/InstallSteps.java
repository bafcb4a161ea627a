package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.ElementBuilder;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.DiskDevice;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.LifecycleAction;
import io.dosvm.libvirt.xml.domain.Os;
import io.dosvm.libvirt.xml.domain.OsBootDev;
import io.dosvm.libvirt.xml.domain.OsType;
import io.dosvm.libvirt.xml.domain.SmbiosMode;
import io.dosvm.libvirt.xml.domain.SysinfoType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The domain as it starts to be installed, and as it is afterwards. */
final class InstallSteps {
    /** Where libvirt's QEMU may read what an installation needs. */
    private static final String FOLDER = "/var/lib/libvirt/boot/";

    private final Domain base;
    private final InstallMedia media;
    private final OsVariant os;
    private final List<InstallFetch> fetches = new ArrayList<>();
    private Optional<InstallSeed> seed = Optional.empty();

    InstallSteps(Domain base, InstallMedia media, OsVariant os) {
        this.base = base;
        this.media = media;
        this.os = os;
    }

    /** Puts the CD to install from in front of other CDs. */
    static Domain withMedium(Domain said, InstallMedia media) {
        String image = media.image();
        if (image.isEmpty()) {
            return said;
        }
        Disk cd = Disk.of(k -> k.device(DiskDevice.CDROM));
        Disk.Builder medium = new Disk.Builder(ElementBuilder.named("disk"));
        DiskFormats.source(medium.raw(), image);
        Disk made = medium.device(DiskDevice.CDROM).view();
        List<Disk> disks = new ArrayList<>(said.devices().map(Devices::disks).orElse(List.of()));
        int at = 0;
        while (at < disks.size() && !disks.get(at).device().equals(cd.device())) {
            at++;
        }
        disks.add(at, made);
        return said.edit(b -> b.devices(v -> v.replace(Devices::disks, disks)));
    }

    /** A domain that is there, with the medium in its first CD drive, or in one more. */
    static Domain again(Domain existing, InstallMedia media, OsVariant os) {
        String image = media.image();
        boolean[] put = {image.isEmpty()};
        Domain filled = existing.edit(b -> b.devices(v -> v.edit(
                Devices::disks, k -> k.device().filter(DiskDevice.CDROM::equals).isPresent() && !put[0], k -> {
                    put[0] = true;
                    boolean bare = k.view().driver().isEmpty();
                    k.remove(Disk::source);
                    DiskFormats.source(k.raw(), image);
                    if (bare) {
                        k.remove(Disk::driver);
                    }
                })));
        Domain with = put[0] ? filled : DeviceDefaults.completeDisks(withMedium(existing, media), os);
        return with.edit(b -> {
            b.os(o -> {
                if (o.view().boots().isEmpty()) {
                    boot(o, with, bootsAfterwards(with, media));
                }
            });
            if (!os.id().isEmpty()) {
                b.metadata(m -> m.libosinfo(l -> l.os(x -> x.id(os.id()))));
            }
        });
    }

    /** What is booted first once the system is there. */
    static String bootsAfterwards(Domain d, InstallMedia media) {
        List<Disk> disks = d.devices().map(Devices::disks).orElse(List.of());
        if (!media.cdrom.isEmpty() && media.isLive) {
            return "cdrom";
        }
        boolean disk = disks.stream().anyMatch(InstallSteps::isDisk);
        if (!media.bootsFrom().isEmpty()) {
            return disk ? "hd" : media.bootsFrom();
        }
        String first = disks.isEmpty()
                ? "disk"
                : disks.get(0).device().orElse(DiskDevice.DISK).raw();
        return switch (first) {
            case "cdrom" -> "cdrom";
            case "floppy" -> "fd";
            default -> "hd";
        };
    }

    /** Says what is booted, unless devices or a kernel do. */
    static void boot(Os.Builder o, Domain d, String first) {
        if (!canOrder(o.view(), d)) {
            return;
        }
        o.remove(Os::boots).boot(x -> x.dev(new OsBootDev(first)));
        boolean disk =
                d.devices().map(Devices::disks).orElse(List.of()).stream().anyMatch(InstallSteps::isDisk);
        if (disk && !first.equals("hd")) {
            o.boot(x -> x.dev(OsBootDev.HD));
        }
    }

    private static boolean canOrder(Os os, Domain d) {
        boolean ordered = d.devices().orElse(Devices.of(v -> {})).element().children().stream()
                .anyMatch(e -> e.children().stream()
                        .anyMatch(c ->
                                c.name().equals("boot") && c.attribute("order").isPresent()));
        return !ordered
                && os.type().filter(OsType.EXE::equals).isEmpty()
                && os.kernel().isEmpty();
    }

    private static boolean isDisk(Disk disk) {
        return disk.device().orElse(DiskDevice.DISK).equals(DiskDevice.DISK);
    }

    /** The plan, but for what is to be done with it. */
    InstallPlan plan(VirtInstall said, boolean again) {
        if (!media.hasFirstStart()) {
            return said.planned(base, Optional.empty(), fetches, seed);
        }
        Optional<InstallScripts> scripts = media.unattended.map(u -> InstallScripts.of(
                u, os, base, media.hasKernel() ? "initrd" : "cdrom", media.isUrl() ? media.location : ""));
        Map<String, String> injected = scripts.map(InstallScripts::files).orElse(Map.of());
        Domain both = base;
        if (media.hasKernel()) {
            Map<String, byte[]> all = new LinkedHashMap<>(media.injected);
            injected.forEach((name, text) -> all.put(name, text.getBytes(StandardCharsets.UTF_8)));
            fetches.addAll(kernels(all));
        } else if (scripts.isPresent()) {
            both = withSeed("unattended", "", injected);
        } else if (media.cloudInit.isPresent()) {
            both = withSeed("cloudinit", "cidata", media.cloudInit.get().files());
        }
        Domain before = both;
        Domain first = before.edit(b -> {
            b.onReboot(LifecycleAction.DESTROY);
            if (media.hasKernel() && media.image().isEmpty()) {
                os.networkInstallMemory(GuestDefaults.arch(before))
                        .filter(needed -> before.currentMemory()
                                .or(before::memory)
                                .filter(m -> m.compareTo(needed) < 0)
                                .isPresent())
                        .ifPresent(needed -> b.memory(needed).currentMemory(needed));
            }
            b.os(o -> {
                if (media.hasKernel()) {
                    kernel(o, scripts.map(InstallScripts::arguments).orElse(""));
                }
                String device = media.bootsFrom();
                if (device.isEmpty() || !canOrder(o.view(), before)) {
                    o.remove(Os::boots);
                } else {
                    boot(o, before, device);
                }
            });
            if (media.cloudInit.isPresent()) {
                nameSeed(b, before);
            }
        });
        Domain installed = again ? base : before.edit(this::emptyDrives);
        return said.planned(first, Optional.of(installed), fetches, seed);
    }

    private List<InstallFetch> kernels(Map<String, byte[]> injected) {
        TreeLayout layout = media.layout(base.os().orElseThrow())
                .orElseGet(() -> new TreeLayout(media.kernel, media.initrd, Optional.empty()));
        List<InstallFetch> all = new ArrayList<>();
        all.add(fetch(layout.kernel(), Map.of()));
        if (!layout.initrd().isEmpty()) {
            all.add(fetch(layout.initrd(), injected));
        }
        return all;
    }

    private InstallFetch fetch(String file, Map<String, byte[]> injected) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return new InstallFetch(media.location, file, path("-" + name), injected);
    }

    private String path(String suffix) {
        return FOLDER + "virtinst-" + base.name().orElse("guest") + suffix;
    }

    private void kernel(Os.Builder o, String script) {
        o.kernel(fetches.get(0).path());
        if (fetches.size() > 1) {
            o.initrd(fetches.get(1).path());
        }
        List<String> arguments = new ArrayList<>(media.arguments);
        if (!script.isEmpty()) {
            arguments.add(script);
        } else if (media.isUrl() && !media.replacesArguments) {
            Optional<OsVariant> system = media.system(base.os().orElseThrow()).flatMap(OsVariant::find);
            String argument = system.orElse(os).kernelUrlArgument();
            if (!argument.isEmpty()) {
                arguments.add(argument + "=" + media.location);
            }
        }
        if (!arguments.isEmpty()) {
            o.cmdline(String.join(" ", arguments));
        }
    }

    /** One CD drive more, with what the guest reads when it starts first. */
    private Domain withSeed(String kind, String label, Map<String, String> files) {
        InstallSeed made = new InstallSeed(
                path("-" + kind + ".iso"), label, files, media.cloudInit.flatMap(CloudInit::generatedPassword));
        seed = Optional.of(made);
        List<Disk> disks = new ArrayList<>(base.devices().orElseThrow().disks());
        Disk.Builder cd = new Disk.Builder(ElementBuilder.named("disk"));
        DiskFormats.source(cd.raw(), made.path());
        disks.add(cd.device(DiskDevice.CDROM).view());
        Domain more = base.edit(b -> b.devices(v -> v.replace(Devices::disks, disks)));
        return DeviceDefaults.completeDisks(more, os);
    }

    /** Tells cloud-init by the machine's serial number that there is a seed. */
    private static void nameSeed(Domain.Builder b, Domain d) {
        Os os = d.os().orElseThrow();
        Machine machine = Machine.of(d);
        boolean other = os.smbios()
                .flatMap(s -> s.mode())
                .filter(m -> !m.equals(SmbiosMode.SYSINFO))
                .isPresent();
        boolean said = d.sysinfos().stream()
                .flatMap(s -> s.system().stream())
                .flatMap(s -> s.entries().stream())
                .anyMatch(e -> e.name().filter(n -> n.raw().equals("serial")).isPresent());
        if (!machine.isQemuOrTest() || !machine.isX86() && !machine.isArmVirt() || other || said) {
            return;
        }
        b.os(o -> o.smbios(s -> s.mode(SmbiosMode.SYSINFO)));
        ElementBuilder sysinfo = b.raw().entry("sysinfo", "type", SysinfoType.SMBIOS.raw());
        sysinfo.only("system").child("entry", e -> e.attribute("name", "serial").text("ds=nocloud"));
    }

    /** Takes out what was for the installation; Windows needs its CD longer. */
    private void emptyDrives(Domain.Builder b) {
        String image = os.isWindows() ? "" : media.image();
        String seedPath = seed.map(InstallSeed::path).orElse("");
        b.devices(v -> v.edit(
                Devices::disks,
                k -> k.device().filter(DiskDevice.CDROM::equals).isPresent()
                        && k.source()
                                .flatMap(s -> s.file().or(s::dev))
                                .filter(f -> !f.isEmpty() && (f.equals(image) || f.equals(seedPath)))
                                .isPresent(),
                k -> k.remove(Disk::source).remove(Disk::driver)));
    }
}
