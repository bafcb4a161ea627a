package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.domain.*;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Builds domains as virt-install does: say what matters, and devices, controllers, timers and the like are completed as
 * the guest operating system needs them. Each option of virt-install has its method here; the lambdas fill libvirt's
 * own elements, so that everything libvirt has can be said.
 *
 * <pre>{@code
 * Domain web = VirtInstall.domain(v -> v.name("web").virtType(DomainType.QEMU).osVariant("debian11")
 *         .memory(Size.gib(2)).vcpus(2).importing()
 *         .disk(d -> d.source(s -> s.file("/var/lib/libvirt/images/web.qcow2")))
 *         .network(n -> n.type(InterfaceType.NETWORK).source(s -> s.network("default"))));
 * }</pre>
 *
 * <p>Names, UUIDs, MAC addresses and paths of emulators are left to libvirt unless they are said. A builder belongs to
 * one thread.
 *
 * @since 0.1
 */
public final class VirtInstall {
    /** How the guest gets its operating system. */
    enum Method {
        IMPORT,
        CDROM,
        LOCATION,
        PXE
    }

    private final Domain.Builder domain;
    private final Set<String> without = new TreeSet<>();
    private final Set<String> disabledChecks = new TreeSet<>();
    private OsVariant os = OsVariant.GENERIC;
    private Method method = Method.IMPORT;
    private boolean autostart;
    private boolean transientDomain;
    private boolean dryRun;

    private VirtInstall(Domain.Builder domain) {
        this.domain = domain;
    }

    /** Builds a domain. */
    public static Domain domain(Consumer<VirtInstall> fill) {
        return plan(fill).domain();
    }

    /** Builds a domain, and says what to do with it. */
    public static InstallPlan plan(Consumer<VirtInstall> fill) {
        VirtInstall[] used = new VirtInstall[1];
        Domain said = Domain.of(b -> {
            used[0] = new VirtInstall(b);
            fill.accept(used[0]);
        });
        VirtInstall v = used[0];
        Domain complete = new GuestDefaults(said, v.os, v.method, v.without).complete();
        return new InstallPlan(complete, v.autostart, v.transientDomain, v.dryRun, v.disabledChecks);
    }

    /**
     * Does what {@code virt-install} with these arguments would plan.
     *
     * @throws IllegalArgumentException naming the option that is not understood
     */
    public static InstallPlan command(List<String> arguments) {
        return plan(v -> new CommandLine(v, arguments).apply());
    }

    /** Reaches the domain itself, for what has no method here. */
    public VirtInstall xml(Consumer<Domain.Builder> change) {
        change.accept(domain);
        return this;
    }

    /** {@code --name}. */
    public VirtInstall name(String name) {
        return xml(d -> d.name(name));
    }

    /** {@code --memory}: what the guest has. */
    public VirtInstall memory(Size memory) {
        return xml(d -> d.memory(memory).currentMemory(memory));
    }

    /** {@code --memory ...,maxMemory=}: up to where memory can be plugged. */
    public VirtInstall maxMemory(Size memory, int slots) {
        return xml(d -> d.maxMemory(memory).maxMemorySlots(slots));
    }

    /** {@code --vcpus}. */
    public VirtInstall vcpus(int vcpus) {
        return xml(d -> d.vcpu(vcpus));
    }

    /** {@code --vcpus ...,maxvcpus=}: how many there can be; those of {@link #vcpus} run first. */
    public VirtInstall vcpus(int vcpus, int most) {
        return xml(d -> d.vcpu(most).vcpuCurrent(vcpus));
    }

    /** {@code --cpu}. */
    public VirtInstall cpu(Consumer<Cpu.Builder> cpu) {
        return xml(d -> d.cpu(cpu));
    }

    /** {@code --metadata}; title, description and UUID are set by {@link #xml}. */
    public VirtInstall metadata(Consumer<Metadata.Builder> metadata) {
        return xml(d -> d.metadata(metadata));
    }

    /** {@code --cdrom}: installs from an image on the host. */
    public VirtInstall cdrom(String path) {
        method = Method.CDROM;
        return disk(k -> k.device(DiskDevice.CDROM)
                .driver(d -> d.type(DiskDriverType.RAW))
                .source(s -> s.file(path)));
    }

    /** {@code --location kernel=,initrd=} with {@code --extra-args}: installs from a kernel on the host. */
    public VirtInstall location(String kernel, String initrd, String arguments) {
        method = Method.LOCATION;
        return boot(o -> {
            o.kernel(kernel).initrd(initrd);
            if (!arguments.isEmpty()) {
                o.cmdline(arguments);
            }
        });
    }

    /** {@code --pxe}: installs from the network. */
    public VirtInstall pxe() {
        method = Method.PXE;
        return this;
    }

    /** {@code --import}: the first disk has a system already. */
    public VirtInstall importing() {
        method = Method.IMPORT;
        return this;
    }

    /**
     * {@code --osinfo}, by a short name of the libosinfo database.
     *
     * @throws IllegalArgumentException if the database is there and does not have it
     */
    public VirtInstall osVariant(String shortName) {
        Optional<OsVariant> found = OsVariant.find(shortName);
        if (found.isEmpty()
                && !shortName.equals("generic")
                && OsVariant.find("linux2022").isPresent()) {
            throw new IllegalArgumentException("--osinfo: no operating system is called " + shortName);
        }
        return osVariant(found.orElse(OsVariant.GENERIC));
    }

    /** {@code --osinfo}. */
    public VirtInstall osVariant(OsVariant variant) {
        os = variant;
        return this;
    }

    /** {@code --boot}. */
    public VirtInstall boot(Consumer<Os.Builder> boot) {
        return xml(d -> d.os(boot));
    }

    /** {@code --boot uefi}: libvirt chooses the firmware. */
    public VirtInstall uefi() {
        return boot(o -> o.firmwareAttribute(OsFirmwareKind.EFI));
    }

    /** {@code --idmap}. */
    public VirtInstall idmap(Consumer<Idmap.Builder> idmap) {
        return xml(d -> d.idmap(idmap));
    }

    /** {@code --disk}. Bus, target and driver follow from the guest if they are not said. */
    public VirtInstall disk(Consumer<Disk.Builder> disk) {
        return devices(v -> v.disk(disk));
    }

    /** {@code --network}. Without any, the network "default" is used. */
    public VirtInstall network(Consumer<Interface.Builder> network) {
        return devices(v -> v.nic(network));
    }

    /** {@code --graphics}. Without any, there is a SPICE display. */
    public VirtInstall graphics(Consumer<Graphics.Builder> graphics) {
        return devices(v -> v.graphics(graphics));
    }

    /** {@code --controller}. */
    public VirtInstall controller(Consumer<Controller.Builder> controller) {
        return devices(v -> v.controller(controller));
    }

    /** {@code --input}. */
    public VirtInstall input(Consumer<Input.Builder> input) {
        return devices(v -> v.input(input));
    }

    /** {@code --serial}. */
    public VirtInstall serial(Consumer<Serial.Builder> serial) {
        return devices(v -> v.serial(serial));
    }

    /** {@code --parallel}. */
    public VirtInstall parallel(Consumer<Parallel.Builder> parallel) {
        return devices(v -> v.parallel(parallel));
    }

    /** {@code --channel}. */
    public VirtInstall channel(Consumer<Channel.Builder> channel) {
        return devices(v -> v.channel(channel));
    }

    /** {@code --console}. */
    public VirtInstall console(Consumer<Console.Builder> console) {
        return devices(v -> v.console(console));
    }

    /** {@code --hostdev}. */
    public VirtInstall hostdev(Consumer<Hostdev.Builder> hostdev) {
        return devices(v -> v.hostdev(hostdev));
    }

    /** {@code --filesystem}. */
    public VirtInstall filesystem(Consumer<Filesystem.Builder> filesystem) {
        return devices(v -> v.filesystem(filesystem));
    }

    /** {@code --sound}. */
    public VirtInstall sound(Consumer<Sound.Builder> sound) {
        return devices(v -> v.sound(sound));
    }

    /** {@code --audio}. */
    public VirtInstall audio(Consumer<Audio.Builder> audio) {
        return devices(v -> v.audio(audio));
    }

    /** {@code --watchdog}. */
    public VirtInstall watchdog(Consumer<Watchdog.Builder> watchdog) {
        return devices(v -> v.watchdog(watchdog));
    }

    /** {@code --video}. */
    public VirtInstall video(Consumer<Video.Builder> video) {
        return devices(v -> v.video(video));
    }

    /** {@code --smartcard}. */
    public VirtInstall smartcard(Consumer<Smartcard.Builder> smartcard) {
        return devices(v -> v.smartcard(smartcard));
    }

    /** {@code --redirdev}. */
    public VirtInstall redirdev(Consumer<Redirdev.Builder> redirdev) {
        return devices(v -> v.redirdev(redirdev));
    }

    /** {@code --memballoon}. */
    public VirtInstall memballoon(Consumer<Memballoon.Builder> memballoon) {
        return devices(v -> v.memballoon(memballoon));
    }

    /** {@code --tpm}. */
    public VirtInstall tpm(Consumer<Tpm.Builder> tpm) {
        return devices(v -> v.tpm(tpm));
    }

    /** {@code --rng}. */
    public VirtInstall rng(Consumer<Rng.Builder> rng) {
        return devices(v -> v.rng(rng));
    }

    /** {@code --panic}. */
    public VirtInstall panic(Consumer<Panic.Builder> panic) {
        return devices(v -> v.panic(panic));
    }

    /** {@code --memdev}. */
    public VirtInstall memdev(Consumer<MemoryDevice.Builder> memory) {
        return devices(v -> v.memory(memory));
    }

    /** {@code --shmem}. */
    public VirtInstall shmem(Consumer<Shmem.Builder> shmem) {
        return devices(v -> v.shmem(shmem));
    }

    /** {@code --vsock}. */
    public VirtInstall vsock(Consumer<Vsock.Builder> vsock) {
        return devices(v -> v.vsock(vsock));
    }

    /** {@code --iommu}. */
    public VirtInstall iommu(Consumer<Iommu.Builder> iommu) {
        return devices(v -> v.iommu(iommu));
    }

    /** {@code --security}. */
    public VirtInstall security(Consumer<Seclabel.Builder> security) {
        return xml(d -> d.seclabel(security));
    }

    /** {@code --cputune}. */
    public VirtInstall cputune(Consumer<Cputune.Builder> cputune) {
        return xml(d -> d.cputune(cputune));
    }

    /** {@code --numatune}. */
    public VirtInstall numatune(Consumer<Numatune.Builder> numatune) {
        return xml(d -> d.numatune(numatune));
    }

    /** {@code --memtune}. */
    public VirtInstall memtune(Consumer<Memtune.Builder> memtune) {
        return xml(d -> d.memtune(memtune));
    }

    /** {@code --blkiotune}. */
    public VirtInstall blkiotune(Consumer<Blkiotune.Builder> blkiotune) {
        return xml(d -> d.blkiotune(blkiotune));
    }

    /** {@code --memorybacking}. */
    public VirtInstall memoryBacking(Consumer<MemoryBacking.Builder> memoryBacking) {
        return xml(d -> d.memoryBacking(memoryBacking));
    }

    /** {@code --iothreads}. */
    public VirtInstall iothreads(int iothreads) {
        return xml(d -> d.iothreads(iothreads));
    }

    /** {@code --features}. */
    public VirtInstall features(Consumer<Features.Builder> features) {
        return xml(d -> d.features(features));
    }

    /** {@code --clock}. */
    public VirtInstall clock(Consumer<Clock.Builder> clock) {
        return xml(d -> d.clock(clock));
    }

    /** {@code --pm}. */
    public VirtInstall pm(Consumer<Pm.Builder> pm) {
        return xml(d -> d.pm(pm));
    }

    /** {@code --events}: what happens on power off, reboot, crash and a lost lock. */
    public VirtInstall events(LifecycleAction powerOff, LifecycleAction reboot, CrashAction crash) {
        return xml(d -> d.onPoweroff(powerOff).onReboot(reboot).onCrash(crash));
    }

    /** {@code --resource}. */
    public VirtInstall resource(Consumer<Resource.Builder> resource) {
        return xml(d -> d.resource(resource));
    }

    /** {@code --sysinfo}. */
    public VirtInstall sysinfo(Consumer<Sysinfo.Builder> sysinfo) {
        return xml(d -> d.sysinfo(sysinfo));
    }

    /** {@code --qemu-commandline}. */
    public VirtInstall qemuCommandline(Consumer<QemuCommandline.Builder> commandline) {
        return xml(d -> d.qemuCommandline(commandline));
    }

    /** {@code --keywrap}. */
    public VirtInstall keywrap(Consumer<Keywrap.Builder> keywrap) {
        return xml(d -> d.keywrap(keywrap));
    }

    /** {@code --launchSecurity}. */
    public VirtInstall launchSecurity(Consumer<LaunchSecurity.Builder> security) {
        return xml(d -> d.launchSecurity(security));
    }

    /** {@code --hvm}: a fully virtualized guest. */
    public VirtInstall hvm() {
        return boot(o -> o.type(OsType.HVM));
    }

    /** {@code --paravirt}: a paravirtualized guest of Xen. */
    public VirtInstall paravirt() {
        return boot(o -> o.type(OsType.XEN));
    }

    /** {@code --container}. */
    public VirtInstall container() {
        return boot(o -> o.type(OsType.EXE));
    }

    /** {@code --virt-type}. */
    public VirtInstall virtType(DomainType type) {
        return xml(d -> d.type(type));
    }

    /** {@code --arch}. */
    public VirtInstall arch(Architecture arch) {
        return boot(o -> o.typeArch(arch));
    }

    /** {@code --machine}. */
    public VirtInstall machine(String machine) {
        return boot(o -> o.typeMachine(machine));
    }

    /** {@code --autostart}. */
    public VirtInstall autostart() {
        autostart = true;
        return this;
    }

    /** {@code --transient}. */
    public VirtInstall transientDomain() {
        transientDomain = true;
        return this;
    }

    /** {@code --dry-run}. */
    public VirtInstall dryRun() {
        dryRun = true;
        return this;
    }

    /** {@code --check NAME=off}. */
    public VirtInstall withoutCheck(String check) {
        disabledChecks.add(check);
        return this;
    }

    /**
     * {@code --network none}, {@code --graphics none} and so on: none is added by itself.
     *
     * @param device the name of the element: disk, interface, graphics, video, sound, memballoon, rng, controller,
     *     input, console, channel, redirdev
     */
    public VirtInstall without(String device) {
        without.add(device);
        return this;
    }

    private VirtInstall devices(Consumer<Devices.Builder> change) {
        return xml(d -> d.devices(change));
    }
}
