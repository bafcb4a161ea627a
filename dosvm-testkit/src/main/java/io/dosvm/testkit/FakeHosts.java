package io.dosvm.testkit;

import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import io.dosvm.value.RunState;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Machines that are not there, reached by {@code fake:NAME}. Give it to {@code Dosvm.open} as a driver provider; the
 * machines outlive whoever uses them, as real ones do.
 *
 * <p>It has no threads of its own: what hosts tell by themselves comes from one task per runtime that watches any.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class FakeHosts implements HostDriverProvider {
    private final Runtime clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, FakeHost> hosts = new LinkedHashMap<>();
    private final Map<Runtime, FakeEvents> events = new IdentityHashMap<>();

    /** Machines in real time. */
    public FakeHosts() {
        this(Runtime.system("fake-hosts"));
    }

    /**
     * Machines in the time of a virtual world.
     *
     * @param world the world
     */
    public FakeHosts(VirtualWorld world) {
        this(world.node("machines"));
    }

    private FakeHosts(Runtime clock) {
        this.clock = clock;
    }

    /**
     * A machine: made at the first call.
     *
     * @param name what follows {@code fake:}; letters, digits, {@code .} and {@code -}
     * @return the machine
     */
    public FakeHost host(String name) {
        if (!name.matches("[A-Za-z0-9.-]{1,64}")) {
            throw new IllegalArgumentException("a fake host's name is 1–64 letters, digits, '.' or '-': " + name);
        }
        lock.lock();
        try {
            return hosts.computeIfAbsent(name, n -> new FakeHost(n, clock));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a machine be reached by a second name.
     *
     * @param name the second name
     * @param host the machine
     */
    public void alias(String name, FakeHost host) {
        lock.lock();
        try {
            hosts.put(name, host);
        } finally {
            lock.unlock();
        }
    }

    /**
     * All machines.
     *
     * @return a copy, in the order in which they were made
     */
    public List<FakeHost> all() {
        lock.lock();
        try {
            return hosts.values().stream().distinct().toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * VMs that are in the memory of more than one machine: what fencing must never let happen.
     *
     * @return one line for each
     */
    public List<String> runningTwice() {
        Map<UUID, List<String>> where = new LinkedHashMap<>();
        for (FakeHost host : all()) {
            host.vms().stream()
                    .filter(v -> v.state() == RunState.RUNNING || v.state() == RunState.SUSPENDED)
                    .forEach(v -> where.computeIfAbsent(v.id(), i -> new ArrayList<>())
                            .add(host.name()));
        }
        return where.entrySet().stream()
                .filter(e -> e.getValue().size() > 1)
                .map(e -> e.getKey() + " runs on " + e.getValue())
                .toList();
    }

    /**
     * Everything about all machines, for people.
     *
     * @return lines
     */
    public String dump() {
        return all().stream().map(FakeHost::dump).collect(Collectors.joining("\n"));
    }

    @Override
    public String id() {
        return "fake";
    }

    @Override
    public boolean claims(HostUri uri) {
        return uri.driver().equals("fake");
    }

    /** A connection to the machine; if there is none of that name, its first verb throws {@code CONNECT_RESOLVE}. */
    @Override
    public HostDriver open(HostUri uri, Runtime runtime) {
        if (!claims(uri)) {
            throw Refusal.invalid("uri", uri, "fake:NAME");
        }
        return new FakeDriver(this, uri.path(), runtime);
    }

    Optional<FakeMachine> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(hosts.get(name)).map(FakeHost::machine);
        } finally {
            lock.unlock();
        }
    }

    private void forget(Runtime runtime) {
        lock.lock();
        try {
            events.remove(runtime);
        } finally {
            lock.unlock();
        }
    }

    FakeEvents events(Runtime runtime) {
        lock.lock();
        try {
            return events.computeIfAbsent(runtime, r -> new FakeEvents(r, () -> forget(r)));
        } finally {
            lock.unlock();
        }
    }
}
