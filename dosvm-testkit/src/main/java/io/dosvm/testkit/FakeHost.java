package io.dosvm.testkit;

import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
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

/**
 * One machine that is not there. It behaves as libvirt with QEMU does, and lives on when those who use it crash.
 *
 * <p>Time passes on it by the clock of its {@link FakeHosts}: guests boot, take addresses and power off when it is
 * time, whether or not anybody looks. Thread-safe.
 *
 * @since 0.1
 */
public final class FakeHost {
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
    private final Map<Verb, Duration> latencies = new EnumMap<>(Verb.class);
    private final Set<Capability> capabilities =
            EnumSet.complementOf(EnumSet.of(Capability.UNKNOWN, Capability.ACCELERATION));
    private int cpus = 16;
    private ByteSize memory = ByteSize.gib(256);
    private Duration latency = Duration.ofMillis(1);
    private Duration bootTime = Duration.ofMillis(50);
    private Duration dhcpTime = Duration.ofMillis(20);
    private Duration shutdownTime = Duration.ofMillis(50);
    private Optional<OwnerMark> owner = Optional.empty();
    private UUID bootId;
    private boolean refusesOldEpochs;
    private long newestEpoch;
    private long nextDue = FakeVm.NEVER;
    private volatile boolean reachable = true;
    private volatile boolean frozen;

    /** Work that is done after its caller was told that the connection is lost. */
    private record Late(long due, Runnable work) {}

    FakeHost(String name, Runtime clock) {
        this.name = name;
        this.clock = clock;
        this.bootId = clock.newId();
    }

    /**
     * The name after {@code fake:}.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Sets the number of CPUs; 16 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public FakeHost cpus(int count) {
        return set(() -> cpus = count);
    }

    /**
     * Sets the memory; 256 GiB unless set. A start fails when running guests leave too little.
     *
     * @param size how much
     * @return this
     */
    public FakeHost memory(ByteSize size) {
        return set(() -> memory = size);
    }

    /**
     * Sets the size of the disk; 1 TiB unless set.
     *
     * @param size how much
     * @return this
     */
    public FakeHost disk(ByteSize size) {
        return set(() -> files.size(size.bytes()));
    }

    /**
     * Sets how long a verb takes; 1 ms unless set.
     *
     * @param time there, the work, and back
     * @return this
     */
    public FakeHost latency(Duration time) {
        return set(() -> latency = time);
    }

    /**
     * Sets how long one verb takes.
     *
     * @param verb which
     * @param time there, the work, and back
     * @return this
     */
    public FakeHost latency(Verb verb, Duration time) {
        return set(() -> latencies.put(verb, time));
    }

    /**
     * Sets what guests take to boot (50 ms unless set), then to get an address (20 ms), and to power off (50 ms).
     *
     * @param boot from start to up
     * @param dhcp from up to the address
     * @param shutdown from being asked to off
     * @return this
     */
    public FakeHost guestTimes(Duration boot, Duration dhcp, Duration shutdown) {
        return set(() -> {
            bootTime = boot;
            dhcpTime = dhcp;
            shutdownTime = shutdown;
        });
    }

    /**
     * Does everything in no time.
     *
     * @return this
     */
    public FakeHost instant() {
        return latency(Duration.ZERO).guestTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Takes capabilities away.
     *
     * @param lacking what it cannot do
     * @return this
     */
    public FakeHost without(Capability... lacking) {
        return set(() -> capabilities.removeAll(List.of(lacking)));
    }

    /**
     * Refuses verbs of an older epoch than it has seen, with {@code LEASE_LOST}, as a host with an agent does.
     *
     * @return this
     */
    public FakeHost refusesOldEpochs() {
        return set(() -> refusesOldEpochs = true);
    }

    /**
     * What goes wrong on it.
     *
     * @return the faults, to be added to
     */
    public HostFaults faults() {
        return faults;
    }

    /**
     * What is inside a VM.
     *
     * @param vm the VM's UUID; it need not exist yet
     * @return the guest
     */
    public FakeGuest guest(UUID vm) {
        return locked(() -> vms.guest(vm));
    }

    /** Cannot be reached from now on; guests run on. Connections are lost. Repeatable. */
    public void vanish() {
        reachable = false;
        watches.forEach(FakeWatch::lost);
    }

    /** Can be reached again; watches are told to look at everything. Repeatable. */
    public void comeBack() {
        reachable = true;
        watches.forEach(FakeWatch::resync);
    }

    /** Takes connections, and answers nothing until {@link #thaw()}; what was asked meanwhile times out or is done. */
    public void freeze() {
        frozen = true;
    }

    /** Answers again. */
    public void thaw() {
        frozen = false;
    }

    /** Loses power: every guest is gone, and it cannot be reached until {@link #comeBack()}, as after a boot. */
    public void losePower() {
        locked(() -> {
            vms.all().forEach(v -> vms.off(v, RunState.OFF));
            late.clear();
            bootId = clock.newId();
            return bootId;
        });
        vanish();
    }

    /**
     * Plants a VM that somebody else made.
     *
     * @param foreignName its name on the host
     * @param size its memory
     * @param running whether it runs
     * @return its UUID
     */
    public UUID plantVm(String foreignName, ByteSize size, boolean running) {
        Mark mark = new Mark(clock.newId(), clock.newId(), 0);
        VmDefinition definition = new VmDefinition(
                mark,
                foreignName,
                "x86_64",
                Optional.empty(),
                1,
                size,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
        return plantVm(definition, foreignName, false, running);
    }

    /**
     * Plants a VM with the mark of its definition: of another control plane, or a stray of ours.
     *
     * @param definition all of it
     * @param generation of the running VM; 0 leaves it off
     * @return its UUID
     */
    public UUID plantMarked(VmDefinition definition, long generation) {
        UUID id = plantVm(definition, definition.mark().madeName(), true, false);
        if (generation > 0) {
            locked(() -> vms.start(id, generation));
        }
        return id;
    }

    private UUID plantVm(VmDefinition definition, String vmName, boolean marked, boolean running) {
        return locked(() -> {
            FakeVm vm = vms.plant(definition, vmName, true, marked);
            if (running) {
                vms.begin(vm);
            }
            return vm.id;
        });
    }

    /**
     * Plants an active pool that somebody else made.
     *
     * @param foreignName its name
     * @param directory where it lies
     */
    public void plantPool(String foreignName, String directory) {
        locked(() -> pools.plant(new FakePools.Pool(clock.newId(), foreignName, directory, true)));
    }

    /**
     * Plants a file, and believes what its first bytes say.
     *
     * @param path an absolute path
     * @param content its bytes
     */
    public void plantFile(String path, byte[] content) {
        locked(() -> {
            FakeContent bytes = new FakeContent(0);
            bytes.append(content, content.length);
            FakeFile file = new FakeFile(path, Format.RAW, content.length, bytes);
            file.readHeader();
            files.put(file);
            return file;
        });
    }

    /**
     * Makes a file go, or come back unreadable, behind everybody's back.
     *
     * @param path an absolute path
     * @param gone true to delete it, false to make it unreadable
     */
    public void spoilFile(String path, boolean gone) {
        locked(() -> {
            files.find(path).ifPresent(f -> f.unreadable = true);
            if (gone) {
                files.delete(path);
            }
            return path;
        });
    }

    /**
     * Stops or starts a pool behind everybody's back.
     *
     * @param pool its name
     * @param active whether it can be used
     */
    public void poolActive(String pool, boolean active) {
        locked(() -> {
            pools.setActive(pool, active);
            return pool;
        });
    }

    /**
     * Plants a network that somebody else made.
     *
     * @param foreignName its name
     * @param bridge its bridge
     * @param addresses its addresses
     */
    public void plantNetwork(String foreignName, String bridge, Cidr addresses) {
        locked(() -> {
            FakeNet net = new FakeNet(
                    clock.newId(),
                    foreignName,
                    "nat",
                    Optional.of(bridge),
                    Optional.of(addresses),
                    Optional.of(addresses.network().plus(1)),
                    List.of());
            nets.plant(net);
            return net;
        });
    }

    /**
     * Stops or starts a network behind everybody's back.
     *
     * @param network its name
     * @param active whether it can be used
     */
    public void networkActive(String network, boolean active) {
        locked(() -> {
            nets.find(network).ifPresent(n -> n.active = active);
            return network;
        });
    }

    /**
     * All VMs, as they are: no verb, no fault.
     *
     * @return a copy
     */
    public List<VmFound> vms() {
        return locked(() ->
                vms.all().stream().map(v -> FakeCompute.found(this, v, true)).toList());
    }

    /**
     * A VM's definition on the host.
     *
     * @param vm the VM's UUID
     * @return the definition that the next start takes
     */
    public Optional<VmDefinition> definition(UUID vm) {
        return locked(() -> vms.find(vm).map(v -> v.defined));
    }

    /**
     * The mark that a VM carries.
     *
     * @param vm the VM's UUID
     * @return of a running VM the one with which it was started
     */
    public Optional<Mark> mark(UUID vm) {
        return locked(() -> vms.find(vm).flatMap(FakeVm::mark));
    }

    /**
     * All pools, as they are.
     *
     * @return a copy
     */
    public List<PoolFound> pools() {
        return locked(pools::all);
    }

    /**
     * All volumes of active pools, as they are.
     *
     * @return a copy
     */
    public List<VolumeFound> volumes() {
        return locked(pools::allVolumes);
    }

    /**
     * All files, also where no pool is.
     *
     * @return their paths, sorted
     */
    public List<String> paths() {
        return locked(() -> files.all().stream().map(f -> f.path).toList());
    }

    /**
     * All networks, as they are.
     *
     * @return a copy
     */
    public List<NetworkFound> networks() {
        return locked(() -> nets.all().stream().map(FakeNet::found).toList());
    }

    /**
     * Whose the host is.
     *
     * @return the mark that it carries
     */
    public Optional<UUID> owner() {
        return locked(() -> owner.map(OwnerMark::owner));
    }

    /**
     * Everything about it, for people: shown when a test fails.
     *
     * @return lines
     */
    public String dump() {
        return locked(() -> {
            StringBuilder text = new StringBuilder("fake:" + name + (reachable ? "" : " (vanished)"));
            text.append(frozen ? " (frozen)" : "")
                    .append(owner.map(o -> " of " + o.owner()).orElse(""));
            vms.all().forEach(v -> text.append("\n  vm ")
                    .append(v.name)
                    .append(' ')
                    .append(v.state)
                    .append(v.booted ? " booted" : "")
                    .append(v.mark().map(m -> " generation " + m.generation()).orElse("")));
            pools.all().forEach(p -> text.append("\n  pool ")
                    .append(p.name())
                    .append(' ')
                    .append(p.path()));
            files.all().forEach(f -> text.append("\n  file ")
                    .append(f.path)
                    .append(' ')
                    .append(f.format)
                    .append(f.backing.map(b -> " on " + b).orElse("")));
            nets.all().forEach(n -> text.append("\n  network ")
                    .append(n.name)
                    .append(' ')
                    .append(n.given));
            log.stream().skip(Math.max(0, log.size() - 40)).forEach(l -> text.append("\n  ")
                    .append(l));
            return text.toString();
        });
    }

    /**
     * The last verbs and what came of them.
     *
     * @return at most 2,000 lines, oldest first
     */
    public List<String> log() {
        return locked(() -> List.copyOf(log));
    }

    // From here on: for the fake's own rooms.

    FakeVms vmsInside() {
        return vms;
    }

    FakeFiles files() {
        return files;
    }

    FakePools poolsInside() {
        return pools;
    }

    FakeNets nets() {
        return nets;
    }

    ByteSize memory() {
        return memory;
    }

    Instant now() {
        return clock.now();
    }

    long nanos() {
        return clock.nanoTime();
    }

    long bootNanos() {
        return bootTime.toNanos();
    }

    long dhcpNanos() {
        return dhcpTime.toNanos();
    }

    long shutdownNanos() {
        return shutdownTime.toNanos();
    }

    boolean reachable() {
        return reachable;
    }

    boolean frozen() {
        return frozen;
    }

    boolean can(Capability capability) {
        return locked(() -> capabilities.contains(capability));
    }

    Duration latencyOf(Verb verb) {
        return locked(() -> latencies.getOrDefault(verb, latency));
    }

    Optional<OwnerMark> ownerMark() {
        return owner;
    }

    void ownerMark(Optional<OwnerMark> mark) {
        owner = mark;
    }

    HostFacts facts() {
        return new HostFacts(
                "fake-" + name,
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
        long used = vms.all().stream()
                .filter(FakeVm::inMemory)
                .mapToLong(v -> v.live.memory().bytes())
                .sum();
        return ByteSize.bytes(Math.max(0, memory.bytes() - used));
    }

    int cpus() {
        return cpus;
    }

    /** Whether a verb of this epoch is refused; remembers it if not. */
    boolean refusesEpoch(long epoch) {
        if (!refusesOldEpochs || epoch == 0) {
            return false;
        }
        newestEpoch = Math.max(newestEpoch, epoch);
        return epoch < newestEpoch;
    }

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

    long nextDue() {
        lock.lock();
        try {
            return nextDue;
        } finally {
            lock.unlock();
        }
    }

    void later(Duration after, Runnable work) {
        locked(() -> late.add(new Late(nanos() + after.toNanos(), work)));
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

    void guestEnds(UUID id, boolean crash) {
        locked(() -> {
            vms.find(id).ifPresent(v -> vms.off(v, crash ? RunState.CRASHED : RunState.OFF));
            return id;
        });
    }

    void guestReboots(UUID id) {
        locked(() -> {
            vms.find(id).filter(FakeVm::inMemory).ifPresent(vms::reboot);
            return id;
        });
    }

    boolean booted(UUID id) {
        return locked(() -> vms.find(id).filter(v -> v.booted).isPresent());
    }

    int starts(UUID id) {
        return locked(() -> vms.find(id).map(v -> v.starts).orElse(0));
    }

    int reboots(UUID id) {
        return locked(() -> vms.find(id).map(v -> v.reboots).orElse(0));
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
        for (Late one : due) {
            one.work.run();
        }
    }

    private FakeHost set(Runnable change) {
        lock.lock();
        try {
            change.run();
            return this;
        } finally {
            lock.unlock();
        }
    }
}
