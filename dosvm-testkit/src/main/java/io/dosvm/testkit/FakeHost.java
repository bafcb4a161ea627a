package io.dosvm.testkit;

import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Compute.VmFound;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One machine that is not there. It behaves as libvirt with QEMU does, and lives on when those who use it crash.
 *
 * <p>Time passes on it by the clock of its {@link FakeHosts}: guests boot, take addresses and power off when it is
 * time, whether or not anybody looks. Thread-safe.
 *
 * @since 0.1
 */
public final class FakeHost {
    private final FakeMachine machine;

    FakeHost(String name, Runtime clock) {
        this.machine = new FakeMachine(name, clock);
    }

    /**
     * The name after {@code fake:}.
     *
     * @return the name
     */
    public String name() {
        return machine.name();
    }

    /**
     * Sets what the machine and its daemon tell of their identity; {@code fake-} and its name unless set. Real ones may
     * tell the same as others of their series, or something new at each start.
     *
     * @param key any text
     * @return this
     */
    public FakeHost machineKey(String key) {
        return set(() -> machine.machineKey = key);
    }

    /**
     * Sets the number of CPUs; 16 unless set.
     *
     * @param count at least 1
     * @return this
     */
    public FakeHost cpus(int count) {
        return set(() -> machine.cpus = count);
    }

    /**
     * Sets the memory; 256 GiB unless set. A start fails when running guests leave too little.
     *
     * @param size how much
     * @return this
     */
    public FakeHost memory(ByteSize size) {
        return set(() -> machine.memory = size);
    }

    /**
     * Sets the size of the disk; 1 TiB unless set.
     *
     * @param size how much
     * @return this
     */
    public FakeHost disk(ByteSize size) {
        return set(() -> machine.files().size(size.bytes()));
    }

    /**
     * Sets how long a verb takes; 1 ms unless set.
     *
     * @param time there, the work, and back
     * @return this
     */
    public FakeHost latency(Duration time) {
        return set(() -> machine.latency = time);
    }

    /**
     * Sets how long one verb takes.
     *
     * @param verb which
     * @param time there, the work, and back
     * @return this
     */
    public FakeHost latency(Verb verb, Duration time) {
        return set(() -> machine.latencies.put(verb, time));
    }

    /**
     * Sets how fast the bytes of volumes come and go; in no time unless set.
     *
     * @param perSecond above zero
     * @return this
     */
    public FakeHost bandwidth(ByteSize perSecond) {
        return set(() -> machine.bandwidth = Optional.of(perSecond));
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
            machine.bootTime = boot;
            machine.dhcpTime = dhcp;
            machine.shutdownTime = shutdown;
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
        return set(() -> machine.capabilities.removeAll(List.of(lacking)));
    }

    /**
     * Refuses verbs of an older epoch than it has seen, with {@code LEASE_LOST}, as a host with an agent does.
     *
     * @return this
     */
    public FakeHost refusesOldEpochs() {
        return set(() -> machine.refusesOldEpochs = true);
    }

    /**
     * What goes wrong on it.
     *
     * @return the faults, to be added to
     */
    public HostFaults faults() {
        return machine.faults();
    }

    /**
     * What is inside a VM.
     *
     * @param vm the VM's UUID; it need not exist yet
     * @return the guest
     */
    public FakeGuest guest(UUID vm) {
        return machine.locked(() -> machine.vms().guest(vm));
    }

    /** Cannot be reached from now on; guests run on. Connections are lost. Repeatable. */
    public void vanish() {
        machine.vanish();
    }

    /** Can be reached again; watches are told to look at everything. Repeatable. */
    public void comeBack() {
        machine.comeBack();
    }

    /** Takes connections, and answers nothing until {@link #thaw()}; what was asked meanwhile times out or is done. */
    public void freeze() {
        machine.freeze(true);
    }

    /** Answers again. */
    public void thaw() {
        machine.freeze(false);
    }

    /** Loses power: every guest is gone, and it cannot be reached until {@link #comeBack()}, as after a boot. */
    public void losePower() {
        machine.losePower();
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
        Mark mark = new Mark(machine.newId(), machine.newId(), 0);
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
            machine.locked(() -> machine.vms().start(id, generation));
        }
        return id;
    }

    private UUID plantVm(VmDefinition definition, String vmName, boolean marked, boolean running) {
        return machine.locked(() -> {
            FakeVm vm = machine.vms().plant(definition, vmName, true, marked);
            if (running) {
                machine.vms().begin(vm);
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
        machine.locked(() -> machine.pools().plant(new FakePools.Pool(machine.newId(), foreignName, directory, true)));
    }

    /**
     * Plants a file, and believes what its first bytes say.
     *
     * @param path an absolute path
     * @param content its bytes
     */
    public void plantFile(String path, byte[] content) {
        machine.change(() -> {
            FakeContent bytes = new FakeContent(0);
            bytes.append(content, content.length);
            FakeFile file = new FakeFile(path, Format.RAW, content.length, bytes);
            file.readHeader();
            machine.files().put(file);
        });
    }

    /**
     * Makes a file go, or come back unreadable, behind everybody's back.
     *
     * @param path an absolute path
     * @param gone true to delete it, false to make it unreadable
     */
    public void spoilFile(String path, boolean gone) {
        machine.change(() -> {
            machine.files().find(path).ifPresent(f -> f.unreadable = true);
            if (gone) {
                machine.files().delete(path);
            }
        });
    }

    /**
     * Stops or starts a pool behind everybody's back.
     *
     * @param pool its name
     * @param active whether it can be used
     */
    public void poolActive(String pool, boolean active) {
        machine.change(() -> {
            machine.pools().setActive(pool, active);
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
        machine.change(() -> {
            FakeNet net = new FakeNet(
                    machine.newId(),
                    foreignName,
                    "nat",
                    Optional.of(bridge),
                    Optional.of(addresses),
                    Optional.of(addresses.network().plus(1)),
                    List.of());
            machine.nets().plant(net);
        });
    }

    /**
     * Stops or starts a network behind everybody's back.
     *
     * @param network its name
     * @param active whether it can be used
     */
    public void networkActive(String network, boolean active) {
        machine.change(() -> {
            machine.nets().find(network).ifPresent(n -> n.active = active);
        });
    }

    /**
     * All VMs, as they are: no verb, no fault.
     *
     * @return a copy
     */
    public List<VmFound> vms() {
        return machine.locked(() -> machine.vms().all().stream()
                .map(v -> FakeCompute.found(machine, v, true))
                .toList());
    }

    /**
     * A VM's definition on the host.
     *
     * @param vm the VM's UUID
     * @return the definition that the next start takes
     */
    public Optional<VmDefinition> definition(UUID vm) {
        return machine.locked(() -> machine.vms().find(vm).map(v -> v.defined));
    }

    /**
     * The mark that a VM carries.
     *
     * @param vm the VM's UUID
     * @return of a running VM the one with which it was started
     */
    public Optional<Mark> mark(UUID vm) {
        return machine.locked(() -> machine.vms().find(vm).flatMap(FakeVm::mark));
    }

    /**
     * All pools, as they are.
     *
     * @return a copy
     */
    public List<PoolFound> pools() {
        return machine.locked(machine.pools()::all);
    }

    /**
     * All volumes of active pools, as they are.
     *
     * @return a copy
     */
    public List<VolumeFound> volumes() {
        return machine.locked(machine.pools()::allVolumes);
    }

    /**
     * All files, also where no pool is.
     *
     * @return their paths, sorted
     */
    public List<String> paths() {
        return machine.locked(
                () -> machine.files().all().stream().map(f -> f.path).toList());
    }

    /**
     * All networks, as they are.
     *
     * @return a copy
     */
    public List<NetworkFound> networks() {
        return machine.locked(
                () -> machine.nets().all().stream().map(FakeNet::found).toList());
    }

    /**
     * Whose the host is.
     *
     * @return the mark that it carries
     */
    public Optional<UUID> owner() {
        return machine.locked(() -> machine.owner.map(OwnerMark::owner));
    }

    /**
     * Everything about it, for people: shown when a test fails.
     *
     * @return lines
     */
    public String dump() {
        return machine.dump();
    }

    /**
     * The last verbs and what came of them.
     *
     * @return at most 2,000 lines, oldest first
     */
    public List<String> log() {
        return machine.log();
    }

    FakeMachine machine() {
        return machine;
    }

    private FakeHost set(Runnable change) {
        machine.change(change);
        return this;
    }
}
