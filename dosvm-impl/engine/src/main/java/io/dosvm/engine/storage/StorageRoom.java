package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.Image;
import io.dosvm.Images;
import io.dosvm.Pool;
import io.dosvm.Pools;
import io.dosvm.Project;
import io.dosvm.Volume;
import io.dosvm.Volumes;
import io.dosvm.engine.host.HostLookup;
import io.dosvm.engine.host.OwnedObjects;
import io.dosvm.engine.host.StoredObjects;
import io.dosvm.engine.kernel.Handles;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.ProjectContent;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Storage;
import io.dosvm.value.Id;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The storage noun put together: what the other rooms may use of it. */
public final class StorageRoom {
    private final Kernel kernel;
    private final Handles handles;
    private final PoolStore pools;
    private final ImageStore images;
    private final VolumeStore volumes;
    private final VolumeWork volumeWork;

    /** The noun on a kernel. */
    public StorageRoom(Kernel kernel, Handles handles) {
        this.kernel = kernel;
        this.handles = handles;
        this.pools = new PoolStore();
        this.images = new ImageStore(kernel, pools);
        this.volumes = new VolumeStore(kernel, pools, images);
        this.volumeWork = new VolumeWork(pools, images, volumes);
    }

    /** All pools. */
    public Pools pools(Caller caller) {
        return new StoredPools(this, caller);
    }

    /** One pool. */
    public Pool pool(Caller caller, UUID id) {
        return new PoolHandle(this, caller, Id.of(id));
    }

    /** The volumes of a project. */
    public Volumes volumes(Caller caller, Id<Project> project) {
        return new StoredVolumes(this, caller, project.value());
    }

    /** One volume. */
    public Volume volume(Caller caller, UUID id) {
        return new VolumeHandle(this, caller, Id.of(id));
    }

    /** The images of a project. */
    public Images images(Caller caller, Id<Project> project) {
        return new StoredImages(this, caller, project.value());
    }

    /** One image. */
    public Image image(Caller caller, UUID id) {
        return new ImageHandle(this, caller, Id.of(id));
    }

    /** The SQL of pools. */
    public PoolStore pools() {
        return pools;
    }

    /** The SQL of images. */
    public ImageStore images() {
        return images;
    }

    /** The SQL of volumes. */
    public VolumeStore volumes() {
        return volumes;
    }

    /** The steps that other works share. */
    public VolumeWork volumeWork() {
        return volumeWork;
    }

    /** All kinds of work of this noun. */
    public List<Work> works() {
        return List.of(
                new PoolDeleteWork(this),
                new VolumeCreateWork(this),
                new VolumeDeleteWork(this),
                new ImageUploadWork(this),
                new ImageDeleteWork(this));
    }

    /** What belongs to projects. */
    public List<ProjectContent> projectContent() {
        return List.of(new ProjectStorage(this));
    }

    /** What of this noun lies on hosts. */
    public List<OwnedObjects> owned() {
        return List.of(
                new StoredObjects(PoolStore.TABLE.kind(), "pool"),
                new StoredObjects(VolumeStore.TABLE.kind(), "volume", "image"));
    }

    Kernel kernel() {
        return kernel;
    }

    Handles handles() {
        return handles;
    }

    /** Deletes an image's file, unless it lies on a host that is dead, then its record. */
    void removeImage(WorkContext context, UUID id) {
        record Found(ImageRow image, PoolRow pool, boolean dead) {}
        Optional<Found> found =
                context.write("image.deleting", tx -> images.find(tx, id).map(row -> {
                    images.setState(tx, id, ImageRow.State.DELETING);
                    PoolRow pool = pools.require(tx, row.pool());
                    return new Found(row, pool, HostLookup.dead(tx, pool.host()));
                }));
        found.filter(it -> !it.dead()).ifPresent(it -> {
            volumeWork.activate(context, it.pool());
            context.host(it.pool().host(), new Storage.DeleteVolume(it.image().key(context.owner())), VolumeWork.QUICK);
        });
        context.write("image.deleted", tx -> {
            found.ifPresent(it -> images.forget(tx, it.image()));
            return id;
        });
    }

    /**
     * The pool that the caller named, or the only one that the project may use.
     *
     * @param field where the caller names it, for the violation
     */
    public UUID poolFor(Tx tx, UUID project, String field, Optional<UUID> named) {
        List<PoolRow> usable = pools.usableBy(tx, project);
        Violations violations = new Violations();
        if (named.isPresent()) {
            violations.check(
                    usable.stream().anyMatch(p -> p.id().equals(named.get())),
                    field,
                    named.get(),
                    "a pool that the project may use: " + names(usable));
        } else {
            violations.check(
                    usable.size() == 1,
                    field,
                    "(not set)",
                    usable.isEmpty()
                            ? "a pool that the project may use; there is none"
                            : "one of several pools that the project may use: " + names(usable));
        }
        violations.refuse();
        return named.orElseGet(() -> usable.get(0).id());
    }

    private static List<String> names(List<PoolRow> pools) {
        return pools.stream().map(PoolRow::name).toList();
    }
}
