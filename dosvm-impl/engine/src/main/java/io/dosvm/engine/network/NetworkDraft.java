package io.dosvm.engine.network;

import io.dosvm.Host;
import io.dosvm.NetworkSpec;
import io.dosvm.Subnet;
import io.dosvm.value.RequestId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller sets of a network; what was left out stays empty. */
final class NetworkDraft implements NetworkSpec {
    private @Nullable UUID host;
    private @Nullable UUID subnet;
    private @Nullable String forwardInterface;
    private @Nullable String description;
    private @Nullable RequestId requestId;

    @Override
    public NetworkSpec nat(Host where) {
        this.host = where.id().value();
        return this;
    }

    @Override
    public NetworkSpec subnet(Subnet plan) {
        this.subnet = plan.id().value();
        return this;
    }

    @Override
    public NetworkSpec forwardInterface(String name) {
        this.forwardInterface = name;
        return this;
    }

    @Override
    public NetworkSpec description(String text) {
        this.description = text;
        return this;
    }

    @Override
    public NetworkSpec requestId(RequestId id) {
        this.requestId = id;
        return this;
    }

    Optional<UUID> host() {
        return Optional.ofNullable(host);
    }

    Optional<UUID> subnet() {
        return Optional.ofNullable(subnet);
    }

    Optional<String> forwardInterface() {
        return Optional.ofNullable(forwardInterface);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }
}
