package io.dosvm.engine.operation;

import io.dosvm.Caller;
import io.dosvm.Operation;
import io.dosvm.Store;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.KernelWorld;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Verb;
import io.dosvm.value.Progress;
import io.dosvm.value.RequestId;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A small noun with work on a small machine: what the tests of operations run. */
final class Workshop implements AutoCloseable {
    static final UUID HOST = UUID.fromString("00000000-0000-4000-8000-00000000000a");
    static final Duration CALL = Duration.ofSeconds(10);

    private final KernelWorld world;
    private final Runtime runtime;
    private final Machine machine;

    Workshop(Store store, Runtime runtime, Machine machine) {
        this.runtime = runtime;
        this.machine = machine;
        this.world = new KernelWorld(store, runtime);
        world.database()
                .transaction(
                        "test.table",
                        tx -> tx.update(
                                "CREATE TABLE IF NOT EXISTS thing (id VARCHAR(36) PRIMARY KEY, name VARCHAR(64) UNIQUE,"
                                        + " state VARCHAR(16) NOT NULL)",
                                Map.of()));
        world.register();
        world.begin(door(), List.of(new MakeThing(machine), new KickThing(), new DropThing(), new HaulThing()));
    }

    /** Things are made on the first host, but for those that are named thing@number. */
    static UUID hostOf(String thing) {
        int at = thing.indexOf('@');
        return at < 0 ? HOST : new UUID(0, Long.parseLong(thing.substring(at + 1)));
    }

    Kernel kernel() {
        return world.kernel();
    }

    KernelWorld world() {
        return world;
    }

    DurableOperations operations() {
        return world.operations();
    }

    Runtime runtime() {
        return runtime;
    }

    /** What is asked of the work. */
    record Asked(boolean plain) {}

    Operation<String> make(String name) {
        return make(name, Optional.empty());
    }

    Operation<String> make(String name, Optional<RequestId> request) {
        return begin("thing.make", name, request);
    }

    /** Makes a thing by carrying it to its host, for as long as that takes. */
    Operation<String> haul(String name) {
        return begin("thing.haul", name, Optional.empty());
    }

    private Operation<String> begin(String kind, String name, Optional<RequestId> request) {
        UUID id = runtime.newId();
        UUID operation = kernel().write(Caller.SYSTEM, "thing.create", tx -> {
            Optional<UUID> before = kernel().requested(tx, request, name, id);
            if (before.isPresent()) {
                return kernel().working(tx, before.get()).orElse(before.get());
            }
            ResourceRef thing = new ResourceRef(ResourceKind.VM, id, name);
            tx.update(
                    "INSERT INTO thing (id, name, state) VALUES (:id, :name, 'PLANNED')",
                    Map.of("id", id, "name", name));
            kernel().audit(tx, Caller.SYSTEM, "thing.create", thing, name);
            tx.event("thing.created", thing, null, name);
            return kernel().start(tx, Caller.SYSTEM, kind, thing, null, new Asked(true));
        });
        return kernel().operation(Caller.SYSTEM, operation, name);
    }

    Operation<String> kick(String name) {
        return ask("thing.kick", name);
    }

    Operation<String> drop(String name) {
        return ask("thing.drop", name);
    }

    private Operation<String> ask(String kind, String name) {
        UUID operation = kernel().write(Caller.SYSTEM, kind, tx -> {
            UUID id = tx.first(
                            "SELECT id FROM thing WHERE name = :name",
                            Map.of("name", name),
                            (row, c) -> UUID.fromString(row.getString("id")))
                    .orElseThrow();
            ResourceRef thing = new ResourceRef(ResourceKind.VM, id, name);
            return kernel().start(tx, Caller.SYSTEM, kind, thing, null, new Asked(true));
        });
        return kernel().operation(Caller.SYSTEM, operation, name);
    }

    /** Name and state of all rows. */
    List<String> rows() {
        return kernel().read(
                        "test.rows",
                        tx -> tx.list(
                                "SELECT name, state FROM thing ORDER BY name",
                                Map.of(),
                                (row, c) -> row.getString("name") + " " + row.getString("state")));
    }

    private HostDoor door() {
        return new HostDoor() {
            @Override
            public boolean backSince(Tx tx, UUID host, Instant since) {
                return !machine.back.isBefore(since);
            }

            @Override
            public <R> R perform(UUID host, Request<R> request, Call call) {
                try {
                    return runtime.step(
                            new Runtime.Step(
                                    Runtime.Step.Kind.HOST, request.verb().id()),
                            () -> {
                                call.check();
                                return machine.perform(host, request, call);
                            });
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    @Override
    public void close() {
        world.close();
    }

    /** What outlives every control node. */
    static final class Machine {
        final Set<String> things = new TreeSet<>();
        final Map<String, String> makers = new ConcurrentHashMap<>();
        final List<String> kicks = new ArrayList<>();
        final List<Consumer<Call>> next = new ArrayList<>();
        final Map<UUID, Integer> busy = new ConcurrentHashMap<>();
        final Map<UUID, Integer> busiest = new ConcurrentHashMap<>();
        boolean staysHere;
        Consumer<Call> always = call -> {};
        Consumer<String> asked = thing -> {};
        Consumer<Call> carried = call -> {};

        /** When the first host was seen to be back. */
        Instant back = Instant.MIN;

        /** What was asked under a lease that another node had taken over and used by then. */
        final List<String> late = new ArrayList<>();

        private final Map<UUID, Long> epochs = new ConcurrentHashMap<>();

        /** Names, in the order in which they were made. */
        final List<String> made = new ArrayList<>();

        <R> R perform(UUID host, Request<R> request, Call call) {
            int now = busy.merge(host, 1, Integer::sum);
            busiest.merge(host, now, Math::max);
            try {
                return perform(request, call);
            } finally {
                busy.merge(host, -1, Integer::sum);
            }
        }

        private <R> R perform(Request<R> request, Call call) {
            long newest = epochs.merge(call.operation().orElseThrow(), call.epoch(), Math::max);
            if (call.epoch() < newest) {
                late.add(call.runtime().client() + " " + request.verb().id() + " of epoch " + call.epoch() + ", not "
                        + newest);
            }
            if (!next.isEmpty()) {
                next.remove(0).accept(call);
            }
            always.accept(call);
            Ask ask = (Ask) request;
            if (request.verb() != Verb.VOLUME_UPLOAD) {
                asked.accept(ask.thing());
            }
            switch (request.verb()) {
                case VOLUME_UPLOAD -> {
                    carried.accept(call);
                    things.add(ask.thing());
                    made.add(ask.thing());
                }
                case VOLUME_CREATE -> {
                    things.add(ask.thing());
                    made.add(ask.thing());
                    makers.put(ask.thing(), call.runtime().client());
                }
                case VOLUME_DELETE -> things.remove(ask.thing());
                case VM_REBOOT -> kicks.add(ask.thing());
                default -> throw new IllegalArgumentException(request.verb().id());
            }
            @SuppressWarnings("unchecked")
            R done = (R) Done.DONE;
            return done;
        }
    }

    /** The one kind of request. */
    record Ask(Verb verb, String thing) implements Request<Done> {
        @Override
        public Done on(HostDriver driver, Call call) {
            throw new UnsupportedOperationException();
        }
    }

    static DosvmException failure(ErrorCode code) {
        return DosvmException.of(code, "planned")
                .with("why", "test")
                .hint("none")
                .build();
    }

    private static final class MakeThing implements Work {
        private final Machine machine;

        MakeThing(Machine machine) {
            this.machine = machine;
        }

        @Override
        public String kind() {
            return "thing.make";
        }

        @Override
        public boolean staysHere() {
            return machine.staysHere;
        }

        @Override
        public void forward(WorkContext context) {
            if (!context.arguments(Asked.class).plain()) {
                throw new IllegalStateException("arguments were lost");
            }
            String name = context.target().name();
            context.write(
                    "thing.making",
                    tx -> tx.update(
                            "UPDATE thing SET state = 'MAKING' WHERE id = :id",
                            Map.of("id", context.target().id())));
            context.progress(new Progress(1, 2, "making"));
            context.host(hostOf(name), new Ask(Verb.VOLUME_CREATE, name), CALL);
            context.check();
            context.progress(new Progress(2, 2, "made"));
            context.finish("thing.made", tx -> {
                tx.update(
                        "UPDATE thing SET state = 'READY' WHERE id = :id",
                        Map.of("id", context.target().id()));
                tx.event("thing.made", context.target(), null, name);
            });
        }

        @Override
        public void undo(WorkContext context, DosvmException cause) {
            String name = context.target().name();
            context.host(hostOf(name), new Ask(Verb.VOLUME_DELETE, name), CALL);
            context.finish(
                    "thing.unmade",
                    tx -> tx.update(
                            "DELETE FROM thing WHERE id = :id",
                            Map.of("id", context.target().id())));
        }
    }

    private static final class HaulThing implements Work {
        @Override
        public String kind() {
            return "thing.haul";
        }

        @Override
        public void forward(WorkContext context) {
            String name = context.target().name();
            context.host(hostOf(name), new Ask(Verb.VOLUME_DELETE, name), CALL);
            context.transfer(hostOf(name), new Ask(Verb.VOLUME_UPLOAD, name), CALL);
            context.finish(
                    "thing.hauled",
                    tx -> tx.update(
                            "UPDATE thing SET state = 'READY' WHERE id = :id",
                            Map.of("id", context.target().id())));
        }

        @Override
        public void undo(WorkContext context, DosvmException cause) {
            String name = context.target().name();
            context.host(hostOf(name), new Ask(Verb.VOLUME_DELETE, name), CALL);
            context.finish(
                    "thing.unhauled",
                    tx -> tx.update(
                            "DELETE FROM thing WHERE id = :id",
                            Map.of("id", context.target().id())));
        }
    }

    private static final class DropThing implements Work {
        @Override
        public String kind() {
            return "thing.drop";
        }

        @Override
        public boolean lasts() {
            return true;
        }

        @Override
        public void forward(WorkContext context) {
            context.host(HOST, new Ask(Verb.VOLUME_DELETE, context.target().name()), CALL);
            context.finish(
                    "thing.dropped",
                    tx -> tx.update(
                            "DELETE FROM thing WHERE id = :id",
                            Map.of("id", context.target().id())));
        }

        @Override
        public void undo(WorkContext context, DosvmException cause) {
            // Its row says so still.
        }
    }

    private static final class KickThing implements Work {
        @Override
        public String kind() {
            return "thing.kick";
        }

        @Override
        public void forward(WorkContext context) {
            context.host(HOST, new Ask(Verb.VM_REBOOT, context.target().name()), CALL);
        }

        @Override
        public void undo(WorkContext context, DosvmException cause) {
            // A kick that did not happen leaves nothing behind.
        }
    }
}
