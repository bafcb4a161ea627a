package io.dosvm.engine.compute;

import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Graphics;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.compute.InstanceDefinition.User;
import io.dosvm.spi.Compute.DiskDefinition;
import io.dosvm.spi.Compute.DiskDefinition.Device;
import io.dosvm.spi.Compute.GraphicsDefinition;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From what an instance says and a VM has to what a host is told. Pure. */
final class VmDefinitions {
    private VmDefinitions() {}

    /** Where the bytes of a disk lie on the host. */
    record DiskPlace(Storage.VolumeKey key, Storage.Format format) {}

    /**
     * Where a NIC of a VM is connected, and under which address.
     *
     * @param network the network's name on the host; empty for user networking
     */
    record NicPlace(Optional<String> network, MacAddress mac) {}

    /**
     * The definition of one VM.
     *
     * @param title the VM's name for people
     * @param disks one for each disk of the instance, in order
     * @param nics one for each NIC of the instance, in order
     */
    static VmDefinition of(
            Mark mark, String title, InstanceDefinition instance, List<DiskPlace> disks, List<NicPlace> nics) {
        return new VmDefinition(
                mark,
                title,
                instance.architecture(),
                Optional.ofNullable(instance.machine()),
                instance.vcpus(),
                instance.memory(),
                instance.bootOrder(),
                disks(instance.disks(), disks),
                nics(instance.nics(), nics),
                Optional.ofNullable(instance.graphics()).map(VmDefinitions::graphics));
    }

    private static List<DiskDefinition> disks(List<Disk> asked, List<DiskPlace> places) {
        requireSame("disks", asked.size(), places.size());
        List<DiskDefinition> all = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Disk disk = asked.get(i);
            boolean cdrom = disk.source() == Source.CDROM;
            all.add(new DiskDefinition(
                    places.get(i).key(),
                    places.get(i).format(),
                    cdrom ? Device.CDROM : Device.DISK,
                    disk.shownBus(),
                    !disk.writes()));
        }
        return all;
    }

    private static List<NicDefinition> nics(List<Nic> asked, List<NicPlace> places) {
        requireSame("NICs", asked.size(), places.size());
        List<NicDefinition> all = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            NicPlace place = places.get(i);
            all.add(new NicDefinition(
                    link(asked.get(i), place), place.mac(), asked.get(i).shownModel()));
        }
        return all;
    }

    private static NicLink link(Nic nic, NicPlace place) {
        User user = nic.user();
        if (user == null) {
            return new NicLink.ToNetwork(place.network()
                    .orElseThrow(() -> new IllegalArgumentException("the NIC " + place.mac() + " has no network")));
        }
        return new NicLink.User(
                IpAddress.parse(user.shownListen()),
                user.forwards().stream()
                        .map(f -> new NicLink.Forward(f.protocol(), Optional.ofNullable(f.hostPort()), f.guestPort()))
                        .toList());
    }

    private static GraphicsDefinition graphics(Graphics graphics) {
        return new GraphicsDefinition(graphics.type(), IpAddress.parse(graphics.shownListen()));
    }

    private static void requireSame(String what, int asked, int given) {
        if (asked != given) {
            throw new IllegalArgumentException("the instance has " + asked + " " + what + ", the VM " + given);
        }
    }
}
