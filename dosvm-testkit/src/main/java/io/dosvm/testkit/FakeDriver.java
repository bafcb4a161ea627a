package io.dosvm.testkit;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.UserNetworking;
import io.dosvm.spi.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection to a fake host. */
final class FakeDriver implements HostDriver {
    private final FakeHosts hosts;
    private final FakeLink link;
    private final String name;
    private final List<FakeWatch> watches = new CopyOnWriteArrayList<>();

    FakeDriver(FakeHosts hosts, String name, Runtime runtime) {
        this.hosts = hosts;
        this.name = name;
        this.link = new FakeLink(hosts, name, runtime);
    }

    @Override
    public HostFacts facts(Facts request, Call call) {
        FakeMachine host = link.host();
        return link.verb(Verb.HOST_FACTS, call, "", host::facts);
    }

    @Override
    public Observation observe(Observe request, Call call) {
        FakeMachine host = link.host();
        Set<Part> parts = request.parts();
        return link.verb(Verb.HOST_OBSERVE, call, parts, () -> {
            boolean storage = host.can(Capability.STORAGE);
            boolean networks = host.can(Capability.NETWORKS);
            return new Observation(
                    link.runtime().now(),
                    parts.contains(Part.LOAD) ? Optional.of(load(host)) : Optional.empty(),
                    parts.contains(Part.VMS) || parts.contains(Part.VM_DEVICES)
                            ? FakeCompute.all(host, parts.contains(Part.VM_DEVICES))
                            : List.of(),
                    parts.contains(Part.POOLS) && storage ? host.pools().all() : List.of(),
                    parts.contains(Part.VOLUMES) && storage ? host.pools().allVolumes() : List.of(),
                    parts.contains(Part.NETWORKS) && networks ? FakeNetworking.all(host) : List.of(),
                    parts.contains(Part.LEASES) && host.can(Capability.LEASES)
                            ? FakeNetworking.leases(host)
                            : List.of(),
                    List.of());
        });
    }

    @Override
    public OwnerMark claim(Claim request, Call call) {
        link.need(Capability.OWNER_MARK);
        FakeMachine host = link.host();
        return link.verb(Verb.HOST_CLAIM, call, request.mark(), () -> {
            OwnerMark wanted = request.mark();
            OwnerMark now = host.owner.orElse(wanted);
            if (!now.equals(wanted) && !request.takeOver()) {
                throw now.owner().equals(wanted.owner())
                        ? Refusal.of(ErrorCode.HOST_KNOWN, "the host is known as " + now.host())
                        : Refusal.of(ErrorCode.HOST_OWNED, "the host belongs to " + now.owner());
            }
            host.owner = Optional.of(wanted);
            return wanted;
        });
    }

    @Override
    public Done release(Release request, Call call) {
        link.need(Capability.OWNER_MARK);
        FakeMachine host = link.host();
        return link.verb(Verb.HOST_RELEASE, call, request.mark(), () -> {
            host.owner = host.owner.filter(mark -> !mark.equals(request.mark()));
            return Done.DONE;
        });
    }

    @Override
    public Watch watch(HostListener listener) {
        link.need(Capability.EVENTS);
        link.refuseClosed();
        FakeMachine host = hosts.find(name).orElseGet(link::host);
        FakeWatch watch = hosts.events(link.runtime()).watch(host, listener);
        watches.add(watch);
        return watch;
    }

    @Override
    public Compute compute() {
        link.need(Capability.COMPUTE);
        return new FakeCompute(link);
    }

    @Override
    public Storage storage() {
        link.need(Capability.STORAGE);
        return new FakeStorage(link);
    }

    @Override
    public Networking networking() {
        link.need(Capability.NETWORKS);
        return new FakeNetworking(link);
    }

    @Override
    public UserNetworking userNetworking() {
        link.need(Capability.USER_NICS);
        return (request, call) -> {
            FakeMachine host = link.host();
            return link.verb(
                    Verb.VM_FORWARDS, call, request.vm(), () -> host.vms().require(request.vm()).forwards);
        };
    }

    @Override
    public void close() {
        link.close();
        watches.forEach(FakeWatch::close);
        watches.clear();
    }

    private static HostLoad load(FakeMachine host) {
        double busy = host.vms().all().stream()
                .mapToDouble(v -> FakeCompute.cpuTime(host, v).toNanos())
                .sum();
        Duration used = Duration.ofNanos((long) busy);
        // Since the clock began: a fake machine has no boot time of its own.
        Duration all = Duration.ofNanos(Math.max(0, host.nanos())).multipliedBy(host.cpus);
        return new HostLoad(used, all.minus(used).isNegative() ? Duration.ZERO : all.minus(used), host.memoryFree());
    }
}
