package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.ConnectUri;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.HostLink;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import io.dosvm.libvirt.binding.NativeEvent;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One host as all groups of verbs share it: the link to it, and what kind it is. */
final class LibvirtHost implements AutoCloseable {
    private final HostUri uri;
    private final ConnectUri reached;
    private final Runtime runtime;
    private final List<Consumer<NativeEvent>> takers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HostLink link;
    private boolean closed;

    LibvirtHost(HostUri uri, ConnectUri reached, Runtime runtime) {
        this.uri = uri;
        this.reached = reached;
        this.runtime = runtime;
    }

    HostUri uri() {
        return uri;
    }

    Runtime runtime() {
        return runtime;
    }

    /** libvirt's test driver, which lives in this process and lacks much. */
    boolean isTest() {
        return uri.driver().equals("test");
    }

    /** Whether the daemon runs on this machine, as far as the URI tells. */
    boolean isLocal() {
        return uri.host().isEmpty();
    }

    /** Where the daemon's socket may be on this machine; empty for other ways. */
    List<Path> sockets() {
        return reached.sockets();
    }

    Optional<String> accelerator() {
        return reached.parameter("accel");
    }

    /** Has every event told, on libvirt's own thread, to whoever keeps something in mind about the host. */
    void hears(Consumer<NativeEvent> taker) {
        takers.add(taker);
    }

    /** The link, made at the first verb: opening a driver touches neither host nor native library. */
    HostLink link() {
        lock.lock();
        try {
            if (closed) {
                throw DosvmException.of(ErrorCode.CLOSED, "the driver of " + uri + " is closed")
                        .build();
            }
            HostLink known = link;
            if (known == null) {
                known = new HostLink(
                        reached,
                        runtime,
                        Connection.KeepAlive.DEFAULT,
                        event -> takers.forEach(taker -> taker.accept(event)));
                link = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** The connection for looks and short verbs. */
    Connection control(Call call) {
        return link().control().connection(call);
    }

    /** The connection for transfers and whatever may take long. */
    Connection storage(Call call) {
        return link().storage().connection(call);
    }

    /** Runs a verb, unless its call is over before it begins. */
    <T> T verb(Call call, Supplier<T> body) {
        call.check();
        try {
            return body.get();
        } catch (LibvirtException e) {
            throw Failures.of(e);
        }
    }

    /** Runs a verb that only reads: a connection that turns out to be broken is replaced once. */
    <T> T read(Call call, Supplier<T> body) {
        return verb(call, () -> {
            try {
                return body.get();
            } catch (LibvirtException e) {
                if (e.reason() != LibvirtException.Reason.LOST) {
                    throw e;
                }
                return body.get();
            }
        });
    }

    /** What a lookup finds, or empty where libvirt says that there is none. */
    static <T> Optional<T> find(Supplier<T> lookup) {
        try {
            return Optional.of(lookup.get());
        } catch (LibvirtException e) {
            if (e.is(
                    LibvirtFault.NO_DOMAIN,
                    LibvirtFault.NO_NETWORK,
                    LibvirtFault.NO_STORAGE_POOL,
                    LibvirtFault.NO_STORAGE_VOLUME)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static DosvmException notFound(String what) {
        return DosvmException.of(ErrorCode.NOT_FOUND, what + " is not known to the host")
                .build();
    }

    /** Refuses what this kind of host cannot do. */
    void require(Capability capability) {
        if (!capabilities().contains(capability)) {
            throw HostDriver.lacks(capability);
        }
    }

    Set<Capability> capabilities() {
        if (isTest()) {
            return Capabilities.OF_TEST;
        }
        return uri.path().equals("/session") ? Capabilities.OF_SESSION : Capabilities.OF_QEMU;
    }

    @Override
    public void close() {
        HostLink ending;
        lock.lock();
        try {
            closed = true;
            ending = link;
            link = null;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.close();
        }
    }
}
