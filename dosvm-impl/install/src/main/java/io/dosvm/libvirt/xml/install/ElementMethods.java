package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Audio;
import io.dosvm.libvirt.xml.domain.Blkiotune;
import io.dosvm.libvirt.xml.domain.Channel;
import io.dosvm.libvirt.xml.domain.Clock;
import io.dosvm.libvirt.xml.domain.Console;
import io.dosvm.libvirt.xml.domain.Controller;
import io.dosvm.libvirt.xml.domain.Cputune;
import io.dosvm.libvirt.xml.domain.CrashAction;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.Features;
import io.dosvm.libvirt.xml.domain.Filesystem;
import io.dosvm.libvirt.xml.domain.Graphics;
import io.dosvm.libvirt.xml.domain.Hostdev;
import io.dosvm.libvirt.xml.domain.Idmap;
import io.dosvm.libvirt.xml.domain.Input;
import io.dosvm.libvirt.xml.domain.Interface;
import io.dosvm.libvirt.xml.domain.Iommu;
import io.dosvm.libvirt.xml.domain.Keywrap;
import io.dosvm.libvirt.xml.domain.LaunchSecurity;
import io.dosvm.libvirt.xml.domain.LifecycleAction;
import io.dosvm.libvirt.xml.domain.Memballoon;
import io.dosvm.libvirt.xml.domain.MemoryBacking;
import io.dosvm.libvirt.xml.domain.MemoryDevice;
import io.dosvm.libvirt.xml.domain.Memtune;
import io.dosvm.libvirt.xml.domain.Numatune;
import io.dosvm.libvirt.xml.domain.Panic;
import io.dosvm.libvirt.xml.domain.Parallel;
import io.dosvm.libvirt.xml.domain.Pm;
import io.dosvm.libvirt.xml.domain.QemuCommandline;
import io.dosvm.libvirt.xml.domain.Redirdev;
import io.dosvm.libvirt.xml.domain.Resource;
import io.dosvm.libvirt.xml.domain.Rng;
import io.dosvm.libvirt.xml.domain.Seclabel;
import io.dosvm.libvirt.xml.domain.Serial;
import io.dosvm.libvirt.xml.domain.Shmem;
import io.dosvm.libvirt.xml.domain.Smartcard;
import io.dosvm.libvirt.xml.domain.Sound;
import io.dosvm.libvirt.xml.domain.Sysinfo;
import io.dosvm.libvirt.xml.domain.Tpm;
import io.dosvm.libvirt.xml.domain.Video;
import io.dosvm.libvirt.xml.domain.Vsock;
import io.dosvm.libvirt.xml.domain.Watchdog;
import java.util.function.Consumer;

/**
 * The options of virt-install that are elements of the domain. Those that are devices can be said any number of times,
 * for one device more.
 *
 * @since 0.1
 */
public abstract sealed class ElementMethods permits VirtInstall {
    ElementMethods() {}

    /** Reaches the domain itself, for what has no method here. */
    public abstract VirtInstall xml(Consumer<Domain.Builder> change);

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

    /** {@code --idmap}. */
    public VirtInstall idmap(Consumer<Idmap.Builder> idmap) {
        return xml(d -> d.idmap(idmap));
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

    private VirtInstall devices(Consumer<Devices.Builder> change) {
        return xml(d -> d.devices(change));
    }
}
