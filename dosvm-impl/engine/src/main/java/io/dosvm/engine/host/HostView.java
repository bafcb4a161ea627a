package io.dosvm.engine.host;

import io.dosvm.engine.kernel.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All hosts in memory, for placement: thousands of VMs a second are placed without reading a thousand rows for each.
 *
 * <p>This node's own changes are seen at once, those of other nodes some seconds later; what is decided by it is
 * verified by the conditional update of the host's row.
 */
final class HostView {
    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final Kernel kernel;
    private final HostLookup lookup;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Candidate> hosts = new TreeMap<>();
    private final Set<UUID> changed = new HashSet<>();
    private List<Candidate> list = List.of();
    private boolean listOld;
    private boolean loaded;
    private boolean loading;
    private long loadedAt;

    HostView(Kernel kernel, HostLookup lookup) {
        this.kernel = kernel;
        this.lookup = lookup;
    }

    /** A host's row has changed: it is read again before the next use. */
    void changed(UUID host) {
        lock.lock();
        try {
            changed.add(host);
        } finally {
            lock.unlock();
        }
    }

    /** Anything may have changed: all is read again before the next use. */
    void outdated() {
        lock.lock();
        try {
            loaded = false;
        } finally {
            lock.unlock();
        }
    }

    /** So much more was promised, or given back where below zero. */
    void reserved(UUID host, HostRow.Room taken, int sign) {
        lock.lock();
        try {
            hosts.computeIfPresent(host, (id, known) -> known.freed(-sign * taken.memory(), -sign * taken.vcpus()));
            listOld = true;
        } finally {
            lock.unlock();
        }
    }

    /** All hosts, some seconds old at most. */
    List<Candidate> current() {
        boolean all;
        Set<UUID> some;
        lock.lock();
        try {
            all = !loading && (!loaded || kernel.runtime().nanoTime() - loadedAt > MAX_AGE.toNanos());
            loading |= all;
            some = Set.copyOf(changed);
            changed.clear();
        } finally {
            lock.unlock();
        }
        if (all) {
            return fresh();
        }
        if (!some.isEmpty()) {
            List<HostRow> rows = read(some);
            lock.lock();
            try {
                hosts.keySet().removeAll(some);
                put(rows);
            } finally {
                lock.unlock();
            }
        }
        return list();
    }

    /** All hosts as they are now. */
    List<Candidate> fresh() {
        boolean read = false;
        try {
            long now = kernel.runtime().nanoTime();
            List<HostRow> rows = kernel.read("host.view", lookup::all);
            read = true;
            lock.lock();
            try {
                hosts.clear();
                put(rows);
                loaded = true;
                loadedAt = now;
            } finally {
                lock.unlock();
            }
        } finally {
            lock.lock();
            try {
                loading = false;
                loaded &= read;
            } finally {
                lock.unlock();
            }
        }
        return list();
    }

    private List<HostRow> read(Set<UUID> some) {
        try {
            return kernel.read("host.view", tx -> lookup.some(tx, some));
        } catch (RuntimeException e) {
            lock.lock();
            try {
                changed.addAll(some);
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    private void put(List<HostRow> rows) {
        rows.forEach(row -> hosts.put(row.id(), Candidate.of(row)));
        listOld = true;
    }

    private List<Candidate> list() {
        lock.lock();
        try {
            if (listOld) {
                list = List.copyOf(new ArrayList<>(hosts.values()));
                listOld = false;
            }
            return list;
        } finally {
            lock.unlock();
        }
    }
}
