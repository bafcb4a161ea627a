package io.dosvm.engine.compute;

import io.dosvm.Network;
import io.dosvm.NicSpec;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.kernel.Violations;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Collects a NIC. */
final class NicDraft implements NicSpec {
    private @Nullable UUID network;
    private @Nullable String model;

    @Override
    public NicSpec network(Network to) {
        network = to.id().value();
        return this;
    }

    @Override
    public NicSpec model(String name) {
        model = name;
        return this;
    }

    Optional<Nic> read(Violations violations, String field) {
        violations.check(network != null, field + ".network", "not set", "a network of the project");
        return Optional.ofNullable(network).map(id -> new Nic(id, model));
    }
}
