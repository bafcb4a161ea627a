package io.dosvm.testkit;

import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What is inside a {@link FakeHost}: its state under one lock, and what becomes of it as time passes. */
final class FakeMachine {
    private static final int LOG_LIMIT = 2_000;

    private final String name;
    private final Runtime clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final HostFaults faults = new HostFaults();
    private final FakeVms vms = new FakeVms(this);
    private final FakeFiles files = new FakeFiles(1L << 40);
    private final FakePools pools = new FakePools(this);
    private final FakeNets nets = new FakeNets(this);
    private final List<FakeWatch> watches = new CopyOnWriteArrayList<>();
    private final List<Late> late = new ArrayList<>();
    private final Deque<String> log = new ArrayDeque<>();
    private UUID bootId;
    String machineKey;
    private long newestEpoch;
    private long nextDue = FakeVm.NEVER;
    private volatile boolean reachable = true;
    private volatile boolean frozen;

    // Settings: guarded by the lock, set through FakeHost.
    final Map<Verb, Duration> latencies = new EnumMap<>(Verb.class);
    final Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.UNKNOWN, Capability.ACCELERATION));
    int cpus = 16;
    ByteSize memory = ByteSize.gib(256);
    Duration latency = Duration.ofMillis(1);
    Optional<ByteSize> bandwidth = Optional.empty();
    Duration bootTime = Duration.ofMillis(50);
    Duration dhcpTime = Duration.ofMillis(20);
    Duration shutdownTime = Duration.ofMillis(50);
    boolean refusesOldEpochs;
    Optional<OwnerMark> owner = Optional.empty();

    /** Work that is done after its caller was told that the connection is lost. */
    private record Late(long due, Runnable work) {}

    FakeMachine(String name, Runtime clock) {
        this.name = name;
        this.clock = clock;
        this.bootId = clock.newId();
        this.machineKey = "fake-" + name;
    }

    String name() {
        return name;
    }

    HostFaults faults() {
        return faults;
    }

    FakeVms vms() {
        return vms;
    }

    FakeFiles files() {
        return files;
    }

    FakePools pools() {
        return pools;
    }

    FakeNets nets() {
        return nets;
    }

    Instant now() {
        return clock.now();
    }

    long nanos() {
        return clock.nanoTime();
    }

    UUID newId() {
        return clock.newId();
    }

    boolean reachable() {
        return reachable;
    }

    boolean frozen() {
        return frozen;
    }

    void freeze(boolean still) {
        frozen = still;
    }

    boolean can(Capability capability) {
        return locked(() -> capabilities.contains(capability));
    }

    Duration latencyOf(Verb verb) {
        return locked(() -> latencies.getOrDefault(verb, latency));
    }

    /** How long some bytes of a volume are on their way. */
    Duration timeOf(long bytes) {
        return locked(() -> bandwidth)
                .map(perSecond -> Duration.ofMillis(bytes * 1000 / perSecond.bytes()))
                .orElse(Duration.ZERO);
    }

    HostFacts facts() {
        return new HostFacts(
                machineKey,
                bootId.toString(),
                name,
                "fake",
                "Fake 1.0",
                "testkit",
                List.of("x86_64"),
                "Fake CPU",
                cpus,
                memory,
                "none",
                owner,
                capabilities);
    }

    ByteSize memoryFree() {
        return ByteSize.bytes(Math.max(0, memory.bytes() - vms.memoryUsed()));
    }

    /** Whether a verb of this epoch is refused; remembers it if not. */
    boolean refusesEpoch(long epoch) {
        if (!refusesOldEpochs || epoch == 0) {
            return false;
        }
        newestEpoch = Math.max(newestEpoch, epoch);
        return epoch < newestEpoch;
    }

    /** Does something at one moment, after all that was due before it. */
    <R> R locked(Supplier<R> work) {
        lock.lock();
        try {
            settle();
            R result = work.get();
            // What takes no time is done before anybody looks again.
            settle();
            nextDue = Math.min(
                    vms.nextDue(), late.stream().mapToLong(Late::due).min().orElse(FakeVm.NEVER));
            return result;
        } finally {
            lock.unlock();
        }
    }

    void change(Runnable work) {
        locked(() -> {
            work.run();
            return work;
        });
    }

    long nextDue() {
        lock.lock();
        try {
            return nextDue;
        } finally {
            lock.unlock();
        }
    }

    void later(Duration after, Runnable work) {
        change(() -> late.add(new Late(nanos() + after.toNanos(), work)));
    }

    void changed(UUID vm) {
        if (reachable && !faults.losesEvent()) {
            watches.forEach(w -> w.changed(vm));
        }
    }

    void add(FakeWatch watch) {
        watches.add(watch);
    }

    void remove(FakeWatch watch) {
        watches.remove(watch);
    }

    void vanish() {
        reachable = false;
        watches.forEach(FakeWatch::lost);
    }

    void comeBack() {
        reachable = true;
        watches.forEach(FakeWatch::resync);
    }

    void losePower() {
        change(() -> {
            vms.all().forEach(v -> vms.off(v, RunState.OFF));
            late.clear();
            bootId = clock.newId();
        });
        vanish();
    }

    void note(String line) {
        lock.lock();
        try {
            log.addLast(now() + " " + line);
            if (log.size() > LOG_LIMIT) {
                log.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    List<String> log() {
        lock.lock();
        try {
            return List.copyOf(log);
        } finally {
            lock.unlock();
        }
    }

    String dump() {
        return locked(() -> {
            StringBuilder text = new StringBuilder("fake:" + name + (reachable ? "" : " (vanished)"));
            text.append(frozen ? " (frozen)" : "");
            owner.ifPresent(o -> text.append(" of ").append(o.owner()));
            vms.all().forEach(v -> line(text, "vm " + v));
            pools.all().forEach(p -> line(text, "pool " + p.name() + " " + p.path()));
            files.all().forEach(f -> line(text, "file " + f));
            nets.all().forEach(n -> line(text, "network " + n.name + " " + n.given));
            log.stream().skip(Math.max(0, log.size() - 40)).forEach(l -> line(text, l));
            return text.toString();
        });
    }

    private static void line(StringBuilder text, String line) {
        text.append("\n  ").append(line);
    }

    private void settle() {
        long now = nanos();
        if (nextDue > now && vms.nextDue() > now) {
            return;
        }
        vms.settle(now);
        List<Late> due = late.stream()
                .filter(l -> l.due <= now)
                .sorted(Comparator.comparingLong(Late::due))
                .toList();
        late.removeAll(due);
        due.forEach(l -> l.work.run());
    }
}
