package io.dosvm.engine.compute;

import io.dosvm.Network;
import io.dosvm.NicSpec;
import io.dosvm.UserNicSpec;
import io.dosvm.engine.compute.InstanceDefinition.Forward;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.User;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.value.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects a NIC. */
final class NicDraft implements NicSpec {
    private @Nullable UUID network;
    private @Nullable String model;
    private @Nullable UserDraft user;

    @Override
    public NicSpec network(Network to) {
        network = to.id().value();
        return this;
    }

    @Override
    public NicSpec user(Consumer<UserNicSpec> spec) {
        UserDraft draft = new UserDraft();
        spec.accept(draft);
        user = draft;
        return this;
    }

    @Override
    public NicSpec model(String name) {
        model = name;
        return this;
    }

    Optional<Nic> read(Violations violations, String field) {
        violations.check(
                network != null || user != null,
                field + ".network",
                "not set",
                "a network of the project, or user networking");
        violations.check(
                network == null || user == null,
                field + ".user",
                "set beside a network",
                "either a network or user networking");
        if (network == null && user == null) {
            return Optional.empty();
        }
        return Optional.of(new Nic(network, model, user == null ? null : user.read()));
    }

    /** Collects user networking. */
    private static final class UserDraft implements UserNicSpec {
        private final List<Forward> forwards = new ArrayList<>();
        private @Nullable String listen;

        @Override
        public UserNicSpec forward(Protocol protocol, int guestPort) {
            forwards.add(new Forward(protocol, null, guestPort));
            return this;
        }

        @Override
        public UserNicSpec forward(Protocol protocol, int hostPort, int guestPort) {
            forwards.add(new Forward(protocol, hostPort, guestPort));
            return this;
        }

        @Override
        public UserNicSpec listen(String address) {
            listen = address;
            return this;
        }

        User read() {
            return new User(listen, forwards);
        }
    }
}
