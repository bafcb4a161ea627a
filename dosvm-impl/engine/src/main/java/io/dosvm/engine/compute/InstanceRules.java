package io.dosvm.engine.compute;

import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Graphics;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.storage.StorageRules;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What an instance must be like, as far as it can be told without looking at anything else. Pure. */
final class InstanceRules {
    private static final int MAX_VCPUS = 255;
    private static final int MAX_DISKS = 128;
    private static final ByteSize MIN_MEMORY = ByteSize.mib(64);
    private static final ByteSize MAX_MEMORY = ByteSize.tib(64);
    private static final long MIB = ByteSize.mib(1).bytes();
    private static final Set<String> ARCHITECTURES = Set.of("x86_64", "i686", "aarch64");
    private static final Pattern MACHINE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private InstanceRules() {}

    static void shape(Violations violations, InstanceDefinition instance) {
        violations.check(
                instance.vcpus() >= 1 && instance.vcpus() <= MAX_VCPUS, "vcpus", instance.vcpus(), "1–" + MAX_VCPUS);
        memory(violations, instance.memory());
        violations.check(
                ARCHITECTURES.contains(instance.architecture()),
                "architecture",
                instance.architecture(),
                "x86_64, i686 or aarch64");
        String machine = instance.machine();
        violations.check(
                machine == null || MACHINE.matcher(machine).matches(),
                "machine",
                String.valueOf(machine),
                "1–64 of A–Z, a–z, 0–9, '.', '_' or '-', the first a letter or digit");
        boot(violations, instance);
        violations.check(
                instance.disks().size() <= MAX_DISKS, "disks", instance.disks().size(), "up to " + MAX_DISKS);
        for (int i = 0; i < instance.disks().size(); i++) {
            disk(
                    violations,
                    "disks[" + i + "]",
                    instance.disks().get(i),
                    instance.disks().subList(0, i));
        }
        NicRules.shape(violations, instance.nics());
        Graphics graphics = instance.graphics();
        if (graphics != null) {
            violations.parse("graphics.listen", graphics.shownListen(), IpAddress::parse);
        }
    }

    private static void memory(Violations violations, ByteSize memory) {
        violations.check(
                memory.compareTo(MIN_MEMORY) >= 0 && memory.compareTo(MAX_MEMORY) <= 0 && memory.bytes() % MIB == 0,
                "memory",
                memory.bytes() == 0 ? "not set" : memory.bytes(),
                "64 MiB–64 TiB, a multiple of 1 MiB");
    }

    private static void boot(Violations violations, InstanceDefinition instance) {
        List<BootDevice> order = instance.boot();
        violations.check(Set.copyOf(order).size() == order.size(), "boot", order, "each device at most once");
        Set<BootDevice> there = EnumSet.noneOf(BootDevice.class);
        instance.disks().forEach(d -> there.add(d.source() == Source.CDROM ? BootDevice.CDROM : BootDevice.DISK));
        if (!instance.nics().isEmpty()) {
            there.add(BootDevice.NETWORK);
        }
        violations.check(there.containsAll(order), "boot", order, "only devices that there are: " + there);
    }

    private static void disk(Violations violations, String field, Disk disk, List<Disk> before) {
        ByteSize size = disk.size();
        if (size != null) {
            StorageRules.capacity(violations, field + ".size", size);
        }
        violations.check(
                disk.pool() == null || disk.own(),
                field + ".in",
                String.valueOf(disk.pool()),
                "only a linked clone or a blank disk is made in a pool");
        violations.check(
                disk.source() != Source.BLANK || disk.pool() != null,
                field + ".in",
                "not set",
                "a blank disk needs a pool");
        violations.check(
                disk.source() != Source.CDROM || disk.shownBus() != Bus.VIRTIO,
                field + ".bus",
                disk.shownBus(),
                "a CD-ROM drive is SATA, SCSI, IDE or USB");
        violations.check(
                !disk.readOnly()
                        || disk.source() == Source.CDROM
                        || !Set.of(Bus.SATA, Bus.IDE).contains(disk.shownBus()),
                field + ".readOnly",
                disk.shownBus(),
                "SATA and IDE disks cannot be read-only; virtio, SCSI and USB can");
        violations.check(
                disk.source() != Source.VOLUME
                        || before.stream()
                                .noneMatch(d -> d.source() == Source.VOLUME
                                        && disk.of() != null
                                        && disk.of().equals(d.of())),
                field,
                String.valueOf(disk.of()),
                "a volume at most once");
    }
}
