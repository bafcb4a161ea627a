package io.dosvm.engine;

import io.dosvm.Audit;
import io.dosvm.Caller;
import io.dosvm.Dosvm;
import io.dosvm.Events;
import io.dosvm.Hosts;
import io.dosvm.Operations;
import io.dosvm.Pools;
import io.dosvm.Projects;
import io.dosvm.Subnets;
import java.util.UUID;

/**
 * An engine as one caller sees it.
 *
 * @param owning whether closing it closes the engine
 */
record EngineDosvm(Engine engine, Caller caller, boolean owning) implements Dosvm {
    @Override
    public UUID id() {
        return engine.owner();
    }

    @Override
    public Hosts hosts() {
        return engine.rooms().hosts().hosts(caller);
    }

    @Override
    public Projects projects() {
        return engine.rooms().projects().projects(caller);
    }

    @Override
    public Pools pools() {
        return engine.rooms().storage().pools(caller);
    }

    @Override
    public Subnets subnets() {
        return engine.rooms().networks().subnets(caller);
    }

    @Override
    public Operations operations() {
        return engine.operations(caller);
    }

    @Override
    public Events events() {
        return engine.events(caller);
    }

    @Override
    public Audit audit() {
        return engine.audit(caller);
    }

    @Override
    public Dosvm as(Caller other) {
        return new EngineDosvm(engine, other, false);
    }

    @Override
    public void close() {
        if (owning) {
            engine.close();
        }
    }

    @Override
    public String toString() {
        return "Dosvm " + engine.owner();
    }
}
