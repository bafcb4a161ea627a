package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Audio;
import io.dosvm.libvirt.xml.domain.Channel;
import io.dosvm.libvirt.xml.domain.Console;
import io.dosvm.libvirt.xml.domain.Controller;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.Disk;
import io.dosvm.libvirt.xml.domain.Filesystem;
import io.dosvm.libvirt.xml.domain.Graphics;
import io.dosvm.libvirt.xml.domain.Hostdev;
import io.dosvm.libvirt.xml.domain.Input;
import io.dosvm.libvirt.xml.domain.Interface;
import io.dosvm.libvirt.xml.domain.Iommu;
import io.dosvm.libvirt.xml.domain.Memballoon;
import io.dosvm.libvirt.xml.domain.MemoryDevice;
import io.dosvm.libvirt.xml.domain.Panic;
import io.dosvm.libvirt.xml.domain.Parallel;
import io.dosvm.libvirt.xml.domain.Redirdev;
import io.dosvm.libvirt.xml.domain.Rng;
import io.dosvm.libvirt.xml.domain.Serial;
import io.dosvm.libvirt.xml.domain.Shmem;
import io.dosvm.libvirt.xml.domain.Smartcard;
import io.dosvm.libvirt.xml.domain.Sound;
import io.dosvm.libvirt.xml.domain.Tpm;
import io.dosvm.libvirt.xml.domain.Video;
import io.dosvm.libvirt.xml.domain.Vsock;
import io.dosvm.libvirt.xml.domain.Watchdog;
import java.util.function.Consumer;

/**
 * The options of virt-install that are devices. Each can be said any number of times, for one device more.
 *
 * @since 0.1
 */
public abstract sealed class DeviceOptions extends GuestOptions permits VirtInstall {
    DeviceOptions() {}

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

    private VirtInstall devices(Consumer<Devices.Builder> change) {
        return xml(d -> d.devices(change));
    }
}
