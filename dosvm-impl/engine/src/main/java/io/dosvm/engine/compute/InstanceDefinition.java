package io.dosvm.engine.compute;

import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.spi.Compute.GraphicsDefinition;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the VMs of an instance are like: kept as JSON, so what has no value is null here and nowhere else.
 *
 * @param machine null for the host's default
 * @param boot empty for disks, then CD-ROMs, then NICs, as there are
 * @param graphics null for none
 * @param host null if not bound to one by itself
 */
record InstanceDefinition(
        int vcpus,
        ByteSize memory,
        String architecture,
        @Nullable String machine,
        List<BootDevice> boot,
        List<Disk> disks,
        List<Nic> nics,
        @Nullable Graphics graphics,
        @Nullable UUID host) {
    /** Before anything is set. */
    static final InstanceDefinition EMPTY =
            new InstanceDefinition(1, ByteSize.ZERO, "x86_64", null, List.of(), List.of(), List.of(), null, null);

    InstanceDefinition {
        boot = List.copyOf(boot);
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /** The boot order that was asked for, or that follows from what there is. */
    List<BootDevice> bootOrder() {
        if (!boot.isEmpty()) {
            return boot;
        }
        List<BootDevice> order = new ArrayList<>();
        if (disks.stream().anyMatch(d -> d.source() != Source.CDROM)) {
            order.add(BootDevice.DISK);
        }
        if (disks.stream().anyMatch(d -> d.source() == Source.CDROM)) {
            order.add(BootDevice.CDROM);
        }
        if (!nics.isEmpty()) {
            order.add(BootDevice.NETWORK);
        }
        return order;
    }

    /** Where a disk's bytes come from. */
    enum Source {
        /** An overlay of the VM's own on an image. */
        LINKED_CLONE,
        /** An empty volume of the VM's own. */
        BLANK,
        /** A volume that exists apart from the VM. */
        VOLUME,
        /** An image in a CD-ROM drive. */
        CDROM
    }

    /**
     * A disk.
     *
     * @param of the image or volume; null for a blank one
     * @param size of a blank one; null for the others
     * @param pool where own volumes lie; null for the image's
     * @param bus null for what is usual
     */
    record Disk(
            Source source,
            @Nullable UUID of,
            @Nullable ByteSize size,
            @Nullable UUID pool,
            @Nullable Bus bus,
            boolean readOnly) {
        /** How the guest sees it. */
        Bus shownBus() {
            if (bus != null) {
                return bus;
            }
            return source == Source.CDROM ? Bus.SATA : Bus.VIRTIO;
        }

        /** Whether every VM has a volume of its own for it. */
        boolean own() {
            return source == Source.LINKED_CLONE || source == Source.BLANK;
        }

        /** Whether the guest may write. */
        boolean writes() {
            return source != Source.CDROM && !readOnly;
        }
    }

    /**
     * A NIC: on a network, or in user networking.
     *
     * @param network null for user networking
     * @param model null for virtio
     * @param user null for a network
     */
    record Nic(
            @Nullable UUID network,
            @Nullable String model,
            @Nullable User user) {
        /** How the guest sees it. */
        String shownModel() {
            return model == null ? "virtio" : model;
        }
    }

    /**
     * User networking.
     *
     * @param listen an address of the host; null for 127.0.0.1
     */
    record User(@Nullable String listen, List<Forward> forwards) {
        User {
            forwards = List.copyOf(forwards);
        }

        /** Where the host listens. */
        String shownListen() {
            return listen == null ? "127.0.0.1" : listen;
        }

        /** For people. */
        String shown() {
            return forwards.stream()
                    .map(f -> f.protocol().text() + " " + shownListen() + ":"
                            + (f.hostPort() == null ? "*" : f.hostPort()) + " to " + f.guestPort())
                    .collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /**
     * A port of the host that leads to one of the guest.
     *
     * @param hostPort null for one that the host chooses
     */
    record Forward(Protocol protocol, @Nullable Integer hostPort, int guestPort) {}

    /**
     * A display.
     *
     * @param listen an address of the host; null for 127.0.0.1
     */
    record Graphics(GraphicsDefinition.Type type, @Nullable String listen) {
        /** Where the host listens. */
        String shownListen() {
            return listen == null ? "127.0.0.1" : listen;
        }
    }
}
