package io.dosvm.engine.kernel;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.Operation;
import io.dosvm.Subscription;
import io.dosvm.engine.access.AuditLog;
import io.dosvm.engine.access.Gate;
import io.dosvm.engine.event.Watches;
import io.dosvm.engine.operation.DurableOperations;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.Json;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Runtime;
import io.dosvm.value.RequestId;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kernel on a store: it puts the rooms beneath it together and decides nothing itself. */
public final class StoreKernel implements Kernel {
    private final Parts parts;
    private final Uses uses = new Uses();
    private final Requests requests = new Requests();

    /** A kernel on open parts. */
    public StoreKernel(Parts parts) {
        this.parts = parts;
    }

    /**
     * What it stands on.
     *
     * @param owner the control plane
     */
    public record Parts(
            Runtime runtime,
            UUID owner,
            Database database,
            Json json,
            Gate gate,
            AuditLog audit,
            Watches watches,
            DurableOperations operations) {}

    @Override
    public Runtime runtime() {
        return parts.runtime();
    }

    @Override
    public UUID owner() {
        return parts.owner();
    }

    @Override
    public Duration deadline() {
        return parts.database().deadline();
    }

    @Override
    public void authorize(Caller caller, String action, ResourceRef target, Optional<UUID> project) {
        parts.gate().require(caller, action, target, project);
    }

    @Override
    public void refuse(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new ValidationException(violations);
        }
    }

    @Override
    public <T> T read(String name, Function<Tx, T> body) {
        return parts.database().transaction(name, body);
    }

    @Override
    public <T> T read(String name, Duration atMost, Function<Tx, T> body) {
        return parts.database().transaction(name, atMost, body);
    }

    @Override
    public <T> T write(Caller caller, String action, Function<Tx, T> body) {
        return parts.database().transaction(action, body);
    }

    @Override
    public void audit(Tx tx, Caller caller, String action, ResourceRef resource, String text) {
        parts.audit().write(tx, caller, action, resource, text);
    }

    @Override
    public UUID start(Tx tx, Caller caller, String kind, ResourceRef target, @Nullable UUID project, Object arguments) {
        return parts.operations().start(tx, caller, kind, target, project, arguments);
    }

    @Override
    public Optional<UUID> working(Tx tx, UUID target) {
        return parts.operations().working(tx, target);
    }

    @Override
    public Optional<UUID> underWay(Tx tx, UUID target, String kind) {
        return parts.operations().underWay(tx, target, kind);
    }

    @Override
    public void hostAnswers(Tx tx, UUID host) {
        parts.operations().hostAnswers(tx, host);
    }

    @Override
    public <A> A arguments(Tx tx, UUID operation, Class<A> type) {
        return parts.operations().arguments(tx, operation, type);
    }

    @Override
    public <T> Operation<T> operation(Caller caller, UUID id, T result) {
        return parts.operations().handle(caller, id, result);
    }

    @Override
    public <T> Operation<T> done(Caller caller, String kind, ResourceRef target, @Nullable UUID project, T result) {
        return parts.operations().done(caller, kind, target, project, result);
    }

    @Override
    public Optional<UUID> requested(Tx tx, Optional<RequestId> requestId, String fingerprint, UUID created) {
        return requestId.flatMap(id -> requests.requested(tx, id, fingerprint, created));
    }

    @Override
    public void use(Tx tx, ResourceRef resource, ResourceRef user, String how) {
        uses.use(tx, resource, user, how);
    }

    @Override
    public void unuse(Tx tx, UUID user) {
        uses.unuse(tx, user);
    }

    @Override
    public void unuse(Tx tx, UUID resource, UUID user) {
        uses.unuse(tx, resource, user);
    }

    @Override
    public List<ResourceRef> users(Tx tx, UUID resource) {
        return uses.users(tx, resource);
    }

    @Override
    public Map<UUID, List<ResourceRef>> users(Tx tx, Collection<UUID> resources) {
        return uses.users(tx, resources);
    }

    @Override
    public void requireUnused(Tx tx, ResourceRef resource) {
        uses.requireUnused(tx, resource);
    }

    @Override
    public Subscription watch(ResourceKind kind, @Nullable UUID project, EventListener listener) {
        return parts.watches()
                .watch(
                        OptionalLong.empty(),
                        event -> event.resource().kind() == kind
                                && (project == null
                                        || event.project()
                                                .filter(p -> p.value().equals(project))
                                                .isPresent()),
                        listener);
    }

    @Override
    public String json(Object value) {
        return parts.json().write(value);
    }

    @Override
    public <T> T json(String text, Class<T> type) {
        return parts.json().read(text, type);
    }
}
