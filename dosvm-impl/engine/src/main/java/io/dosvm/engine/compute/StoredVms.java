package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Vm;
import io.dosvm.VmSpec;
import io.dosvm.VmStatus;
import io.dosvm.Vms;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The VMs of a project, in the store. */
final class StoredVms extends StoredCatalog<Vm, VmStatus, VmDraft, Vm> implements Vms {
    private final ComputeRoom room;
    private final Caller caller;
    private final UUID project;

    StoredVms(ComputeRoom room, Caller caller, UUID project) {
        super(new Catalogs(room.kernel(), VmStore.TABLE, caller, project));
        this.room = room;
        this.caller = caller;
        this.project = project;
    }

    @Override
    public Vm create(String name, Consumer<VmSpec> spec) {
        return make(name, VmDraft.of(spec));
    }

    @Override
    public Vm ensure(String name, Consumer<VmSpec> spec) {
        VmDraft draft = VmDraft.of(spec);
        return ensured(name, draft);
    }

    @Override
    protected Vm verified(UUID id, VmDraft draft) {
        room.kernel().read("vm.ensure", tx -> {
            VmRow row = room.vms().require(tx, id);
            new Differences()
                    .compare("from", draft.instance(), row.instance())
                    .compare("description", draft.description(), row.description())
                    .refuse(row.ref());
            return row;
        });
        return handle(id);
    }

    @Override
    protected Vm make(String name, VmDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.VM, id, name);
        ResourceRef where = new ResourceRef(ResourceKind.PROJECT, project, "");
        kernel.authorize(caller, "vm.create", where, Optional.of(project));
        UUID made = kernel.write(caller, "vm.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "vm " + project + " " + name, id);
            if (before.isPresent()) {
                return before.get();
            }
            room.making().insert(tx, project, ref, draft);
            kernel.audit(tx, caller, "vm.create", ref, "made");
            tx.event("vm.created", ref, project, "VM " + name + " was made");
            return id;
        });
        return handle(made);
    }

    @Override
    protected Page<VmStatus> page(Tx tx, ListQuery query) {
        return room.pages().page(tx, caller, project, query);
    }

    @Override
    protected Vm handle(UUID id) {
        return new VmHandle(room, caller, Id.of(id), project);
    }
}
