package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.Instance;
import io.dosvm.InstanceStatus;
import io.dosvm.Instances;
import io.dosvm.Project;
import io.dosvm.Vm;
import io.dosvm.Vms;
import io.dosvm.engine.compute.VmDefinitions.DiskPlace;
import io.dosvm.engine.host.Placement;
import io.dosvm.engine.host.VmObserver;
import io.dosvm.engine.kernel.Handles;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.network.NetworkRoom;
import io.dosvm.engine.operation.HostDoor;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.ProjectContent;
import io.dosvm.engine.storage.StorageRoom;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The compute noun put together: what the other rooms may use of it. */
public final class ComputeRoom {
    private final Kernel kernel;
    private final Handles handles;
    private final Below below;
    private final InstanceStore instances;
    private final VmStore vms;
    private final VmSteps steps;
    private final VmPower power;
    private final VmMaking making;
    private final VmPages pages;
    private final VmReconciler reconciler;

    /**
     * The rooms that this one stands on.
     *
     * @param door asks hosts outside of operations
     */
    public record Below(StorageRoom storage, NetworkRoom networks, Placement placement, HostDoor door) {}

    /** The noun on a kernel. */
    public ComputeRoom(Kernel kernel, Handles handles, Below below) {
        this.kernel = kernel;
        this.handles = handles;
        this.below = below;
        this.instances = new InstanceStore(kernel);
        this.vms = new VmStore(kernel);
        this.steps = new VmSteps(this);
        this.power = new VmPower(this);
        this.making = new VmMaking(this);
        this.pages = new VmPages(this);
        this.reconciler = new VmReconciler(this);
    }

    /** The instances of a project. */
    public Instances instances(Caller caller, Id<Project> project) {
        return new StoredInstances(this, caller, project.value());
    }

    /** One instance. */
    public Instance instance(Caller caller, UUID id) {
        return new InstanceHandle(this, caller, Id.of(id), null);
    }

    /** The VMs of a project. */
    public Vms vms(Caller caller, Id<Project> project) {
        return new StoredVms(this, caller, project.value());
    }

    /** One VM. */
    public Vm vm(Caller caller, UUID id) {
        return new VmHandle(this, caller, Id.of(id), null);
    }

    /** All kinds of work of this noun. */
    public List<Work> works() {
        return List.of(
                new PowerOnWork(this),
                new PowerOffWork(this),
                new SettleWork(this),
                RebootWork.reboot(this),
                RebootWork.reset(this),
                PauseWork.suspend(this),
                PauseWork.resume(this),
                new VmDeleteWork(this));
    }

    /** Takes what is seen of VMs. */
    public VmObserver observer() {
        return reconciler;
    }

    /** What goes with a project: its VMs, then its instances. */
    public List<ProjectContent> projectContent() {
        return List.of(new ProjectCompute(this));
    }

    Kernel kernel() {
        return kernel;
    }

    Handles handles() {
        return handles;
    }

    StorageRoom storage() {
        return below.storage();
    }

    NetworkRoom networks() {
        return below.networks();
    }

    Placement placement() {
        return below.placement();
    }

    HostDoor door() {
        return below.door();
    }

    InstanceStore instances() {
        return instances;
    }

    VmStore vms() {
        return vms;
    }

    VmSteps steps() {
        return steps;
    }

    VmPower power() {
        return power;
    }

    VmMaking making() {
        return making;
    }

    VmReconciler reconciler() {
        return reconciler;
    }

    VmPages pages() {
        return pages;
    }

    InstanceStatus view(Caller caller, InstanceStore.Counted counted) {
        InstanceRow row = counted.row();
        return new InstanceView(instance(caller, row.id()), handles.project(caller, row.project()), row, counted.vms());
    }

    /** All rules of an instance, references included. */
    InstanceReferences.Bound checked(Tx tx, Violations violations, UUID project, InstanceDefinition definition) {
        InstanceRules.shape(violations, definition);
        return InstanceReferences.check(violations, definition, known(tx, project, definition));
    }

    /**
     * The one host on which an instance can run, if it is bound to one by anything. Bound to a host that is gone is
     * bound all the same: it must not run anywhere else.
     */
    Optional<UUID> boundHost(Tx tx, UUID project, InstanceDefinition definition) {
        return Optional.ofNullable(definition.host())
                .or(() -> InstanceReferences.check(new Violations(), definition, known(tx, project, definition))
                        .host());
    }

    /** Has a volume ready on its host. */
    DiskPlace volumePlace(WorkContext context, UUID volume) {
        return new DiskPlace(
                storage().volumeWork().ensure(context, volume),
                context.write("vm.disk", tx -> storage().volumes().require(tx, volume))
                        .format());
    }

    /** Has an image ready on its host. */
    DiskPlace imagePlace(WorkContext context, UUID image) {
        return new DiskPlace(
                storage().volumeWork().ensureImage(context, image),
                context.write("vm.cdrom", tx -> storage().images().require(tx, image))
                        .format());
    }

    private InstanceReferences.Known known(Tx tx, UUID project, InstanceDefinition definition) {
        StorageRoom storage = storage();
        return new KnownReader(
                        storage.pools(),
                        storage.images(),
                        storage.volumes(),
                        networks().store())
                .read(tx, project, definition);
    }
}
