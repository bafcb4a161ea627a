package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Handles;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import io.dosvm.libvirt.binding.StoragePool;
import io.dosvm.libvirt.binding.StorageVolume;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Host-directory pools and their volumes by libvirt. */
final class LibvirtStorage implements Storage {
    private static final Duration BUSY_PAUSE = Duration.ofMillis(50);
    /** libvirt makes images in whole KiB, rounded up. */
    private static final long GRAIN = 1024;

    private final LibvirtHost host;
    private final Transfers transfers;
    private final OpenFiles openFiles;

    LibvirtStorage(LibvirtHost host) {
        this.host = host;
        this.transfers = new Transfers(this);
        this.openFiles = new OpenFiles(host);
    }

    @Override
    public PoolFound ensurePool(EnsurePool request, Call call) {
        return host.verb(call, () -> {
            PoolDefinition wanted = request.definition();
            Checks.directory(wanted.directory());
            Connection connection = host.storage(call);
            Optional<StoragePool> there = LibvirtHost.find(
                    () -> connection.pools().byUuid(wanted.mark().id(), call));
            try (StoragePool pool = there.isPresent() ? there.get() : definePool(connection, wanted, call)) {
                PoolFound known = StorageDocuments.readPool(pool.xml(call), false);
                if (!known.path().equals(wanted.directory())
                        || !known.name().equals(wanted.mark().madeName())) {
                    throw DosvmException.of(
                                    ErrorCode.ALREADY_EXISTS,
                                    "the host has the pool " + known.name() + " (" + known.id()
                                            + ") with another directory, " + known.path())
                            .build();
                }
                if (!pool.active(call)) {
                    activate(pool, call);
                }
                return StorageDocuments.readPool(pool.xml(call), true);
            }
        });
    }

    private static StoragePool definePool(Connection connection, PoolDefinition wanted, Call call) {
        try {
            return connection.pools().define(StorageDocuments.pool(wanted), call);
        } catch (LibvirtException e) {
            String said = e.fault().map(LibvirtFault::message).orElse("");
            if (said.contains("conflict") || said.contains("already exists")) {
                throw DosvmException.of(ErrorCode.IN_USE, said).cause(e).build();
            }
            throw e;
        }
    }

    private static void activate(StoragePool pool, Call call) {
        pool.build(call);
        try {
            pool.create(call);
        } catch (LibvirtException e) {
            // somebody else started it at the same moment
            if (!e.is(LibvirtFault.OPERATION_INVALID)) {
                throw e;
            }
        }
        pool.autostart(true, call);
    }

    @Override
    public Done removePool(RemovePool request, Call call) {
        return host.verb(call, () -> {
            findPool(host.storage(call), request.pool(), call).ifPresent(pool -> {
                try (pool) {
                    if (pool.active(call)) {
                        pool.destroy(call);
                    }
                    pool.undefine(call);
                } catch (LibvirtException e) {
                    if (!e.is(LibvirtFault.NO_STORAGE_POOL)) {
                        throw e;
                    }
                }
            });
            return Done.DONE;
        });
    }

    @Override
    public List<VolumeFound> listVolumes(ListVolumes request, Call call) {
        return host.read(call, () -> {
            try (StoragePool pool = pool(host.storage(call), request.pool(), call)) {
                refresh(pool, call);
                return volumes(pool, call);
            }
        });
    }

    /** What libvirt knows to lie in a pool. What goes between the list and the look is left out. */
    static List<VolumeFound> volumes(StoragePool pool, Call call) {
        String name = pool.ref().name();
        List<VolumeFound> result = new ArrayList<>();
        try (Handles<StorageVolume> all = pool.volumes(call)) {
            for (StorageVolume volume : all) {
                read(name, volume, call).ifPresent(result::add);
            }
        }
        return result;
    }

    private static Optional<VolumeFound> read(String pool, StorageVolume volume, Call call) {
        try {
            return Optional.of(StorageDocuments.readVolume(pool, volume.xml(call)));
        } catch (LibvirtException e) {
            // libvirt looks at the file again for its document: it may have gone
            if (e.is(LibvirtFault.NO_STORAGE_VOLUME, LibvirtFault.SYSTEM_ERROR)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public VolumeFound createVolume(CreateVolume request, Call call) {
        return host.verb(call, () -> {
            VolumeDefinition wanted = request.definition();
            Checks.volume(wanted);
            Connection connection = host.storage(call);
            Optional<VolumeFound> backing = wanted.backing().map(b -> describe(connection, b.key(), call)
                    .map(found -> withFormat(found, b.format()))
                    .orElseThrow(() -> LibvirtHost.notFound("the backing volume " + b.key())));
            try (StoragePool pool = pool(connection, wanted.key().pool(), call)) {
                Optional<VolumeFound> there = describe(pool, wanted.key(), call);
                if (there.isPresent()) {
                    return same(there.get(), wanted, backing);
                }
                try (StorageVolume made = pool.createVolume(
                        StorageDocuments.volume(wanted.key().fileName(), wanted.format(), wanted.capacity(), backing),
                        call)) {
                    return StorageDocuments.readVolume(wanted.key().pool(), made.xml(call));
                } catch (LibvirtException e) {
                    if (e.is(LibvirtFault.VOLUME_EXISTS)) {
                        return describe(pool, wanted.key(), call)
                                .map(found -> same(found, wanted, backing))
                                .orElseThrow(() -> e);
                    }
                    throw e;
                }
            }
        });
    }

    private static VolumeFound withFormat(VolumeFound found, Format format) {
        return new VolumeFound(
                found.key(), found.path(), format, found.capacity(), found.allocation(), found.backingPath());
    }

    private static VolumeFound same(VolumeFound there, VolumeDefinition wanted, Optional<VolumeFound> backing) {
        long capacity = there.capacity().bytes();
        long asked = wanted.capacity().bytes();
        boolean equal = there.format() == wanted.format()
                && capacity >= asked
                && capacity - asked < GRAIN
                && there.backingPath().equals(backing.map(VolumeFound::path));
        if (!equal) {
            throw DosvmException.of(
                            ErrorCode.ALREADY_EXISTS, "the volume " + there.key() + " exists with other properties")
                    .with("format", there.format())
                    .with("capacity", there.capacity())
                    .with("backing", there.backingPath().orElse("none"))
                    .build();
        }
        return there;
    }

    @Override
    public Optional<VolumeFound> describeVolume(DescribeVolume request, Call call) {
        return host.read(call, () -> {
            Checks.key(request.key());
            return describe(host.control(call), request.key(), call);
        });
    }

    private Optional<VolumeFound> describe(Connection connection, VolumeKey key, Call call) {
        try (StoragePool pool = pool(connection, key.pool(), call)) {
            return describe(pool, key, call);
        }
    }

    private Optional<VolumeFound> describe(StoragePool pool, VolumeKey key, Call call) {
        return find(pool, key.fileName(), call).flatMap(volume -> {
            try (volume) {
                return read(key.pool(), volume, call);
            }
        });
    }

    /** Where a volume lies on the host. */
    String pathOf(VolumeKey key, Call call) {
        return describe(host.control(call), key, call)
                .map(VolumeFound::path)
                .orElseThrow(() -> LibvirtHost.notFound("the volume " + key));
    }

    @Override
    public VolumeFound upload(Upload request, Call call) {
        host.require(Capability.VOLUME_STREAMS);
        return host.verb(call, () -> {
            VolumeKey key = request.key();
            Checks.key(key);
            try (StoragePool pool = pool(host.storage(call), key.pool(), call)) {
                return transfers.upload(pool, request, call);
            }
        });
    }

    @Override
    public Done download(Download request, Call call) {
        host.require(Capability.VOLUME_STREAMS);
        return host.verb(call, () -> {
            Checks.key(request.key());
            try (StoragePool pool = pool(host.storage(call), request.key().pool(), call)) {
                transfers.download(pool, request, call);
                return Done.DONE;
            }
        });
    }

    @Override
    public Done deleteVolume(DeleteVolume request, Call call) {
        return host.verb(call, () -> {
            Checks.key(request.key());
            try (StoragePool pool = pool(host.storage(call), request.key().pool(), call)) {
                find(pool, request.key().fileName(), call).ifPresent(volume -> {
                    try (volume) {
                        refuseOpen(request.key(), volume, call);
                        volume.delete(call);
                    } catch (LibvirtException e) {
                        if (!e.is(LibvirtFault.NO_STORAGE_VOLUME)) {
                            throw e;
                        }
                    }
                });
            }
            return Done.DONE;
        });
    }

    /** libvirt itself deletes files under running VMs. */
    void refuseOpen(VolumeKey key, StorageVolume volume, Call call) {
        String path = StorageDocuments.readVolume(key.pool(), volume.xml(call)).path();
        if (openFiles.of(host.control(call), call).contains(path)) {
            throw DosvmException.of(ErrorCode.IN_USE, "a running VM has the volume " + key + " open")
                    .build();
        }
    }

    /** A volume; one that libvirt does not know may have come since it last looked. */
    Optional<StorageVolume> find(StoragePool pool, String name, Call call) {
        Optional<StorageVolume> known = LibvirtHost.find(() -> pool.volume(name, call));
        if (known.isPresent()) {
            return known;
        }
        if (!pool.active(call)) {
            return Optional.empty();
        }
        refresh(pool, call);
        return LibvirtHost.find(() -> pool.volume(name, call));
    }

    /** Looks again what lies in a pool; libvirt refuses that while it makes a volume there. */
    void refresh(StoragePool pool, Call call) {
        while (true) {
            try {
                pool.refresh(call);
                return;
            } catch (LibvirtException e) {
                String said = e.fault().map(LibvirtFault::message).orElse("");
                if (!said.contains("asynchronous jobs")) {
                    throw e;
                }
            }
            call.check();
            host.runtime().sleep(BUSY_PAUSE);
        }
    }

    private static Optional<StoragePool> findPool(Connection connection, String name, Call call) {
        return LibvirtHost.find(() -> connection.pools().byName(name, call));
    }

    private static StoragePool pool(Connection connection, String name, Call call) {
        return findPool(connection, name, call).orElseThrow(() -> LibvirtHost.notFound("the pool " + name));
    }
}
