package io.dosvm.engine.network;

import io.dosvm.Caller;
import io.dosvm.Network;
import io.dosvm.Networks;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.Subnets;
import io.dosvm.engine.host.OwnedObjects;
import io.dosvm.engine.host.StoredObjects;
import io.dosvm.engine.kernel.Handles;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Tables;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.project.ProjectContent;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The network noun put together: what the other rooms may use of it. */
public final class NetworkRoom {
    private final Kernel kernel;
    private final Handles handles;
    private final NetworkStore store;
    private final NetworkWork work;

    /** The noun on a kernel. */
    public NetworkRoom(Kernel kernel, Handles handles) {
        this.kernel = kernel;
        this.handles = handles;
        this.store = new NetworkStore(kernel);
        this.work = new NetworkWork(store);
    }

    /** All IP plans. */
    public Subnets subnets(Caller caller) {
        return new StoredSubnets(this, caller);
    }

    /** One IP plan. */
    public Subnet subnet(Caller caller, UUID id) {
        return new SubnetHandle(this, caller, Id.of(id));
    }

    /** The networks of a project. */
    public Networks networks(Caller caller, Id<Project> project) {
        return new StoredNetworks(this, caller, project.value());
    }

    /** One network. */
    public Network network(Caller caller, UUID id) {
        return new NetworkHandle(this, caller, Id.of(id), null);
    }

    /** The SQL. */
    public NetworkStore store() {
        return store;
    }

    /** The steps that other works share. */
    public NetworkWork work() {
        return work;
    }

    /** All kinds of work of this noun. */
    public List<Work> works() {
        return List.of(new NetworkDeleteWork(this));
    }

    /** What belongs to projects. */
    public List<ProjectContent> projectContent() {
        return List.of(new ProjectNetworks(this));
    }

    /** What of this noun lies on hosts. */
    public List<OwnedObjects> owned() {
        return List.of(new StoredObjects(NetworkStore.NETWORKS.kind(), "network"));
    }

    Kernel kernel() {
        return kernel;
    }

    Handles handles() {
        return handles;
    }

    /** Locks the projects that are to use an IP plan, before its row; one that does not exist is a violation. */
    void lockAllowed(Tx tx, Set<UUID> projects) {
        Set<UUID> existing = Tables.PROJECT.lockAll(tx, projects);
        Violations violations = new Violations();
        projects.forEach(p -> violations.check(existing.contains(p), "allow", p, "a project of this control plane"));
        violations.refuse();
    }
}
