package io.dosvm.engine.host;

import io.dosvm.Caller;
import io.dosvm.Hosts;
import io.dosvm.Store;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.KernelWorld;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hosts on a kernel on a store, with fake machines and virtual time. */
final class HostWorld implements AutoCloseable {
    final VirtualWorld time;
    final FakeHosts machines;
    final Runtime runtime;
    final KernelWorld world;
    final HostConnections connections;
    final HostRoom room;
    final Hosts hosts;
    final Set<UUID> known = new HashSet<>();
    final Seen seen = new Seen();

    HostWorld(Store store, long seed) {
        this(store, new VirtualWorld(seed), null, "a", UUID.fromString("c0ffee00-0000-4000-8000-000000000001"));
    }

    HostWorld(Store store, VirtualWorld time, FakeHosts machines, String node, UUID owner) {
        this.time = time;
        this.machines = machines == null ? new FakeHosts(time) : machines;
        runtime = time.node(node);
        world = new KernelWorld(store, runtime, owner);
        connections =
                new HostConnections(runtime, HostDrivers.of(List.of(this.machines)), Instrumentation.NONE, this::uri);
        room = room(runtime.newId());
        hosts = room.hosts(Caller.SYSTEM);
        List<Work> works = new ArrayList<>(room.works());
        works.add(new PlaceWork());
        world.begin(connections, works);
    }

    private HostUri uri(UUID id) {
        return world.kernel().read("test.uri", tx -> HostLookup.uri(tx, id));
    }

    HostRoom room(UUID node) {
        return new HostRoom(world.kernel(), connections, HostParameters.USUAL, node, List.of(new OwnedObjects() {
            @Override
            public ResourceKind kind() {
                return ResourceKind.VM;
            }

            @Override
            public Set<UUID> known(Tx tx, Set<UUID> ids) {
                Set<UUID> ours = new HashSet<>(ids);
                ours.retainAll(known);
                return ours;
            }
        }));
    }

    Kernel kernel() {
        return world.kernel();
    }

    /** Makes a machine and joins it. */
    UUID join(String name) {
        machines.host(name);
        return hosts.create(name, h -> h.uri("fake:" + name)).await().id().value();
    }

    Need need(UUID vm, int vcpus, ByteSize memory) {
        return new Need(
                new ResourceRef(ResourceKind.VM, vm, "vm-" + vm),
                "x86_64",
                vcpus,
                memory,
                Set.of(Capability.COMPUTE),
                Optional.empty());
    }

    /** Places a VM as an operation does, and says where. */
    UUID place(Need need) {
        PlaceWork.Arguments arguments = new PlaceWork.Arguments(
                need.architecture(),
                need.vcpus(),
                need.memory().bytes(),
                need.bound().orElse(null));
        UUID operation = kernel().write(Caller.SYSTEM, "test.place", tx -> kernel().start(
                        tx, Caller.SYSTEM, "test.place", need.vm(), null, arguments));
        kernel().operation(operation, need.vm()).await(Duration.ofHours(1));
        return kernel().read("test.placed", tx -> room.placement()
                        .placed(tx, need.vm().id()))
                .orElseThrow();
    }

    void release(UUID vm) {
        kernel().write(Caller.SYSTEM, "test.release", tx -> {
            room.placement().release(tx, vm);
            return vm;
        });
    }

    @Override
    public void close() {
        room.close();
        world.close();
        time.close();
    }

    /** Places a VM, and nothing else. */
    private final class PlaceWork implements Work {
        record Arguments(String architecture, int vcpus, long memory, UUID bound) {}

        @Override
        public String kind() {
            return "test.place";
        }

        @Override
        public void forward(WorkContext context) {
            Arguments asked = context.arguments(Arguments.class);
            Need need = new Need(
                    context.target(),
                    asked.architecture(),
                    asked.vcpus(),
                    ByteSize.bytes(asked.memory()),
                    Set.of(Capability.COMPUTE),
                    Optional.ofNullable(asked.bound()));
            UUID host = room.placement().place(context, need);
            if (!host.equals(room.placement().place(context, need))) {
                throw new AssertionError("placed twice");
            }
            context.finish("test.placed", tx -> {});
        }

        @Override
        public void undo(WorkContext context, DosvmException cause) {
            context.finish("test.unplaced", tx -> room.placement()
                    .release(tx, context.target().id()));
        }
    }

    /** Keeps what is told of hosts. */
    static final class Seen implements VmObserver {
        final List<String> told = new CopyOnWriteArrayList<>();
        volatile Optional<HostDriver.Observation> last = Optional.empty();

        @Override
        public void observed(UUID host, HostDriver.Observation all) {
            told.add("observed " + host);
            last = Optional.of(all);
        }

        @Override
        public void lost(UUID host, boolean down) {
            told.add((down ? "down " : "suspect ") + host);
        }

        @Override
        public void dead(Tx tx, UUID host, Set<UUID> reserved) {
            told.add("dead " + host);
        }

        long count(String what, UUID host) {
            return told.stream().filter((what + " " + host)::equals).count();
        }
    }
}
