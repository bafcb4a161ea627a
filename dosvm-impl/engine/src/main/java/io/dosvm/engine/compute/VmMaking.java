package io.dosvm.engine.compute;

import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.engine.storage.ImageRow;
import io.dosvm.engine.storage.VolumeRow;
import io.dosvm.engine.storage.VolumeStore;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.MacAddress;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Records a new VM with all that is its own: disks that are paid for at once, and hardware addresses. */
final class VmMaking {
    /** The prefix of QEMU's own addresses: 52:54:00, locally administered. */
    private static final long MAC_PREFIX = 0x525400L << 24;

    private static final int MAC_TRIES = 64;

    private final ComputeRoom room;

    VmMaking(ComputeRoom room) {
        this.room = room;
    }

    void insert(Tx tx, UUID project, ResourceRef vm, VmDraft draft) {
        ResourceRef owner = new ProjectStore().requireActive(tx, project);
        String description = draft.description().orElse("");
        Violations violations = new Violations();
        Names.check(violations, vm.name());
        Names.checkDescription(violations, description);
        Optional<InstanceRow> found = draft.instance()
                .flatMap(i -> room.instances().find(tx, i))
                .filter(i -> i.project().equals(project));
        violations.check(
                found.isPresent(),
                "from",
                draft.instance().map(UUID::toString).orElse("not set"),
                "an instance of the project");
        violations.refuse();
        room.storage().pools().lockAll(tx, pools(tx, found.orElseThrow().definition()));
        UUID instanceId = found.orElseThrow().id();
        InstanceStore.TABLE.lock(tx, instanceId, Optional.empty());
        InstanceRow instance = room.instances().require(tx, instanceId);
        room.vms()
                .insert(
                        tx,
                        new VmRow(
                                vm.id(),
                                project,
                                instance.id(),
                                vm.name(),
                                description,
                                new Version(1),
                                VmState.made(tx.now())));
        Kernel kernel = room.kernel();
        kernel.use(tx, instance.ref(), vm, "VM");
        List<Disk> disks = instance.definition().disks();
        for (int i = 0; i < disks.size(); i++) {
            disk(tx, owner, vm, i, disks.get(i));
        }
        for (int i = 0; i < instance.definition().nics().size(); i++) {
            UUID network = instance.definition().nics().get(i).network();
            if (network != null) {
                kernel.use(tx, room.networks().store().lockUsable(tx, network).ref(), vm, "NIC");
            }
            room.vms().insert(tx, new VmStore.NicRow(vm.id(), i, Optional.ofNullable(network), freeMac(tx)));
        }
    }

    /** Where its disks will lie: shared with other projects, so their rows are locked in one order. */
    private Set<UUID> pools(Tx tx, InstanceDefinition definition) {
        return definition.disks().stream()
                .filter(Disk::own)
                .map(disk -> poolOf(tx, disk))
                .collect(Collectors.toSet());
    }

    private UUID poolOf(Tx tx, Disk disk) {
        UUID pool = disk.pool();
        return pool != null
                ? pool
                : room.storage().images().require(tx, of(disk)).pool();
    }

    private void disk(Tx tx, ResourceRef project, ResourceRef vm, int position, Disk disk) {
        if (disk.source() == Source.CDROM) {
            ResourceRef image = room.storage().images().lockUsable(tx, of(disk)).ref();
            room.kernel().use(tx, image, vm, "CD-ROM");
            return;
        }
        VolumeRow volume;
        if (disk.source() == Source.VOLUME) {
            volume = room.storage().volumes().lockUsable(tx, of(disk));
            room.kernel().use(tx, volume.ref(), vm, "disk");
        } else {
            volume = room.storage().volumes().plan(tx, planned(tx, project, vm, position, disk));
        }
        room.vms().insert(tx, new VmStore.DiskRow(vm.id(), position, volume.id(), disk.own(), disk.writes()));
    }

    private VolumeStore.Planned planned(Tx tx, ResourceRef project, ResourceRef vm, int position, Disk disk) {
        Optional<ImageRow> image = disk.source() == Source.LINKED_CLONE
                ? Optional.of(room.storage().images().require(tx, of(disk)))
                : Optional.empty();
        ByteSize size = disk.size();
        return new VolumeStore.Planned(
                room.kernel().runtime().newId(),
                project,
                poolOf(tx, disk),
                vm.name() + "-disk" + position,
                "disk " + position + " of VM " + vm.name(),
                Storage.Format.QCOW2,
                size != null ? size : image.orElseThrow().capacity(),
                image.map(ImageRow::id),
                Optional.of(vm));
    }

    /** Random, so that machines of control planes that do not know each other hardly ever clash. */
    private MacAddress freeMac(Tx tx) {
        for (int i = 0; ; i++) {
            long chance = room.kernel().runtime().random().nextLong(1L << 24);
            MacAddress mac = new MacAddress(MAC_PREFIX | chance);
            // The unique key decides; after so many tries it is the one that shall say that there is none left.
            if (i == MAC_TRIES || !room.vms().taken(tx, mac)) {
                return mac;
            }
        }
    }

    private static UUID of(Disk disk) {
        UUID id = disk.of();
        if (id == null) {
            throw new IllegalStateException(disk.source() + " without what it is of");
        }
        return id;
    }
}
