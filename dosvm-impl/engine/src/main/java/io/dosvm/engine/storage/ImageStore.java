package io.dosvm.engine.storage;

import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.project.Quotas;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The SQL of images, with what every image pays: the project's image quotas and the pool's capacity. */
public final class ImageStore {
    static final NamedTable TABLE = new NamedTable("image", ResourceKind.IMAGE, true);

    private final Kernel kernel;
    private final PoolStore pools;

    ImageStore(Kernel kernel, PoolStore pools) {
        this.kernel = kernel;
        this.pools = pools;
    }

    void insert(Tx tx, ResourceRef project, ImageRow image) {
        Quotas.charge(tx, project, Quotas.Amount.ofImage(image.size().bytes()));
        pools.charge(tx, image.pool(), image.size());
        TABLE.requireFree(tx, project.id(), image.name());
        tx.update(
                "INSERT INTO image (id, project_id, pool_id, name, name_key, description, version, created_at, state,"
                        + " format, capacity, size, sha256) VALUES (:id, :project, :pool, :name, :key, :description, 1,"
                        + " :now, :state, :format, :capacity, :size, '')",
                Map.ofEntries(
                        Map.entry("id", image.id()),
                        Map.entry("project", project.id()),
                        Map.entry("pool", image.pool()),
                        Map.entry("name", image.name()),
                        Map.entry("key", Names.key(image.name())),
                        Map.entry("description", image.description()),
                        Map.entry("now", tx.now()),
                        Map.entry("state", image.state()),
                        Map.entry("format", image.format()),
                        Map.entry("capacity", image.capacity().bytes()),
                        Map.entry("size", image.size().bytes())));
    }

    /** Reads an image that must exist. */
    public ImageRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    /** Reads an image. */
    public Optional<ImageRow> find(Tx tx, UUID id) {
        return tx.first("SELECT * FROM image WHERE id = :id", Map.of("id", id), (row, context) -> ImageRow.read(row));
    }

    /** Reads an image and keeps others from deleting it until the commit; refuses one that cannot be used. */
    public ImageRow lockUsable(Tx tx, UUID id) {
        ImageRow row = lock(tx, id);
        refuseDeleting(row);
        if (!row.ready()) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "the bytes of the image are still on the way")
                    .resource(row.ref())
                    .build();
        }
        return row;
    }

    /** Reads an image that must exist, and keeps it as it is until the commit. */
    ImageRow lock(Tx tx, UUID id) {
        return tx.first(
                        "SELECT * FROM image WHERE id = :id FOR UPDATE",
                        Map.of("id", id),
                        (row, context) -> ImageRow.read(row))
                .orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    static void refuseDeleting(ImageRow row) {
        if (row.state() == ImageRow.State.DELETING) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "the image is being deleted")
                    .resource(row.ref())
                    .build();
        }
    }

    /** All images of a project. */
    List<ImageRow> ofProject(Tx tx, UUID project) {
        return tx.list(
                "SELECT * FROM image WHERE project_id = :project ORDER BY id",
                Map.of("project", project),
                (row, context) -> ImageRow.read(row));
    }

    void setState(Tx tx, UUID id, ImageRow.State state) {
        tx.update("UPDATE image SET state = :state WHERE id = :id", Map.of("id", id, "state", state));
    }

    void setReady(Tx tx, UUID id, String sha256) {
        tx.update(
                "UPDATE image SET state = :state, sha256 = :sum WHERE id = :id",
                Map.of("id", id, "state", ImageRow.State.READY, "sum", sha256));
    }

    /** Forgets an image whose file is gone, and gives back what it paid. Already forgotten is fine. */
    void forget(Tx tx, ImageRow image) {
        // Of two who forget it, the second must see that it is gone: it is paid back once.
        Quotas.lock(tx, image.project());
        if (find(tx, image.id()).isEmpty()) {
            return;
        }
        Quotas.release(tx, image.project(), Quotas.Amount.ofImage(image.size().bytes()));
        pools.release(tx, image.pool(), image.size());
        kernel.unuse(tx, image.id());
        tx.update("DELETE FROM image WHERE id = :id", Map.of("id", image.id()));
        tx.event("image.deleted", image.ref(), image.project(), "image " + image.name() + " is gone");
    }
}
