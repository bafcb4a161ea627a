package io.dosvm.engine.host;

import io.dosvm.Caller;
import io.dosvm.Event;
import io.dosvm.EventListener;
import io.dosvm.Host;
import io.dosvm.Hosts;
import io.dosvm.Subscription;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.operation.Work;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The noun put together: what the other rooms may use of it. */
public final class HostRoom implements AutoCloseable {
    private final Kernel kernel;
    private final HostConnections connections;
    private final HostParameters parameters;
    private final UUID node;
    private final HostLookup lookup;
    private final HostStore store;
    private final HostView view;
    private final Placement placement;
    private final HostObjects objects;
    private volatile Optional<VmObserver> vms = Optional.empty();
    private volatile @Nullable HostWatch watch;
    private volatile @Nullable Subscription events;

    /**
     * The noun on a kernel. Nothing is watched yet.
     *
     * @param connections to the hosts; closed by whoever made them
     * @param node this opening of the control plane: it holds the leases
     * @param owned what the store knows, by kind
     */
    public HostRoom(
            Kernel kernel,
            HostConnections connections,
            HostParameters parameters,
            UUID node,
            List<OwnedObjects> owned) {
        this.kernel = kernel;
        this.connections = connections;
        this.parameters = parameters;
        this.node = node;
        this.lookup = new HostLookup(kernel);
        this.store = new HostStore(kernel, parameters);
        this.view = new HostView(kernel, lookup);
        this.placement = new Placement(kernel, view);
        this.objects = new HostObjects(kernel.owner(), owned);
    }

    /**
     * Begins to watch the hosts, and to tell of what is seen on them.
     *
     * @param alone whether the store is this process's alone: what other openings held is free then
     */
    public void start(VmObserver observed, boolean alone) {
        vms = Optional.of(observed);
        HostObserver observer = new HostObserver(kernel, store, connections, parameters, view, observed);
        HostLeases leases = new HostLeases(node, alone, parameters.lease());
        HostWatch made = new HostWatch(kernel, lookup, connections, parameters, observer, leases);
        watch = made;
        events = kernel.watch(ResourceKind.HOST, null, new Changes());
        made.start();
    }

    /** All hosts. */
    public Hosts hosts(Caller caller) {
        return new StoredHosts(this, caller);
    }

    /** One host. Without I/O. */
    public Host host(Caller caller, UUID id) {
        return new HostHandle(this, caller, Id.of(id));
    }

    /** Reads hosts. */
    public HostLookup lookup() {
        return lookup;
    }

    /** Finds hosts for VMs. */
    public Placement placement() {
        return placement;
    }

    /** All kinds of work of this noun. */
    public List<Work> works() {
        return List.of(new HostJoin(this), new HostLeave(this));
    }

    Kernel kernel() {
        return kernel;
    }

    HostConnections connections() {
        return connections;
    }

    HostStore store() {
        return store;
    }

    HostView view() {
        return view;
    }

    /** Who is told of VMs, once hosts are watched. */
    Optional<VmObserver> vms() {
        return vms;
    }

    HostObjects objects() {
        return objects;
    }

    /** What this node has last seen of a host, if it watches it. */
    Optional<HostSnapshot.Seen> seen(UUID host) {
        HostWatch current = watch;
        return current == null ? Optional.empty() : current.seen(host);
    }

    /** A host may be used from now on. */
    void activated(UUID host) {
        view.changed(host);
        HostWatch current = watch;
        if (current != null) {
            current.changed();
        }
    }

    /** A host is known no more, or asked no more. */
    void gone(UUID host) {
        activated(host);
        connections.forget(host);
    }

    private void moved(UUID host) {
        connections.forget(host);
        HostWatch current = watch;
        if (current != null) {
            current.moved(host);
        }
    }

    /** Ends watching. The connections stay. */
    @Override
    public void close() {
        Subscription subscription = events;
        if (subscription != null) {
            subscription.close();
        }
        HostWatch current = watch;
        if (current != null) {
            current.close();
        }
    }

    /** What any node has changed of hosts is seen here too. */
    private final class Changes implements EventListener {
        @Override
        public void event(Event event) {
            UUID host = event.resource().id();
            switch (event.kind()) {
                case "host.joined", "host.kept" -> activated(host);
                case "host.deleted", "host.notJoined", "host.dead" -> gone(host);
                case "host.moved" -> moved(host);
                default -> view.changed(host);
            }
        }

        @Override
        public void resync() {
            view.outdated();
        }
    }
}
