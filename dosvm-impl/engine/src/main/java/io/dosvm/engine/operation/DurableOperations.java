package io.dosvm.engine.operation;

import io.dosvm.Caller;
import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.OperationStatus.State;
import io.dosvm.Operations;
import io.dosvm.engine.access.AuditLog;
import io.dosvm.engine.access.Gate;
import io.dosvm.engine.event.OwnThreads;
import io.dosvm.engine.operation.LeasedContext.Services;
import io.dosvm.engine.store.Database;
import io.dosvm.engine.store.Json;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Runtime;
import io.dosvm.value.Id;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The room of durable work: records it, has it run here or elsewhere, and lets callers wait for it. */
public final class DurableOperations {
    private static final int MAX = 1000;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration FIRST_POLL = Duration.ofMillis(20);
    private static final Duration LONGEST_POLL = Duration.ofMillis(500);
    private static final Duration POLL_OWN = Duration.ofSeconds(5);
    private static final Duration SHORTEST_READ = Duration.ofMillis(250);
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final Parts parts;
    private final UUID owner;
    private final OperationStore store;
    private final ProgressTeller teller;
    private final Runtime.Signal closing;
    private volatile Optional<Running> running = Optional.empty();
    private volatile boolean closed;

    /**
     * Records and reads; nothing runs before {@link #begin}.
     *
     * @param node this opening of this node, unlike every other
     * @param owner the control plane
     */
    public DurableOperations(Parts parts, UUID node, UUID owner) {
        this.parts = parts;
        this.owner = owner;
        this.store = new OperationStore(node);
        this.teller = new ProgressTeller(parts.runtime(), parts.ownThreads());
        this.closing = parts.runtime().signal();
    }

    /** What it stands on. */
    public record Parts(
            Database database, Runtime runtime, Json json, Gate gate, AuditLog audit, OwnThreads ownThreads) {}

    private record Running(Services services, Runner runner, Keeper keeper, Runtime.Task task) {}

    /**
     * Begins to work: on what others have left, and on what is asked for from now on.
     *
     * @param door the way to hosts
     * @param works one for each kind
     * @param died runs when this node ends without being closed
     */
    public void begin(HostDoor door, List<Work> works, Runnable died) {
        Runtime.Signal due = parts.runtime().signal();
        Services services = new Services(
                parts.database(),
                parts.runtime(),
                parts.json(),
                store,
                door,
                owner,
                teller::changed,
                due,
                LEASE,
                new Lanes(Runner.WORKERS, due::raise));
        Runner runner = new Runner(
                services,
                parts.ownThreads(),
                works.stream().collect(Collectors.toMap(Work::kind, w -> w)),
                () -> running.ifPresent(r -> r.services().due().raise()));
        Keeper keeper = new Keeper(services, runner);
        if (parts.database().exclusive()) {
            parts.database().transaction("operation.takeOver", tx -> {
                store.takeEverything(tx);
                return store;
            });
        }
        Runtime.Task task = parts.runtime().start("keeper", () -> keep(keeper, died));
        running = Optional.of(new Running(services, runner, keeper, task));
    }

    private void keep(Keeper keeper, Runnable died) {
        boolean orderly = false;
        try {
            keeper.run();
            orderly = true;
        } finally {
            if (!orderly && !closed) {
                died.run();
            }
        }
    }

    /** Records an operation in a transaction, with the event that it was asked for; it runs after the commit. */
    public UUID start(Tx tx, Caller caller, String kind, ResourceRef target, @Nullable UUID project, Object arguments) {
        requireOpen();
        Optional<Running> here = running;
        if (here.isPresent() && !here.get().runner().knows(kind)) {
            throw new IllegalArgumentException("nobody does '" + kind + "'");
        }
        store.working(tx, target.id()).ifPresent(other -> {
            throw busy(target, other);
        });
        boolean own = here.isPresent() && here.get().runner().takesNew();
        OperationRow asked =
                row(tx, caller, kind, target, project).with(parts.json().write(arguments));
        OperationRow row = own ? asked.leased(store.node(), tx.now().plus(LEASE)) : asked;
        store.insert(tx, row, here.filter(now -> now.runner().staysHere(kind)).isPresent());
        tx.event(kind + ".asked", target, project, kind + " was asked for");
        Moment began = Moment.at(tx.began(), parts.runtime());
        tx.afterCommit(() -> running.ifPresent(now -> {
            if (own) {
                now.runner().submit(new LeasedContext(now.services(), row, began));
            } else {
                now.services().due().raise();
            }
        }));
        return row.id();
    }

    private static DosvmException busy(ResourceRef target, OperationRow other) {
        return DosvmException.of(ErrorCode.WRONG_STATE, "the operation " + other.kind() + " works on it")
                .resource(target)
                .with("operation", other.id())
                .with("kind", other.kind())
                .hint("wait for it, or cancel it")
                .build();
    }

    /** The one unfinished operation on a target. */
    public Optional<UUID> working(Tx tx, UUID target) {
        return store.working(tx, target).map(OperationRow::id);
    }

    /** The one unfinished operation on a target, if it is of a kind and still goes forward. */
    public Optional<UUID> underWay(Tx tx, UUID target, String kind) {
        return store.working(tx, target)
                .filter(row -> row.kind().equals(kind) && !row.undoing() && !row.cancelRequested())
                .map(OperationRow::id);
    }

    /** A host answers again: what waits for it is taken up at once, here or elsewhere. */
    public void hostAnswers(Tx tx, UUID host) {
        if (store.wake(tx, host)) {
            tx.afterCommit(() -> running.ifPresent(now -> now.services().due().raise()));
        }
    }

    /** What an operation was asked for. */
    public <A> A arguments(Tx tx, UUID operation, Class<A> type) {
        return parts.json().read(store.require(tx, operation).arguments(), type);
    }

    /** A caller's handle of an operation that this caller has asked for or found. */
    public <T> Operation<T> handle(Caller caller, UUID id, T result) {
        return new StoredOperation<>(this, id, new Follower(caller, true), target -> result);
    }

    /**
     * Work that was not needed: the operation that has brought about what is so already. If none is known, one is
     * recorded, so that its id leads somewhere.
     */
    public <T> Operation<T> done(Caller caller, String kind, ResourceRef target, @Nullable UUID project, T result) {
        requireOpen();
        UUID id = parts.database().transaction("operation.done", tx -> {
            Optional<UUID> known = store.lastDone(tx, kind, target.id());
            if (known.isPresent()) {
                return known.get();
            }
            OperationRow row = row(tx, caller, kind, target, project).succeeded(tx.now());
            store.insert(tx, row, false);
            return row.id();
        });
        return handle(caller, id, result);
    }

    private OperationRow row(Tx tx, Caller caller, String kind, ResourceRef target, @Nullable UUID project) {
        UUID id = parts.runtime().newId();
        return OperationRow.pending(id, kind, target, Optional.ofNullable(project), caller, tx.now());
    }

    /**
     * The operations as the API shows them to a caller.
     *
     * @param handles makes the handle of a target
     */
    public Operations view(Caller caller, Function<ResourceRef, Object> handles) {
        return new Operations() {
            @Override
            public Operation<?> get(Id<Operation<?>> id) {
                return new StoredOperation<>(DurableOperations.this, id.value(), new Follower(caller, false), handles);
            }

            @Override
            public List<OperationStatus> unfinished(int limit) {
                return DurableOperations.this.unfinished(caller, limit);
            }
        };
    }

    private List<OperationStatus> unfinished(Caller caller, int limit) {
        requireOpen();
        parts.gate()
                .require(
                        caller,
                        "operation.list",
                        new ResourceRef(ResourceKind.CONTROL_PLANE, owner, ""),
                        Optional.empty());
        if (limit < 1 || limit > MAX) {
            throw new ValidationException(List.of(new Violation("limit", String.valueOf(limit), "1–" + MAX)));
        }
        return parts.database().transaction("operation.list", tx -> store.unfinished(tx, limit)).stream()
                .map(this::status)
                .toList();
    }

    Duration deadline() {
        return parts.database().deadline();
    }

    /**
     * Who looks at an operation.
     *
     * @param given whether a verb that this caller was allowed has given it: then it may be followed without more
     */
    record Follower(Caller caller, boolean given) {}

    OperationStatus status(UUID id, Follower follower) {
        requireOpen();
        return status(read(id, follower, deadline()));
    }

    private OperationStatus status(OperationRow row) {
        Optional<LeasedContext> here = row.state().ended() ? Optional.empty() : held(row.id());
        return new StoredOperationStatus(
                Id.of(row.id()),
                row.kind(),
                row.target(),
                row.state(),
                here.map(LeasedContext::progress).orElse(row.progress()),
                row.state().ended() ? 0 : row.attempts(),
                error(row),
                row.createdAt(),
                row.finishedAt());
    }

    private Optional<DosvmException> error(OperationRow row) {
        Optional<String> text =
                row.state().ended() ? row.error() : row.lastError().or(row::error);
        return text.map(stored -> StoredError.read(parts.json(), stored));
    }

    private OperationRow read(UUID id, Follower follower, Duration atMost) {
        return parts.database()
                .transaction(
                        "operation.read",
                        atMost,
                        tx -> follower.given()
                                ? store.require(tx, id)
                                : require(tx, id, follower.caller(), "operation.read"));
    }

    /** A caller's own work is this caller's to follow and to cancel; of another's, the authoriser is asked. */
    private OperationRow require(Tx tx, UUID id, Caller caller, String action) {
        Optional<OperationRow> row = store.find(tx, id);
        if (row.filter(found -> found.caller().name().equals(caller.name())).isEmpty()) {
            String kind = row.map(OperationRow::kind).orElse("");
            ResourceRef operation = new ResourceRef(ResourceKind.OPERATION, id, kind);
            parts.gate().require(caller, action, operation, row.flatMap(OperationRow::project));
        }
        return row.orElseThrow(() -> OperationStore.notFound(id));
    }

    private Optional<LeasedContext> held(UUID id) {
        return running.flatMap(r -> r.runner().held(id));
    }

    /** Waits for the end, and gives the target. */
    ResourceRef await(UUID id, Follower follower, Duration atMost) {
        parts.ownThreads().refuseToWait();
        long end = parts.runtime().endOf(atMost);
        Duration poll = FIRST_POLL;
        while (true) {
            requireOpen();
            Optional<LeasedContext> here = held(id);
            Runtime.Signal signal = here.map(LeasedContext::changed).orElse(closing);
            long seen = signal.count();
            Duration left = Duration.ofNanos(end - parts.runtime().nanoTime());
            Optional<OperationRow> row = glance(id, follower, left);
            if (row.isPresent() && row.get().state().ended()) {
                return outcome(row.get());
            }
            left = Duration.ofNanos(end - parts.runtime().nanoTime());
            if (left.isNegative() || left.isZero()) {
                throw late(id, atMost, row);
            }
            Duration most = here.isPresent() ? POLL_OWN : poll;
            signal.await(seen, left.compareTo(most) < 0 ? left : most);
            poll = poll.compareTo(LONGEST_POLL) < 0 ? poll.multipliedBy(2) : LONGEST_POLL;
        }
    }

    /** A store that does not answer for a while does not end a wait. */
    private Optional<OperationRow> glance(UUID id, Follower follower, Duration left) {
        Duration atMost = left.compareTo(SHORTEST_READ) < 0 ? SHORTEST_READ : left;
        try {
            return Optional.of(read(id, follower, atMost.compareTo(deadline()) < 0 ? atMost : deadline()));
        } catch (DosvmException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE || e.code() == ErrorCode.TIMEOUT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private ResourceRef outcome(OperationRow row) {
        if (row.state() == State.SUCCEEDED) {
            return row.target();
        }
        throw row.error().map(text -> StoredError.read(parts.json(), text)).orElseGet(() -> DosvmException.of(
                        ErrorCode.OPERATION_FAILED, row.kind() + " ended as " + row.state())
                .resource(row.target())
                .build());
    }

    private DosvmException late(UUID id, Duration atMost, Optional<OperationRow> row) {
        DosvmException.Report report = DosvmException.of(
                        row.isPresent() ? ErrorCode.TIMEOUT : ErrorCode.STORE_UNAVAILABLE,
                        row.map(r -> r.kind() + " has not ended within " + atMost + ", it is " + r.state() + " "
                                        + status(r).progress().doing() + tried(r))
                                .orElse("the store does not answer"))
                .with("operation", id)
                .hint("the work goes on: wait again, or cancel it");
        row.ifPresent(r -> {
            report.resource(r.target()).with("state", r.state()).with("attempts", r.attempts());
            error(r).ifPresent(e -> report.with("lastError", String.valueOf(e.getMessage())));
        });
        return report.build();
    }

    private String tried(OperationRow row) {
        return error(row)
                .map(e -> " after " + row.attempts() + " attempts, of which the last failed: " + e.getMessage())
                .orElse("");
    }

    void tell(UUID id, Follower follower, Consumer<Progress> listener) {
        status(id, follower);
        teller.tell(() -> status(id, follower), listener);
    }

    void cancel(UUID id, Caller caller) {
        requireOpen();
        parts.database().transaction("operation.cancel", tx -> {
            OperationRow row = require(tx, id, caller, "operation.cancel");
            if (row.state().ended() || row.cancelRequested()) {
                return row;
            }
            store.cancel(tx, id);
            parts.audit().write(tx, caller, "operation.cancel", row.target(), row.kind());
            tx.afterCommit(() -> {
                held(id).ifPresent(LeasedContext::requestCancel);
                running.ifPresent(r -> r.services().due().raise());
            });
            return row;
        });
    }

    private void requireOpen() {
        if (closed) {
            throw DosvmException.of(ErrorCode.CLOSED, "the control plane is closed")
                    .build();
        }
    }

    /** Takes nothing more, interrupts what runs, and tells those who wait. Does not block. */
    public void stop() {
        closed = true;
        teller.close();
        running.ifPresent(now -> {
            now.keeper().close();
            now.runner().stop();
            now.task().interrupt();
        });
        closing.raise();
    }

    /** Waits a little for what runs, and leaves what has stopped to others. After {@link #stop}. */
    public void release() {
        running.ifPresent(now -> {
            now.runner().join(CLOSE_WAIT);
            List<UUID> acting =
                    now.runner().held().stream().map(LeasedContext::operation).toList();
            parts.database().transaction("operation.releaseAll", LAST_WORD, tx -> {
                store.releaseAll(tx, acting);
                return store;
            });
        });
    }
}
