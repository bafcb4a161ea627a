package io.dosvm.engine.compute;

import io.dosvm.VolumeStatus;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Compute;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The end of a VM, step by step; each may be run again. */
final class VmEnd {
    private final ComputeRoom room;

    VmEnd(ComputeRoom room) {
        this.room = room;
    }

    /** Takes it off its host, and deletes the disks that are its own. The host refuses while it runs. */
    void empty(WorkContext context, UUID id) {
        Optional<UUID> host = context.write("vm.going", tx -> {
            Optional<VmRow> row = room.vms().lock(tx, id);
            row.ifPresent(r -> room.vms().save(tx, r, r.state().going()));
            return row.flatMap(r -> r.state().host());
        });
        host.ifPresent(h -> context.host(h, new Compute.Undefine(id), VmSteps.QUICK));
        List<VmStore.DiskRow> disks = context.write("vm.disks", tx -> room.vms().disks(tx, List.of(id)));
        for (VmStore.DiskRow disk : disks) {
            if (disk.own()) {
                context.check();
                room.storage().volumeWork().remove(context, disk.volume(), tx -> room.vms()
                        .deleteDisk(tx, disk));
            }
        }
    }

    /** Takes back what was begun of its end: its disks are as they were, but for those that are gone. */
    void restore(WorkContext context, UUID id) {
        context.write("vm.disks", tx -> room.vms().disks(tx, List.of(id))).stream()
                .filter(VmStore.DiskRow::own)
                .forEach(disk -> room.storage().volumeWork().restore(context, disk.volume()));
    }

    /** It goes on living, if none of its own disks was touched. */
    void keep(Tx tx, UUID id) {
        room.vms().lock(tx, id).ifPresent(row -> {
            long had = room.instances().require(tx, row.instance()).definition().disks().stream()
                    .filter(InstanceDefinition.Disk::own)
                    .count();
            long has = room.storage().volumes().ofVms(tx, List.of(id)).stream()
                    .filter(volume -> volume.state() != VolumeStatus.State.DELETING)
                    .count();
            if (had == has) {
                room.vms().save(tx, row, row.state().staying());
            }
        });
    }

    /** Drops its record, in the last transaction. */
    void forget(Tx tx, UUID id) {
        room.vms().lock(tx, id).ifPresent(row -> room.vms().delete(tx, row));
    }
}
