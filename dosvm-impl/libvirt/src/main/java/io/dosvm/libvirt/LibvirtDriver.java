package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.HostLink;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import io.dosvm.libvirt.binding.StoragePool;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Storage;
import io.dosvm.spi.UserNetworking;
import java.util.Optional;

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
        return host.read(call, () -> facts.read(acceleration, owner(host.control(call), call), call));
    }

    @Override
    public Observation observe(Observe request, Call call) {
        return host.read(call, () -> observer.observe(request.parts(), call));
    }

    /**
     * The owner mark is a pool that is never started: its name is unique on the host, so of two who claim at the same
     * moment libvirt lets one define it, and its UUID is the owner.
     */
    @Override
    public OwnerMark claim(Claim request, Call call) {
        return host.verb(call, () -> {
            Connection connection = host.control(call);
            Optional<OwnerMark> there = owner(connection, call);
            if (there.isPresent() && !there.get().equals(request.mark())) {
                if (!request.takeOver()) {
                    throw refused(there.get(), request.mark());
                }
                removeMark(connection, call);
                there = Optional.empty();
            }
            if (there.isPresent()) {
                return there.get();
            }
            try {
                connection
                        .pools()
                        .define(StorageDocuments.ownerMark(request.mark()), call)
                        .close();
            } catch (LibvirtException e) {
                OwnerMark faster = owner(connection, call).orElseThrow(() -> e);
                if (!faster.equals(request.mark())) {
                    throw refused(faster, request.mark());
                }
            }
            return request.mark();
        });
    }

    @Override
    public Done release(Release request, Call call) {
        return host.verb(call, () -> {
            Connection connection = host.control(call);
            if (owner(connection, call).filter(request.mark()::equals).isPresent()) {
                removeMark(connection, call);
            }
            return Done.DONE;
        });
    }

    private static DosvmException refused(OwnerMark there, OwnerMark asked) {
        if (there.owner().equals(asked.owner())) {
            return DosvmException.of(ErrorCode.HOST_KNOWN, "the host is known to its owner as " + there.host())
                    .with("known", there.host())
                    .hint("use that one")
                    .build();
        }
        return DosvmException.of(ErrorCode.HOST_OWNED, "the host belongs to control plane " + there.owner())
                .with("owner", there.owner())
                .hint("release it there, or take it over explicitly")
                .build();
    }

    private static Optional<OwnerMark> owner(Connection connection, Call call) {
        return LibvirtHost.find(() -> {
            try (StoragePool pool = connection.pools().byName(StorageDocuments.OWNER_POOL, call)) {
                return StorageDocuments.readOwnerMark(pool.xml(call));
            }
        });
    }

    private static void removeMark(Connection connection, Call call) {
        try (StoragePool pool = connection.pools().byName(StorageDocuments.OWNER_POOL, call)) {
            pool.undefine(call);
        } catch (LibvirtException e) {
            if (!e.is(LibvirtFault.NO_STORAGE_POOL)) {
                throw e;
            }
        }
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
