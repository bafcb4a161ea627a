package io.dosvm.engine.compute;

import io.dosvm.Authorizer;
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
import io.dosvm.Store;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.Vms;
import io.dosvm.Volume;
import io.dosvm.Volumes;
import io.dosvm.engine.access.AuditLog;
import io.dosvm.engine.access.Gate;
import io.dosvm.engine.event.EventLog;
import io.dosvm.engine.event.OwnThreads;
import io.dosvm.engine.event.StoredEvents;
import io.dosvm.engine.event.Watches;
import io.dosvm.engine.host.HostConnections;
import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.host.HostParameters;
import io.dosvm.engine.host.HostRoom;
import io.dosvm.engine.host.StoredObjects;
import io.dosvm.engine.kernel.Handles;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.StoreKernel;
import io.dosvm.engine.network.NetworkRoom;
import io.dosvm.engine.operation.DurableOperations;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.project.ProjectParts;
import io.dosvm.engine.project.ProjectRoom;
import io.dosvm.engine.storage.StorageRoom;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.Json;
import io.dosvm.engine.store.Migrations;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A control plane on fake hosts, with all rooms of the engine, that a test can drop at any step. */
final class TestCloud implements Handles, ProjectParts {
    static final UUID OWNER = UUID.fromString("0d05d05d-0000-4000-8000-000000000001");

    final Runtime runtime;
    final Kernel kernel;
    final DurableOperations operations;
    final StoredEvents events;
    final ProjectRoom projects;
    final HostRoom hosts;
    final StorageRoom storage;
    final NetworkRoom networks;
    final ComputeRoom compute;

    private final Database database;
    private final Watches watches;
    private final HostConnections connections;

    private TestCloud(Runtime runtime, Database database, EventLog log, FakeHosts fakes) {
        this.runtime = runtime;
        this.database = database;
        Json json = new Json();
        OwnThreads ownThreads = new OwnThreads();
        Gate gate = new Gate(Authorizer.SYSTEM_ONLY);
        AuditLog audit = new AuditLog(database, runtime);
        UUID node = runtime.newId();
        watches = new Watches(database, runtime, log, ownThreads);
        events = new StoredEvents(database, log, watches, () -> {});
        operations = new DurableOperations(
                new DurableOperations.Parts(database, runtime, json, gate, audit, ownThreads), node, OWNER);
        kernel = new StoreKernel(
                new StoreKernel.Parts(runtime, OWNER, database, json, gate, audit, watches, operations));
        connections = new HostConnections(
                runtime,
                HostDrivers.of(List.of(fakes)),
                Instrumentation.NONE,
                host -> kernel.read("host.uri", tx -> HostLookup.uri(tx, host)));
        storage = new StorageRoom(kernel, this);
        networks = new NetworkRoom(kernel, this);
        hosts = new HostRoom(
                kernel,
                connections,
                HostParameters.USUAL,
                node,
                List.of(
                        new StoredObjects(ResourceKind.VM, "vm"),
                        new StoredObjects(ResourceKind.POOL, "pool"),
                        new StoredObjects(ResourceKind.VOLUME, "volume", "image"),
                        new StoredObjects(ResourceKind.NETWORK, "network")));
        compute = new ComputeRoom(
                kernel, this, new ComputeRoom.Below(storage, networks, hosts.placement(), connections));
        projects = new ProjectRoom(
                kernel, this, Stream.of(compute.projectContent(), storage.projectContent(), networks.projectContent())
                        .flatMap(List::stream)
                        .toList());
        List<Work> works = new ArrayList<>();
        works.addAll(projects.works());
        works.addAll(hosts.works());
        works.addAll(storage.works());
        works.addAll(networks.works());
        works.addAll(compute.works());
        operations.begin(connections, works, database::abandon);
        hosts.start(compute.observer());
    }

    /** A node on a store; what an earlier one has left there is taken up. */
    static TestCloud open(Runtime runtime, Store store, FakeHosts fakes) {
        EventLog log = new EventLog();
        Database database = Database.open(
                store,
                new Database.Settings(
                        runtime,
                        Instrumentation.NONE,
                        Duration.ofMinutes(1),
                        Database.Clock.RUNTIME,
                        List.of(log::append)));
        try {
            new Migrations(database, runtime).run();
            return new TestCloud(runtime, database, log, fakes);
        } catch (RuntimeException | Error e) {
            database.abandon();
            throw e;
        }
    }

    /** Lets go of the store at once, as the death of the process would. */
    void abandon() {
        database.abandon();
    }

    /** Ends in order. */
    void close() {
        operations.stop();
        hosts.close();
        watches.close();
        operations.release();
        connections.close();
        database.close();
    }

    Project project(String name) {
        return projects.projects(Caller.SYSTEM).require(name);
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
