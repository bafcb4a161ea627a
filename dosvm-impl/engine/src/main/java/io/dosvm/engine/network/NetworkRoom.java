package io.dosvm.engine.network;

import io.dosvm.Caller;
import io.dosvm.Network;
import io.dosvm.Networks;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.Subnets;
import io.dosvm.engine.kernel.Handles;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import java.util.List;
import java.util.Map;
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
        return new NetworkHandle(this, caller, Id.of(id));
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

    Kernel kernel() {
        return kernel;
    }

    Handles handles() {
        return handles;
    }

    /** Whether a row is there; the foreign key keeps it there once it is referred to. */
    boolean exists(Tx tx, String table, UUID id) {
        return tx.first("SELECT id FROM " + table + " WHERE id = :id", Map.of("id", id), (row, context) -> id)
                .isPresent();
    }
}
