package io.dosvm.engine.storage;

import io.dosvm.VolumeStatus;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.project.Quotas;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of volumes, with what every volume pays: the project's disk quota and the pool's capacity. */
public final class VolumeStore {
    static final NamedTable TABLE = new NamedTable("volume", ResourceKind.VOLUME, true);

    private final Kernel kernel;
    private final PoolStore pools;
    private final ImageStore images;

    VolumeStore(Kernel kernel, PoolStore pools, ImageStore images) {
        this.kernel = kernel;
        this.pools = pools;
        this.images = images;
    }

    /**
     * A volume to be recorded.
     *
     * @param id its identity
     * @param project whose it is
     * @param pool where it will lie
     * @param name unique in the project
     * @param format how its bytes are written
     * @param capacity what a guest sees; of a linked clone, the image's
     * @param image what it is a linked clone of
     * @param vm the VM whose own it is
     */
    public record Planned(
            UUID id,
            ResourceRef project,
            UUID pool,
            String name,
            String description,
            Storage.Format format,
            ByteSize capacity,
            Optional<UUID> image,
            Optional<ResourceRef> vm) {}

    /** Records a volume and pays for it; its file is made when something first needs it. */
    public VolumeRow plan(Tx tx, Planned planned) {
        Quotas.charge(
                tx, planned.project(), Quotas.Amount.ofDisk(planned.capacity().bytes()));
        pools.charge(tx, planned.pool(), planned.capacity());
        TABLE.requireFree(tx, planned.project().id(), planned.name());
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", planned.id());
        values.put("project", planned.project().id());
        values.put("pool", planned.pool());
        values.put("name", planned.name());
        values.put("key", Names.key(planned.name()));
        values.put("description", planned.description());
        values.put("now", tx.now());
        values.put("state", VolumeStatus.State.PLANNED);
        values.put("format", planned.format());
        values.put("capacity", planned.capacity().bytes());
        values.put("image", planned.image().orElse(null));
        values.put("vm", planned.vm().map(ResourceRef::id).orElse(null));
        tx.update(
                "INSERT INTO volume (id, project_id, pool_id, name, name_key, description, version, created_at, state,"
                        + " format, capacity, image_id, vm_id) VALUES (:id, :project, :pool, :name, :key, :description,"
                        + " 1, :now, :state, :format, :capacity, :image, :vm)",
                values);
        ResourceRef volume = new ResourceRef(ResourceKind.VOLUME, planned.id(), planned.name());
        planned.image().ifPresent(image -> {
            ImageRow row = images.lockUsable(tx, image);
            kernel.use(tx, row.ref(), volume, "linked clone");
        });
        planned.vm().ifPresent(vm -> kernel.use(tx, volume, vm, "disk"));
        return require(tx, planned.id());
    }

    /** Reads a volume that must exist. */
    public VolumeRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    /** Reads a volume. */
    public Optional<VolumeRow> find(Tx tx, UUID id) {
        return tx.first("SELECT * FROM volume WHERE id = :id", Map.of("id", id), (row, context) -> VolumeRow.read(row));
    }

    /** Reads a volume and keeps it as it is until the commit. */
    Optional<VolumeRow> lock(Tx tx, UUID id) {
        return tx.first(
                "SELECT * FROM volume WHERE id = :id FOR UPDATE",
                Map.of("id", id),
                (row, context) -> VolumeRow.read(row));
    }

    /** Reads a volume and keeps others from deleting it until the commit; refuses one that is going. */
    public VolumeRow lockUsable(Tx tx, UUID id) {
        VolumeRow row = lock(tx, id).orElseThrow(() -> TABLE.notFound("id", id.toString()));
        refuseDeleting(row);
        return row;
    }

    static void refuseDeleting(VolumeRow row) {
        if (row.state() == VolumeStatus.State.DELETING) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "the volume is being deleted")
                    .resource(row.ref())
                    .build();
        }
    }

    /** The volumes that are the VMs' own, in one query. */
    public List<VolumeRow> ofVms(Tx tx, Collection<UUID> vms) {
        if (vms.isEmpty()) {
            return List.of();
        }
        return tx.list(
                "SELECT * FROM volume WHERE vm_id IN (:ids) ORDER BY name_key",
                Map.of("ids", vms),
                (row, context) -> VolumeRow.read(row));
    }

    /** All volumes of a project. */
    List<VolumeRow> ofProject(Tx tx, UUID project) {
        return tx.list(
                "SELECT * FROM volume WHERE project_id = :project ORDER BY id",
                Map.of("project", project),
                (row, context) -> VolumeRow.read(row));
    }

    void setState(Tx tx, UUID id, VolumeStatus.State state) {
        tx.update("UPDATE volume SET state = :state WHERE id = :id", Map.of("id", id, "state", state));
    }

    /** Forgets a volume whose file is gone, and gives back what it paid. Already forgotten is fine. */
    void forget(Tx tx, VolumeRow volume) {
        // Of two who forget it, the second must see that it is gone: it is paid back once.
        Quotas.lock(tx, volume.project());
        if (find(tx, volume.id()).isEmpty()) {
            return;
        }
        Quotas.release(
                tx, volume.project(), Quotas.Amount.ofDisk(volume.capacity().bytes()));
        pools.release(tx, volume.pool(), volume.capacity());
        kernel.unuse(tx, volume.id());
        tx.update("DELETE FROM volume WHERE id = :id", Map.of("id", volume.id()));
        tx.event("volume.deleted", volume.ref(), volume.project(), "volume " + volume.name() + " is gone");
    }
}
