package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.HostLink;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Storage;
import io.dosvm.spi.UserNetworking;

/** The driver of one host: facts, looks, the owner mark; the groups of verbs stand beside it. */
final class LibvirtDriver implements HostDriver {
    private final LibvirtHost host;
    private final Acceleration acceleration;
    private final FactsReader facts;
    private final Observer observer;
    private final Watches watches;
    private final LibvirtCompute compute;
    private final LibvirtStorage storage;
    private final LibvirtNetworking networking;
    private final LibvirtForwards forwards;

    LibvirtDriver(LibvirtHost host, Acceleration.Cache accelerations) {
        this.host = host;
        this.facts = new FactsReader(host);
        this.acceleration = new Acceleration(host, facts, accelerations);
        this.observer = new Observer(host);
        this.watches = new Watches(host);
        this.storage = new LibvirtStorage(host);
        this.compute = new LibvirtCompute(host, acceleration, storage, observer);
        this.networking = new LibvirtNetworking(host, facts);
        this.forwards = new LibvirtForwards(host);
    }

    /** The link, for counters. */
    HostLink link() {
        return host.link();
    }

    @Override
    public HostFacts facts(Facts request, Call call) {
        return host.read(call, () -> facts.read(acceleration, marks(call).read(), call));
    }

    @Override
    public Observation observe(Observe request, Call call) {
        return host.read(call, () -> observer.observe(request.parts(), call));
    }

    @Override
    public OwnerMark claim(Claim request, Call call) {
        return host.verb(call, () -> marks(call).claim(request));
    }

    @Override
    public Done release(Release request, Call call) {
        return host.verb(call, () -> {
            marks(call).release(request.mark());
            return Done.DONE;
        });
    }

    private OwnerMarks marks(Call call) {
        return new OwnerMarks(host.control(call), call);
    }

    @Override
    public Watch watch(HostListener listener) {
        try {
            return watches.add(listener);
        } catch (LibvirtException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public Compute compute() {
        return compute;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public Networking networking() {
        host.require(Capability.NETWORKS);
        return networking;
    }

    @Override
    public UserNetworking userNetworking() {
        host.require(Capability.USER_NICS);
        return forwards;
    }

    @Override
    public void close() {
        host.close();
    }
}
