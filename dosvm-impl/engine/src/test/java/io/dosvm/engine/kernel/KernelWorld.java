package io.dosvm.engine.kernel;

import io.dosvm.Authorizer;
import io.dosvm.Store;
import io.dosvm.engine.access.AuditLog;
import io.dosvm.engine.access.Gate;
import io.dosvm.engine.event.EventLog;
import io.dosvm.engine.event.OwnThreads;
import io.dosvm.engine.event.Watches;
import io.dosvm.engine.operation.DurableOperations;
import io.dosvm.engine.operation.HostDoor;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.Identity;
import io.dosvm.engine.store.Json;
import io.dosvm.engine.store.Migrations;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A kernel on a store, for tests of the nouns that stand on it. */
public final class KernelWorld implements AutoCloseable {
    private final Database database;
    private final UUID node;
    private final DurableOperations operations;
    private final StoreKernel kernel;
    private final Watches watches;

    public KernelWorld(Store store, Runtime runtime) {
        this(store, runtime, UUID.fromString("c0ffee00-0000-4000-8000-000000000001"));
    }

    public KernelWorld(Store store, Runtime runtime, UUID owner) {
        EventLog log = new EventLog();
        database = Database.open(
                store,
                new Database.Settings(
                        runtime,
                        Instrumentation.NONE,
                        Duration.ofMinutes(1),
                        Database.Clock.RUNTIME,
                        List.of(log::append)));
        new Migrations(database, runtime).run();
        node = runtime.newId();
        Gate gate = new Gate(Authorizer.SYSTEM_ONLY);
        AuditLog audit = new AuditLog(database, runtime);
        OwnThreads own = new OwnThreads();
        Json json = new Json();
        watches = new Watches(database, runtime, log, own);
        operations = new DurableOperations(
                new DurableOperations.Parts(database, runtime, json, gate, audit, own), node, owner);
        kernel = new StoreKernel(
                new StoreKernel.Parts(runtime, owner, database, json, gate, audit, watches, operations));
    }

    /** Shows this node to others. */
    public void register() {
        new Identity(database, kernel.runtime()).register(node);
    }

    public Kernel kernel() {
        return kernel;
    }

    public Database database() {
        return database;
    }

    public DurableOperations operations() {
        return operations;
    }

    public Watches watches() {
        return watches;
    }

    /** Operations run from now on. When the runtime crashes, everything goes as in the death of a process. */
    public void begin(HostDoor door, List<Work> works) {
        operations.begin(door, works, database::abandon);
    }

    @Override
    public void close() {
        operations.stop();
        watches.close();
        operations.release();
        database.close();
    }
}
