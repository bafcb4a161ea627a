package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Blkiotune;
import io.dosvm.libvirt.xml.domain.Clock;
import io.dosvm.libvirt.xml.domain.Cputune;
import io.dosvm.libvirt.xml.domain.CrashAction;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.Features;
import io.dosvm.libvirt.xml.domain.Idmap;
import io.dosvm.libvirt.xml.domain.Keywrap;
import io.dosvm.libvirt.xml.domain.LaunchSecurity;
import io.dosvm.libvirt.xml.domain.LifecycleAction;
import io.dosvm.libvirt.xml.domain.MemoryBacking;
import io.dosvm.libvirt.xml.domain.Memtune;
import io.dosvm.libvirt.xml.domain.Numatune;
import io.dosvm.libvirt.xml.domain.Pm;
import io.dosvm.libvirt.xml.domain.QemuCommandline;
import io.dosvm.libvirt.xml.domain.Resource;
import io.dosvm.libvirt.xml.domain.Seclabel;
import io.dosvm.libvirt.xml.domain.Sysinfo;
import java.util.function.Consumer;

/**
 * The options of virt-install that tune a guest, and are elements of its domain.
 *
 * @since 0.1
 */
public abstract sealed class GuestOptions permits DeviceOptions {
    GuestOptions() {}

    /** Reaches the domain itself, for what has no method here. */
    public abstract VirtInstall xml(Consumer<Domain.Builder> change);

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
}
