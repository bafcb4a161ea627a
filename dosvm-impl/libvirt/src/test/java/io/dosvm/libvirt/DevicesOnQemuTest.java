package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.libvirt.binding.ConnectUri;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.spi.Compute.DiskDefinition.Device;
import io.dosvm.spi.Compute.GraphicsDefinition;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rarer devices: QEMU starts with them, as they were asked for. */
@NeedsLab
class DevicesOnQemuTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

    @Test
    void everyKindOfDiskNicAndDisplay_isThereInARunningVm() {
        try (Runtime runtime = Runtime.system("devices");
                Lab lab = Lab.open(o -> o.directory(Path.of("target", "lab")))) {
            HostUri uri = HostUri.parse(lab.host(1).uri() + "&accel=tcg");
            try (HostDriver driver = new LibvirtProvider().open(uri, runtime);
                    LibvirtHost beside = new LibvirtHost(uri, ConnectUri.of(uri), runtime)) {
                String directory = lab.host(1).images().resolve("devices").toString();
                Mark mark = new Mark(runtime.newId(), runtime.newId(), 0);
                String pool = perform(
                                driver, runtime, new Storage.EnsurePool(new Storage.PoolDefinition(mark, directory)))
                        .name();
                for (boolean pc : new boolean[] {true, false}) {
                    List<DiskDefinition> disks = disks(driver, runtime, pool, pc);
                    UUID id = runtime.newId();
                    perform(driver, runtime, new Compute.Define(vm(new Mark(mark.owner(), id, 0), pc, disks)));
                    perform(driver, runtime, new Compute.Start(id, 1));
                    Call call = call(runtime);
                    try (var domain = beside.control(call).domains().byUuid(id, call)) {
                        Domain seen = Domain.parse(domain.xml(0, call));
                        assertEquals(told(disks), found(seen), seen.xml());
                    }
                    perform(driver, runtime, new Compute.Stop(id));
                    perform(driver, runtime, new Compute.Undefine(id));
                }
            }
        }
    }

    /** A disk and a CD-ROM drive on every bus that the machine has and that can have them. */
    private static List<DiskDefinition> disks(HostDriver driver, Runtime runtime, String pool, boolean pc) {
        VolumeKey disc = volume(driver, runtime, pool);
        List<DiskDefinition> disks = new ArrayList<>();
        for (Bus bus : Bus.values()) {
            if (bus == Bus.IDE && !pc) {
                continue;
            }
            boolean readOnly = bus == Bus.SCSI || bus == Bus.USB;
            disks.add(new DiskDefinition(volume(driver, runtime, pool), Format.RAW, Device.DISK, bus, readOnly));
            if (bus != Bus.VIRTIO) {
                disks.add(new DiskDefinition(disc, Format.ISO, Device.CDROM, bus, true));
            }
        }
        return disks;
    }

    private static Set<String> told(List<DiskDefinition> disks) {
        Set<String> told = new TreeSet<>();
        disks.forEach(d -> told.add((d.bus() + " " + d.device()).toLowerCase(Locale.ROOT)
                + (d.readOnly() ? " readonly " : " ")
                + d.volume().fileName()));
        return told;
    }

    private static Set<String> found(Domain domain) {
        Set<String> found = new TreeSet<>();
        domain.devices().orElseThrow().disks().forEach(d -> {
            Path file = Path.of(d.source().orElseThrow().file().orElseThrow());
            found.add(d.target().orElseThrow().bus().orElseThrow() + " "
                    + d.device().orElseThrow() + (d.readonly() ? " readonly " : " ") + file.getFileName());
        });
        return found;
    }

    private static VolumeKey volume(HostDriver driver, Runtime runtime, String pool) {
        VolumeKey key = new VolumeKey(pool, runtime.newId() + ".raw");
        perform(
                driver,
                runtime,
                new Storage.CreateVolume(
                        new Storage.VolumeDefinition(key, Format.RAW, ByteSize.mib(1), Optional.empty())));
        return key;
    }

    private static VmDefinition vm(Mark mark, boolean pc, List<DiskDefinition> disks) {
        List<NicDefinition> nics = new ArrayList<>();
        for (String model : List.of("virtio", "e1000", "e1000e", "rtl8139")) {
            nics.add(new NicDefinition(
                    new NicLink.User(LOOPBACK, List.of()), MacAddress.parse("52:54:00:00:00:0" + nics.size()), model));
        }
        return new VmDefinition(
                mark,
                "devices",
                "x86_64",
                Optional.of(pc ? "pc" : "q35"),
                1,
                ByteSize.mib(64),
                List.of(BootDevice.NETWORK, BootDevice.CDROM, BootDevice.DISK),
                disks,
                nics,
                Optional.of(new GraphicsDefinition(
                        pc ? GraphicsDefinition.Type.VNC : GraphicsDefinition.Type.SPICE, LOOPBACK)));
    }

    private static <R> R perform(HostDriver driver, Runtime runtime, Request<R> request) {
        return driver.perform(request, call(runtime));
    }

    private static Call call(Runtime runtime) {
        return Call.within(runtime, Duration.ofSeconds(30));
    }
}
