package io.dosvm.testkit;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The VM verbs of a fake host. */
final class FakeCompute implements Compute {
    private final FakeLink link;

    FakeCompute(FakeLink link) {
        this.link = link;
    }

    @Override
    public VmDetails define(Define request, Call call) {
        VmDefinition definition = request.definition();
        check(definition);
        FakeMachine host = link.host();
        if (definition.nics().stream().anyMatch(n -> n.link() instanceof NicLink.User)) {
            link.need(Capability.USER_NICS);
        }
        return link.verb(Verb.VM_DEFINE, call, definition.mark().id(), () -> {
            definition.disks().forEach(d -> requireVolume(host, d));
            return details(host.vms().define(definition));
        });
    }

    @Override
    public Optional<VmDetails> describe(Describe request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.VM_DESCRIBE, call, request.id(), () -> host.vms()
                .find(request.id())
                .map(FakeCompute::details));
    }

    @Override
    public VmDetails start(Start request, Call call) {
        if (request.generation() < 1) {
            throw Refusal.invalid("generation", request.generation(), "above 0");
        }
        FakeMachine host = link.host();
        return link.verb(
                Verb.VM_START,
                call,
                request.id() + " generation " + request.generation(),
                () -> details(host.vms().start(request.id(), request.generation())));
    }

    @Override
    public Done shutdown(Shutdown request, Call call) {
        FakeMachine host = link.host();
        return on(host, Verb.VM_SHUTDOWN, call, request.id(), v -> host.vms().askToPowerOff(v));
    }

    @Override
    public Done stop(Stop request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.VM_STOP, call, request.id(), () -> {
            host.vms().find(request.id()).ifPresent(v -> host.vms().off(v, RunState.OFF));
            return Done.DONE;
        });
    }

    @Override
    public Done reboot(Reboot request, Call call) {
        FakeMachine host = link.host();
        return on(host, Verb.VM_REBOOT, call, request.id(), v -> {
            requireInMemory(v);
            if (v.booted && v.guest.heedsReboot) {
                host.vms().reboot(v);
            }
        });
    }

    @Override
    public Done reset(Reset request, Call call) {
        FakeMachine host = link.host();
        return on(host, Verb.VM_RESET, call, request.id(), v -> {
            requireInMemory(v);
            host.vms().reboot(v);
        });
    }

    @Override
    public Done suspend(Suspend request, Call call) {
        link.need(Capability.SUSPEND);
        FakeMachine host = link.host();
        return on(host, Verb.VM_SUSPEND, call, request.id(), v -> {
            requireInMemory(v);
            if (v.state == RunState.RUNNING) {
                v.suspends(host.nanos());
                host.changed(v.id);
            }
        });
    }

    @Override
    public Done resume(Resume request, Call call) {
        link.need(Capability.SUSPEND);
        FakeMachine host = link.host();
        return on(host, Verb.VM_RESUME, call, request.id(), v -> {
            requireInMemory(v);
            if (v.state == RunState.SUSPENDED) {
                v.resumes(host.nanos());
                host.changed(v.id);
            }
        });
    }

    @Override
    public Done undefine(Undefine request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.VM_UNDEFINE, call, request.id(), () -> {
            host.vms().find(request.id()).ifPresent(host.vms()::undefine);
            return Done.DONE;
        });
    }

    @Override
    public List<AddressSource> addresses(Addresses request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.VM_ADDRESSES, call, request.id(), () -> {
            FakeVm vm = host.vms().require(request.id());
            List<IpAddress> leased = new ArrayList<>();
            if (vm.inMemory()) {
                for (NicDefinition nic : vm.live.nics()) {
                    host.nets().of(nic).stream()
                            .flatMap(n -> host.nets().leases(n).stream())
                            .filter(l -> l.mac().equals(nic.mac()))
                            .forEach(l -> leased.add(l.address()));
                }
            }
            return List.of(
                    new AddressSource("DHCP lease", leased),
                    new AddressSource("guest agent", vm.booted ? vm.guest.agentAddresses : List.of()));
        });
    }

    private Done on(FakeMachine host, Verb verb, Call call, UUID id, Consumer<FakeVm> work) {
        return link.verb(verb, call, id, () -> {
            work.accept(host.vms().require(id));
            return Done.DONE;
        });
    }

    static List<VmFound> all(FakeMachine host, boolean devices) {
        return host.vms().all().stream().map(v -> found(host, v, devices)).toList();
    }

    static VmFound found(FakeMachine host, FakeVm vm, boolean devices) {
        VmDefinition definition = vm.definition();
        return new VmFound(
                vm.id,
                vm.name,
                vm.state,
                vm.persistent,
                definition.vcpus(),
                definition.memory(),
                cpuTime(host, vm),
                devices ? disks(host, vm) : List.of(),
                devices && vm.inMemory() ? nics(host, vm) : List.of());
    }

    static Duration cpuTime(FakeMachine host, FakeVm vm) {
        return Duration.ofNanos((long)
                (vm.runNanos(host.nanos()) * vm.guest.load * vm.definition().vcpus()));
    }

    private static List<DiskFound> disks(FakeMachine host, FakeVm vm) {
        List<DiskFound> found = new ArrayList<>();
        ByteSize bytes = traffic(host, vm);
        for (DiskDefinition disk : vm.definition().disks()) {
            String source = host.pools().path(disk.volume()).orElse("");
            long capacity = host.files().find(source).map(f -> f.capacity).orElse(0L);
            String prefix = disk.bus() == DiskDefinition.Bus.VIRTIO ? "vd" : "sd";
            String target = prefix + (char) ('a' + found.size() % 26);
            found.add(new DiskFound(target, source, ByteSize.bytes(capacity), bytes, bytes));
        }
        return found;
    }

    private static List<NicFound> nics(FakeMachine host, FakeVm vm) {
        ByteSize bytes = traffic(host, vm);
        List<NicFound> found = new ArrayList<>();
        vm.live.nics().stream()
                .filter(n -> n.link() instanceof NicLink.ToNetwork)
                .forEach(n -> found.add(new NicFound("vnet" + vm.number + "-" + found.size(), bytes, bytes)));
        return found;
    }

    /** A busy guest moves 1 MB in a second. */
    private static ByteSize traffic(FakeMachine host, FakeVm vm) {
        return ByteSize.bytes((long) (vm.runNanos(host.nanos()) / 1_000.0 * vm.guest.load));
    }

    private static VmDetails details(FakeVm vm) {
        boolean display = vm.inMemory() && vm.live.graphics().isPresent();
        return new VmDetails(
                vm.id,
                vm.name,
                vm.state,
                vm.mark(),
                vm.marked ? Optional.of("/var/log/fake/" + vm.name + ".log") : Optional.empty(),
                display ? Optional.of(5_900 + vm.number % 50_000) : Optional.empty());
    }

    private static void requireInMemory(FakeVm vm) {
        if (!vm.inMemory()) {
            throw Refusal.of(ErrorCode.WRONG_STATE, "VM " + vm.name + " is off");
        }
    }

    private static void requireVolume(FakeMachine host, DiskDefinition disk) {
        String path = host.pools().checkedPath(disk.volume());
        if (host.files().find(path).isEmpty()) {
            throw Refusal.notFound("volume", disk.volume());
        }
    }

    private static void check(VmDefinition definition) {
        if (definition.vcpus() < 1 || definition.vcpus() > 255) {
            throw Refusal.invalid("vcpus", definition.vcpus(), "1–255");
        }
        if (!definition.memory().isPositive()) {
            throw Refusal.invalid("memory", definition.memory(), "above zero");
        }
        if (definition.title().chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid("title", "…", "without control characters");
        }
        definition.nics().forEach(FakeForwards::check);
        if (!definition.architecture().equals("x86_64")) {
            throw Refusal.invalid("architecture", definition.architecture(), "one of x86_64");
        }
    }
}
