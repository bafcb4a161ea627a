package io.dosvm.testkit;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Compute.DiskDefinition;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage.Format;
import io.dosvm.value.RunState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The VMs of a fake host and what becomes of them as time passes. Guarded by the host's lock. */
final class FakeVms {
    private final FakeMachine host;
    private final Map<UUID, FakeVm> vms = new LinkedHashMap<>();
    private final Map<UUID, FakeGuest> guests = new LinkedHashMap<>();
    private int started;

    FakeVms(FakeMachine host) {
        this.host = host;
    }

    List<FakeVm> all() {
        return List.copyOf(vms.values());
    }

    Optional<FakeVm> find(UUID id) {
        return Optional.ofNullable(vms.get(id));
    }

    FakeVm require(UUID id) {
        return find(id).orElseThrow(() -> Refusal.notFound("vm", id));
    }

    FakeGuest guest(UUID id) {
        return guests.computeIfAbsent(id, i -> new FakeGuest(host, i));
    }

    FakeVm plant(VmDefinition definition, String name, boolean persistent, boolean marked) {
        UUID id = definition.mark().id();
        FakeVm vm = new FakeVm(id, name, persistent, marked, definition, guest(id));
        vms.put(id, vm);
        host.changed(id);
        return vm;
    }

    FakeVm define(VmDefinition definition) {
        Mark mark = definition.mark();
        FakeVm known = vms.get(mark.id());
        if (known == null) {
            String name = mark.madeName();
            if (vms.values().stream().anyMatch(v -> v.name.equals(name))) {
                throw Refusal.of(ErrorCode.ALREADY_EXISTS, "another VM is called " + name);
            }
            return plant(definition, name, true, true);
        }
        if (!known.marked || !known.defined.mark().owner().equals(mark.owner())) {
            throw Refusal.of(ErrorCode.ALREADY_EXISTS, "a VM that is not of this owner has the UUID " + mark.id());
        }
        if (!known.defined.equals(definition)) {
            known.defined = definition;
            host.changed(known.id);
        }
        return known;
    }

    FakeVm start(UUID id, long generation) {
        FakeVm vm = require(id);
        if (vm.inMemory()) {
            if (vm.liveMark.filter(m -> m.generation() == generation).isPresent()) {
                return vm;
            }
            throw Refusal.of(
                    ErrorCode.WRONG_STATE,
                    "VM " + vm.name + " runs already, of generation "
                            + vm.liveMark
                                    .map(m -> Long.toString(m.generation()))
                                    .orElse("none"));
        }
        VmDefinition definition = vm.defined;
        openDisks(definition);
        joinNetworks(definition);
        takeMemory(definition);
        vm.forwards = FakeForwards.open(definition, vms.values());
        Mark mark = definition.mark();
        vm.liveMark = vm.marked ? Optional.of(new Mark(mark.owner(), mark.id(), generation)) : Optional.empty();
        begin(vm);
        return vm;
    }

    void begin(FakeVm vm) {
        long now = host.nanos();
        vm.live = vm.defined;
        vm.state = RunState.RUNNING;
        vm.number = ++started;
        vm.starts++;
        vm.startedAt = now;
        vm.boots(now, bootNanos(vm));
        host.changed(vm.id);
    }

    void askToPowerOff(FakeVm vm) {
        // A guest that is still booting has nobody in it who hears the button.
        if (vm.inMemory() && vm.booted && vm.guest.heedsShutdown && !vm.asked) {
            vm.asked = true;
            vm.offAt = (vm.state == RunState.SUSPENDED ? vm.suspendedAt : host.nanos()) + host.shutdownTime.toNanos();
        }
    }

    void off(FakeVm vm, RunState how) {
        if (!vm.inMemory()) {
            return;
        }
        vm.state = how;
        vm.booted = false;
        vm.bootedAt = FakeVm.NEVER;
        vm.leaseAt = FakeVm.NEVER;
        vm.offAt = FakeVm.NEVER;
        vm.liveMark = Optional.empty();
        vm.forwards = List.of();
        if (!vm.persistent) {
            vms.remove(vm.id);
        }
        host.changed(vm.id);
    }

    void reboot(FakeVm vm) {
        vm.reboots++;
        vm.boots(vm.state == RunState.SUSPENDED ? vm.suspendedAt : host.nanos(), bootNanos(vm));
        // Hosts tell of one reboot several times.
        host.changed(vm.id);
        host.changed(vm.id);
    }

    void undefine(FakeVm vm) {
        if (vm.inMemory()) {
            throw Refusal.of(ErrorCode.WRONG_STATE, "VM " + vm.name + " runs");
        }
        vms.remove(vm.id);
        host.changed(vm.id);
    }

    /** Lets happen what was due. */
    void settle(long now) {
        for (FakeVm vm : all()) {
            if (vm.nextDue() > now) {
                continue;
            }
            if (!vm.booted && vm.bootedAt <= now && vm.offAt > now) {
                vm.booted = true;
                vm.leaseAt = vm.guest.takesLease && !vm.live.nics().isEmpty()
                        ? vm.bootedAt + host.dhcpTime.toNanos()
                        : FakeVm.NEVER;
            }
            if (vm.leaseAt <= now && vm.offAt > now) {
                vm.leaseAt = FakeVm.NEVER;
                host.nets().lease(vm);
            }
            if (vm.offAt <= now) {
                off(vm, RunState.OFF);
            }
        }
    }

    long nextDue() {
        return vms.values().stream().mapToLong(FakeVm::nextDue).min().orElse(FakeVm.NEVER);
    }

    /** The running VM that has a file open, if one does; {@code toWrite} counts only those that write to it. */
    Optional<FakeVm> user(String path, boolean toWrite) {
        return vms.values().stream()
                .filter(FakeVm::inMemory)
                .filter(v -> v.live.disks().stream().anyMatch(d -> opens(d, path, toWrite)))
                .findFirst();
    }

    private boolean opens(DiskDefinition disk, String path, boolean toWrite) {
        Optional<String> top = host.pools().path(disk.volume());
        if (top.isEmpty()) {
            return false;
        }
        if (top.get().equals(path)) {
            return !toWrite || writes(disk);
        }
        return !toWrite
                && host.files().find(top.get()).isPresent()
                && host.files().chain(top.get()).stream().anyMatch(f -> f.path.equals(path));
    }

    private static boolean writes(DiskDefinition disk) {
        return !disk.readOnly() && disk.device() == DiskDefinition.Device.DISK;
    }

    private void openDisks(VmDefinition definition) {
        for (DiskDefinition disk : definition.disks()) {
            String path = host.pools()
                    .path(disk.volume())
                    .orElseThrow(() -> Refusal.notFound("pool", disk.volume().pool()));
            List<FakeFile> chain = host.files().chain(path);
            if (disk.format() == Format.QCOW2 && chain.get(0).format != Format.QCOW2) {
                throw Refusal.of(ErrorCode.FILE_UNUSABLE, "image is not in qcow2 format: " + path);
            }
            Optional<FakeVm> other = writes(disk) ? user(path, false) : user(path, true);
            for (int i = 1; i < chain.size() && other.isEmpty(); i++) {
                other = user(chain.get(i).path, true);
            }
            if (other.isPresent()) {
                throw Refusal.of(
                        ErrorCode.IN_USE, "failed to lock " + path + ": VM " + other.get().name + " has it open");
            }
        }
    }

    private void joinNetworks(VmDefinition definition) {
        for (NicDefinition nic : definition.nics()) {
            if (nic.link() instanceof NicLink.ToNetwork to) {
                FakeNet net =
                        host.nets().find(to.network()).orElseThrow(() -> Refusal.notFound("network", to.network()));
                if (!net.active) {
                    throw Refusal.of(ErrorCode.WRONG_STATE, "network " + net.name + " is not active");
                }
            }
        }
    }

    long memoryUsed() {
        return vms.values().stream()
                .filter(FakeVm::inMemory)
                .mapToLong(v -> v.live.memory().bytes())
                .sum();
    }

    private void takeMemory(VmDefinition definition) {
        if (memoryUsed() + definition.memory().bytes() > host.memory.bytes()) {
            throw Refusal.of(ErrorCode.DRIVER_FAILED, "cannot set up guest memory: cannot allocate memory");
        }
    }

    private long bootNanos(FakeVm vm) {
        if (!vm.guest.hasSystem) {
            return FakeVm.NEVER;
        }
        return vm.guest.bootTime.orElse(host.bootTime).toNanos();
    }
}
