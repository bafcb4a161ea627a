package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Subscription;
import io.dosvm.Vm;
import io.dosvm.VmSpec;
import io.dosvm.VmStatus;
import io.dosvm.Vms;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The VMs of a project, in the store. */
final class StoredVms implements Vms {
    private final ComputeRoom room;
    private final Caller caller;
    private final UUID project;
    private final Catalogs catalog;

    StoredVms(ComputeRoom room, Caller caller, UUID project) {
        this.room = room;
        this.caller = caller;
        this.project = project;
        this.catalog = new Catalogs(room.kernel(), VmStore.TABLE, caller, project);
    }

    @Override
    public Vm get(Id<Vm> id) {
        return new VmHandle(room, caller, id, project);
    }

    @Override
    public Optional<Vm> find(String name) {
        return catalog.find(name).map(this::handle);
    }

    @Override
    public Vm require(String name) {
        return handle(catalog.require(name));
    }

    @Override
    public Page<VmStatus> list(Consumer<ListQuery> query) {
        return catalog.list(query, this::page);
    }

    @Override
    public Stream<VmStatus> stream(Consumer<ListQuery> query) {
        return catalog.stream(query, this::page);
    }

    @Override
    public Subscription watch(EventListener listener) {
        return catalog.watch(listener);
    }

    @Override
    public Vm create(String name, Consumer<VmSpec> spec) {
        return create(name, VmDraft.of(spec));
    }

    @Override
    public Vm ensure(String name, Consumer<VmSpec> spec) {
        VmDraft draft = VmDraft.of(spec);
        Optional<UUID> found = catalog.find(name);
        if (found.isEmpty()) {
            return create(name, draft);
        }
        room.kernel().read("vm.ensure", tx -> {
            VmRow row = room.vms().require(tx, found.get());
            new Differences()
                    .compare("from", draft.instance(), row.instance())
                    .compare("description", draft.description(), row.description())
                    .refuse(row.ref());
            return row;
        });
        return handle(found.get());
    }

    private Vm create(String name, VmDraft draft) {
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

    private Page<VmStatus> page(Tx tx, ListQuery query) {
        return room.pages().page(tx, caller, project, query);
    }

    private Vm handle(UUID id) {
        return get(Id.of(id));
    }
}
