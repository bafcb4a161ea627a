package io.dosvm.engine.compute;

import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.ProjectContent;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.PowerState;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.UUID;

/** The VMs and instances of a project, as its end sees them. */
final class ProjectCompute implements ProjectContent {
    private final ComputeRoom room;

    ProjectCompute(ComputeRoom room) {
        this.room = room;
    }

    @Override
    public List<ResourceRef> running(Tx tx, UUID project) {
        return room.vms().ofProject(tx, project).stream()
                .filter(vm ->
                        runs(vm.state()) || room.kernel().working(tx, vm.id()).isPresent())
                .map(VmRow::ref)
                .toList();
    }

    @Override
    public void delete(WorkContext context, UUID project) {
        VmEnd end = new VmEnd(room);
        List<VmRow> vms = context.write("project.vms", tx -> room.vms().ofProject(tx, project));
        for (VmRow vm : vms) {
            context.check();
            end.empty(context, vm.id());
            context.write("vm.deleted", tx -> {
                end.forget(tx, vm.id());
                return vm.id();
            });
        }
        context.write("project.instances", tx -> {
            ProjectLock.lock(tx, project);
            List<InstanceRow> instances = room.instances().ofProject(tx, project);
            instances.forEach(row -> room.instances().delete(tx, row));
            return instances.size();
        });
    }

    @Override
    public void keep(WorkContext context, UUID project) {
        VmEnd end = new VmEnd(room);
        List<VmRow> vms = context.write("project.vms", tx -> room.vms().ofProject(tx, project));
        vms.stream().filter(vm -> vm.state().deleting()).forEach(vm -> {
            end.restore(context, vm.id());
            context.write("vm.notDeleted", tx -> {
                end.keep(tx, vm.id());
                return vm.id();
            });
        });
    }

    private static boolean runs(VmState state) {
        return state.power() == PowerState.ON || state.charged() || state.seenUp();
    }
}
