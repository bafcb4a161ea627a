package io.dosvm.engine;

import io.dosvm.Audit;
import io.dosvm.Caller;
import io.dosvm.DosvmConfig;
import io.dosvm.Events;
import io.dosvm.Operations;
import io.dosvm.engine.access.AuditLog;
import io.dosvm.engine.access.Gate;
import io.dosvm.engine.event.EventLog;
import io.dosvm.engine.event.OwnThreads;
import io.dosvm.engine.event.StoredEvents;
import io.dosvm.engine.event.Watches;
import io.dosvm.engine.host.HostConnections;
import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.kernel.StoreKernel;
import io.dosvm.engine.operation.DurableOperations;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.Identity;
import io.dosvm.engine.store.Json;
import io.dosvm.engine.store.Migrations;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Runtime;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One opening of a control plane: everything that lives from open to close. */
final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final Duration HOSTS_WAIT = Duration.ofMillis(3500);
    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private final Runtime runtime;
    private final boolean ownRuntime;
    private final UUID owner;
    private final UUID node;
    private final Database database;
    private final Gate gate;
    private final EventLog log;
    private final Watches watches;
    private final AuditLog audit;
    private final DurableOperations operations;
    private final HostConnections connections;
    private final Identity identity;
    private final Rooms rooms;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Engine(DosvmConfig config, Runtime runtime, Database database, EventLog log) {
        this.runtime = runtime;
        this.ownRuntime = config.runtime().isEmpty();
        this.database = database;
        this.log = log;
        this.node = runtime.newId();
        this.gate = new Gate(config.authorizer());
        this.audit = new AuditLog(database, runtime);
        Json json = new Json();
        OwnThreads ownThreads = new OwnThreads();
        new Migrations(database, runtime).run();
        this.identity = new Identity(database, runtime);
        this.owner = identity.controlPlane();
        identity.register(node);
        this.watches = new Watches(database, runtime, log, ownThreads);
        this.operations = new DurableOperations(
                new DurableOperations.Parts(database, runtime, json, gate, audit, ownThreads), node, owner);
        StoreKernel kernel = new StoreKernel(
                new StoreKernel.Parts(runtime, owner, database, json, gate, audit, watches, operations));
        this.connections = new HostConnections(
                runtime,
                HostDrivers.of(config.drivers()),
                config.instrumentation(),
                id -> database.transaction("host.address", tx -> HostLookup.uri(tx, id)));
        this.rooms = new Rooms(kernel, connections, node);
    }

    /** Opens everything; what fails on the way leaves nothing open. */
    static Engine open(DosvmConfig config) {
        Runtime runtime = config.runtime().orElseGet(() -> Runtime.system(config.name()));
        EventLog log = new EventLog();
        Database database = Database.open(
                config.store().orElseThrow(),
                new Database.Settings(
                        runtime,
                        config.instrumentation(),
                        config.deadline(),
                        config.runtime().isPresent() ? Database.Clock.RUNTIME : Database.Clock.DATABASE,
                        List.of(log::append)));
        boolean open = false;
        try {
            Engine engine = new Engine(config, runtime, database, log);
            open = true;
            engine.begin();
            return engine;
        } finally {
            if (!open) {
                database.abandon();
                if (config.runtime().isEmpty()) {
                    runtime.close();
                }
            }
        }
    }

    private void begin() {
        boolean begun = false;
        try {
            operations.begin(connections, rooms.works(), this::died);
            rooms.hosts().start(rooms.compute().observer(), database.exclusive());
            begun = true;
        } finally {
            if (!begun) {
                close();
            }
        }
    }

    /** This node's runtime has ended under it, as a process does: nothing is rounded off. */
    private void died() {
        closed.set(true);
        database.abandon();
    }

    UUID owner() {
        return owner;
    }

    Rooms rooms() {
        return rooms;
    }

    Operations operations(Caller caller) {
        return operations.view(caller, target -> rooms.handle(caller, target));
    }

    Events events(Caller caller) {
        return new StoredEvents(
                database, log, watches, () -> gate.require(caller, "event.read", self(), Optional.empty()));
    }

    Audit audit(Caller caller) {
        return audit.view(() -> gate.require(caller, "audit.read", self(), Optional.empty()));
    }

    private ResourceRef self() {
        return new ResourceRef(ResourceKind.CONTROL_PLANE, owner, "");
    }

    /**
     * Ends in order, within ten seconds even if hosts hang: nothing new, then hosts let go while work stops, then what
     * was left goes back to the queue, then the store and the threads.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // An interrupted caller closes all the same, and finds its flag again.
        boolean interrupted = Thread.interrupted();
        try {
            operations.stop();
            watches.close();
            Runtime.Task hosts = runtime.start("close", rooms.hosts()::close);
            Runtime.Task drivers = runtime.start("close", connections::close);
            long end = runtime.nanoTime() + HOSTS_WAIT.toNanos();
            hosts.join(HOSTS_WAIT);
            drivers.join(Duration.ofNanos(Math.max(0, end - runtime.nanoTime())));
            quietly(operations::release);
            quietly(() -> identity.deregister(node, LAST_WORD));
        } finally {
            database.close();
            if (ownRuntime) {
                runtime.close();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What cannot be rounded off now lapses, and is taken over by others. */
    private static void quietly(Runnable body) {
        try {
            body.run();
        } catch (DosvmException e) {
            LOG.debug("the end of a node could not be rounded off", e);
        }
    }
}
