package io.dosvm.engine;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.Image;
import io.dosvm.Images;
import io.dosvm.Instance;
import io.dosvm.Instances;
import io.dosvm.Network;
import io.dosvm.Networks;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.Vms;
import io.dosvm.Volume;
import io.dosvm.Volumes;
import io.dosvm.engine.compute.ComputeRoom;
import io.dosvm.engine.host.HostConnections;
import io.dosvm.engine.host.HostParameters;
import io.dosvm.engine.host.HostRoom;
import io.dosvm.engine.host.OwnedObjects;
import io.dosvm.engine.host.StoredObjects;
import io.dosvm.engine.kernel.Handles;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.network.NetworkRoom;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.project.ProjectContent;
import io.dosvm.engine.project.ProjectParts;
import io.dosvm.engine.project.ProjectRoom;
import io.dosvm.engine.storage.StorageRoom;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The nouns, put together. Here alone they all know each other. */
final class Rooms implements Handles, ProjectParts {
    private final HostRoom hosts;
    private final ProjectRoom projects;
    private final StorageRoom storage;
    private final NetworkRoom networks;
    private final ComputeRoom compute;

    Rooms(Kernel kernel, HostConnections connections, UUID node) {
        storage = new StorageRoom(kernel, this);
        networks = new NetworkRoom(kernel, this);
        List<OwnedObjects> owned = new ArrayList<>(storage.owned());
        owned.addAll(networks.owned());
        owned.add(new StoredObjects(ResourceKind.VM, "vm"));
        hosts = new HostRoom(kernel, connections, HostParameters.USUAL, node, owned);
        compute =
                new ComputeRoom(kernel, this, new ComputeRoom.Below(storage, networks, hosts.placement(), connections));
        // What uses other things goes before them.
        List<ProjectContent> content = new ArrayList<>(compute.projectContent());
        content.addAll(storage.projectContent());
        content.addAll(networks.projectContent());
        projects = new ProjectRoom(kernel, this, content);
    }

    HostRoom hosts() {
        return hosts;
    }

    ProjectRoom projects() {
        return projects;
    }

    StorageRoom storage() {
        return storage;
    }

    NetworkRoom networks() {
        return networks;
    }

    ComputeRoom compute() {
        return compute;
    }

    List<Work> works() {
        List<Work> works = new ArrayList<>(hosts.works());
        works.addAll(projects.works());
        works.addAll(storage.works());
        works.addAll(networks.works());
        works.addAll(compute.works());
        return works;
    }

    /** The handle of what an operation worked on. */
    Object handle(Caller caller, ResourceRef target) {
        UUID id = target.id();
        return switch (target.kind()) {
            case HOST -> host(caller, id);
            case PROJECT -> project(caller, id);
            case POOL -> pool(caller, id);
            case VOLUME -> volume(caller, id);
            case IMAGE -> image(caller, id);
            case SUBNET -> subnet(caller, id);
            case NETWORK -> network(caller, id);
            case INSTANCE -> instance(caller, id);
            case VM -> vm(caller, id);
            case OPERATION, CONTROL_PLANE, UNKNOWN -> target;
        };
    }

    @Override
    public Host host(Caller caller, UUID id) {
        return hosts.host(caller, id);
    }

    @Override
    public Project project(Caller caller, UUID id) {
        return projects.project(caller, id);
    }

    @Override
    public Pool pool(Caller caller, UUID id) {
        return storage.pool(caller, id);
    }

    @Override
    public Volume volume(Caller caller, UUID id) {
        return storage.volume(caller, id);
    }

    @Override
    public Image image(Caller caller, UUID id) {
        return storage.image(caller, id);
    }

    @Override
    public Subnet subnet(Caller caller, UUID id) {
        return networks.subnet(caller, id);
    }

    @Override
    public Network network(Caller caller, UUID id) {
        return networks.network(caller, id);
    }

    @Override
    public Instance instance(Caller caller, UUID id) {
        return compute.instance(caller, id);
    }

    @Override
    public Vm vm(Caller caller, UUID id) {
        return compute.vm(caller, id);
    }

    @Override
    public Volumes volumes(Caller caller, Id<Project> project) {
        return storage.volumes(caller, project);
    }

    @Override
    public Images images(Caller caller, Id<Project> project) {
        return storage.images(caller, project);
    }

    @Override
    public Networks networks(Caller caller, Id<Project> project) {
        return networks.networks(caller, project);
    }

    @Override
    public Instances instances(Caller caller, Id<Project> project) {
        return compute.instances(caller, project);
    }

    @Override
    public Vms vms(Caller caller, Id<Project> project) {
        return compute.vms(caller, project);
    }
}
