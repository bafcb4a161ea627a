package io.dosvm.engine.storage;

import io.dosvm.VolumeStatus;
import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.HostUnreachableException;
import io.dosvm.error.TimeoutException;
import io.dosvm.spi.Storage;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The steps by which a volume's file comes to be on its host, and goes. Each may be run again from the start. */
public final class VolumeWork {
    static final Duration QUICK = Duration.ofSeconds(30);

    private final PoolStore pools;
    private final ImageStore images;
    private final VolumeStore volumes;

    VolumeWork(PoolStore pools, ImageStore images, VolumeStore volumes) {
        this.pools = pools;
        this.images = images;
        this.volumes = volumes;
    }

    private record Plan(VolumeRow volume, PoolRow pool, Optional<ImageRow> image, Optional<PoolRow> imagePool) {}

    /**
     * Makes the volume ready on its host: the pool is active and the file there.
     *
     * @return where it lies
     * @throws DosvmException {@code FILE_UNUSABLE} if the file of a volume that was ready is not there any more: it is
     *     never made anew, as that would hide a loss
     */
    public Storage.VolumeKey ensure(WorkContext context, UUID volume) {
        Plan plan = context.write("volume.begin", tx -> begin(tx, volume));
        Storage.VolumeKey key = plan.volume().key(context.owner());
        activate(context, plan.pool());
        if (plan.imagePool().isPresent()) {
            activate(context, plan.imagePool().get());
        }
        if (plan.volume().state() == VolumeStatus.State.READY) {
            requireThere(context, plan, key);
            return key;
        }
        create(context, plan, key);
        context.write("volume.ready", tx -> {
            volumes.setState(tx, volume, VolumeStatus.State.READY);
            tx.event("volume.ready", plan.volume().ref(), plan.volume().project(), "volume is ready");
            return volume;
        });
        return key;
    }

    /**
     * Deletes the volume's file, unless it lies on a host that is dead, then its record together with what else ends
     * with it.
     *
     * @param end what is written in the transaction in which the record goes
     */
    public void remove(WorkContext context, UUID volume, Consumer<Tx> end) {
        record Going(VolumeRow volume, PoolRow pool, boolean dead) {}
        Optional<Going> found =
                context.write("volume.deleting", tx -> volumes.find(tx, volume).map(row -> {
                    // Only what was ready is marked: so it is known to be whole, should it stay after all.
                    if (row.state() == VolumeStatus.State.READY) {
                        volumes.setState(tx, volume, VolumeStatus.State.DELETING);
                    }
                    PoolRow pool = pools.require(tx, row.pool());
                    return new Going(row, pool, HostLookup.dead(tx, pool.host()));
                }));
        boolean file = found.filter(it -> !it.dead() && it.volume().state() != VolumeStatus.State.PLANNED)
                .isPresent();
        if (file) {
            PoolRow pool = found.get().pool();
            activate(context, pool);
            context.host(
                    pool.host(), new Storage.DeleteVolume(found.get().volume().key(context.owner())), QUICK);
        }
        context.write("volume.deleted", tx -> {
            found.ifPresent(it -> volumes.forget(tx, it.volume()));
            end.accept(tx);
            return volume;
        });
    }

    /**
     * Takes back that {@link #remove} has begun: the volume is ready again if its file is still there. It is not if the
     * host does not answer: then it can only be deleted again.
     */
    public void restore(WorkContext context, UUID volume) {
        record Kept(VolumeRow volume, PoolRow pool, boolean dead) {}
        Optional<Kept> found = context.write("volume.look", tx -> volumes.find(tx, volume)
                .filter(row -> row.state() == VolumeStatus.State.DELETING)
                .map(row -> {
                    PoolRow pool = pools.require(tx, row.pool());
                    return new Kept(row, pool, HostLookup.dead(tx, pool.host()));
                }));
        // On a host that is dead nothing can be looked at: it is as it was.
        found.filter(kept -> kept.dead() || isThere(context, kept.volume(), kept.pool()))
                .ifPresent(kept -> context.write("volume.kept", tx -> {
                    volumes.setState(tx, volume, VolumeStatus.State.READY);
                    return volume;
                }));
    }

    private boolean isThere(WorkContext context, VolumeRow volume, PoolRow pool) {
        try {
            activate(context, pool);
            Storage.VolumeKey key = volume.key(context.owner());
            return context.host(pool.host(), new Storage.DescribeVolume(key), QUICK)
                    .isPresent();
        } catch (HostUnreachableException | TimeoutException e) {
            return false;
        }
    }

    /**
     * Has an image at hand on its host, to be read where it lies: in a CD-ROM drive.
     *
     * @return where it lies
     */
    public Storage.VolumeKey ensureImage(WorkContext context, UUID image) {
        record Found(ImageRow image, PoolRow pool) {}
        Found found = context.write("image.look", tx -> {
            ImageRow row = images.lockUsable(tx, image);
            return new Found(row, pools.require(tx, row.pool()));
        });
        activate(context, found.pool());
        return found.image().key(context.owner());
    }

    /** Has the pool active on its host. */
    void activate(WorkContext context, PoolRow pool) {
        context.host(pool.host(), new Storage.EnsurePool(pool.definition(context.owner())), QUICK);
    }

    private Plan begin(Tx tx, UUID id) {
        VolumeRow row = volumes.lockUsable(tx, id);
        if (row.state() == VolumeStatus.State.PLANNED) {
            volumes.setState(tx, id, VolumeStatus.State.CREATING);
        }
        Optional<ImageRow> image = row.image().map(i -> images.require(tx, i));
        return new Plan(row, pools.require(tx, row.pool()), image, image.map(i -> pools.require(tx, i.pool())));
    }

    private static void requireThere(WorkContext context, Plan plan, Storage.VolumeKey key) {
        if (context.host(plan.pool().host(), new Storage.DescribeVolume(key), QUICK)
                .isEmpty()) {
            throw DosvmException.of(
                            ErrorCode.FILE_UNUSABLE, "the volume's file " + key + " is not on the host any more")
                    .resource(plan.volume().ref())
                    .with("file", key)
                    .hint("bring the file back, or delete the volume")
                    .build();
        }
    }

    private static void create(WorkContext context, Plan plan, Storage.VolumeKey key) {
        Storage.CreateVolume request = new Storage.CreateVolume(new Storage.VolumeDefinition(
                key,
                plan.volume().format(),
                plan.volume().capacity(),
                plan.image().map(i -> new Storage.Backing(i.key(context.owner()), i.format()))));
        UUID host = plan.pool().host();
        try {
            context.host(host, request, QUICK);
        } catch (DosvmException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            // Half made by an earlier try: the record says CREATING, so no guest can have written to it.
            context.host(host, new Storage.DeleteVolume(key), QUICK);
            context.host(host, request, QUICK);
        }
    }
}
