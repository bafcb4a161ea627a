package io.dosvm.engine.compute;

import io.dosvm.engine.host.OwnedObjects;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceKind;
import java.util.Set;
import java.util.UUID;

/** Which VMs on hosts are ours. */
final class OwnedVms implements OwnedObjects {
    private final ComputeRoom room;

    OwnedVms(ComputeRoom room) {
        this.room = room;
    }

    @Override
    public ResourceKind kind() {
        return ResourceKind.VM;
    }

    @Override
    public Set<UUID> known(Tx tx, Set<UUID> ids) {
        return Set.copyOf(room.vms().known(tx, ids));
    }
}
