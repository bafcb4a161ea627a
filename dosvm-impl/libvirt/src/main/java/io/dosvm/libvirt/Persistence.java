package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.DomainStats;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Whether the host keeps a VM that runs: libvirt's bulk figures do not say.
 *
 * <p>What is off is kept, or it would not be there. What runs is asked about once per run, with one request for all, so
 * that a look at all VMs stays one request as long as no new run is seen.
 */
final class Persistence {
    private record Run(int id, boolean kept) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Run> runs = new HashMap<>();

    /** Those of the domains that the host keeps. */
    Set<UUID> of(List<DomainStats> all, Supplier<Set<UUID>> ask) {
        if (!known(all)) {
            Set<UUID> answer = ask.get();
            lock.lock();
            try {
                runs.clear();
                all.stream()
                        .filter(DomainStats::running)
                        .forEach(d -> runs.put(d.uuid(), new Run(d.id(), answer.contains(d.uuid()))));
            } finally {
                lock.unlock();
            }
        }
        Set<UUID> result = new HashSet<>();
        lock.lock();
        try {
            for (DomainStats one : all) {
                Run run = runs.get(one.uuid());
                if (!one.running() || run != null && run.kept()) {
                    result.add(one.uuid());
                }
            }
        } finally {
            lock.unlock();
        }
        return result;
    }

    private boolean known(List<DomainStats> all) {
        lock.lock();
        try {
            return all.stream().filter(DomainStats::running).allMatch(d -> {
                Run run = runs.get(d.uuid());
                return run != null && run.id() == d.id();
            });
        } finally {
            lock.unlock();
        }
    }

    void forget(UUID vm) {
        lock.lock();
        try {
            runs.remove(vm);
        } finally {
            lock.unlock();
        }
    }

    void forgetAll() {
        lock.lock();
        try {
            runs.clear();
        } finally {
            lock.unlock();
        }
    }
}
