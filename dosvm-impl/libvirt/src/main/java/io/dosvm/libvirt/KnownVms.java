package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.DomainStats;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.Runtime;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What earlier looks at a host's VMs have shown and still holds.
 *
 * <p>Whether the host keeps a running VM is asked once per run, with one request for all. The sizes of VMs that are off
 * hold until an event tells of a change, and {@link #AGE} at most: some changes of what is off are told by no event.
 */
final class KnownVms {
    private static final Duration AGE = Duration.ofSeconds(30);

    private record Run(int id, boolean kept) {}

    private final Runtime runtime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Run> runs = new HashMap<>();
    private Map<UUID, VmFound> off = Map.of();
    private boolean allOff;
    private long seenAt;
    private long version;

    KnownVms(Runtime runtime) {
        this.runtime = runtime;
    }

    /** Grows with every change that is told: what was asked before it is not kept. */
    long version() {
        return locked(() -> version);
    }

    /** Keeps what a look has shown, unless a change was told meanwhile. */
    void seen(long asOf, List<VmFound> vms) {
        Map<UUID, VmFound> fresh = new HashMap<>(vms.size() * 2);
        boolean every = true;
        for (VmFound vm : vms) {
            every &= vm.state() == RunState.OFF;
            fresh.put(vm.id(), vm);
        }
        boolean sleeping = every;
        locked(() -> {
            if (version == asOf) {
                off = sleeping ? fresh : Map.of();
                allOff = sleeping;
                seenAt = runtime.nanoTime();
            }
            return version;
        });
    }

    /** Whether every VM was off at the last look, which was not long ago. */
    boolean allOff() {
        return locked(() -> allOff && runtime.nanoTime() - seenAt < AGE.toNanos());
    }

    /** A VM that was off. */
    Optional<VmFound> get(UUID vm) {
        return locked(() -> Optional.ofNullable(off.get(vm)));
    }

    /** Those of the domains that the host keeps: all that are off, and of those that run the ones it names. */
    Set<UUID> persistent(List<DomainStats> all, Supplier<Set<UUID>> ask) {
        if (!locked(() -> all.stream().filter(DomainStats::running).allMatch(this::asked))) {
            Set<UUID> answer = ask.get();
            locked(() -> {
                runs.clear();
                all.stream()
                        .filter(DomainStats::running)
                        .forEach(d -> runs.put(d.uuid(), new Run(d.id(), answer.contains(d.uuid()))));
                return runs;
            });
        }
        return locked(() -> {
            Set<UUID> result = new HashSet<>(all.size() * 2);
            for (DomainStats one : all) {
                Run run = runs.get(one.uuid());
                if (!one.running() || run != null && run.kept()) {
                    result.add(one.uuid());
                }
            }
            return result;
        });
    }

    private boolean asked(DomainStats domain) {
        Run run = runs.get(domain.uuid());
        return run != null && run.id() == domain.id();
    }

    void forget(UUID vm) {
        locked(() -> {
            runs.remove(vm);
            allOff = false;
            return ++version;
        });
    }

    void forgetAll() {
        locked(() -> {
            runs.clear();
            allOff = false;
            return ++version;
        });
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
