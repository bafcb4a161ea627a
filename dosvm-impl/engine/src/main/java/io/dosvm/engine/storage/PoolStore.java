package io.dosvm.engine.storage;

import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.project.Allowed;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The SQL of pools. */
public final class PoolStore {
    static final NamedTable TABLE = new NamedTable("pool", ResourceKind.POOL, false);

    PoolStore() {}

    void insert(Tx tx, PoolRow pool) {
        tx.update(
                "INSERT INTO pool (id, name, name_key, description, version, created_at, host_id, directory, capacity,"
                        + " used, deleting) VALUES (:id, :name, :key, :description, 1, :now, :host, :directory,"
                        + " :capacity, 0, FALSE)",
                Map.of(
                        "id", pool.id(),
                        "name", pool.name(),
                        "key", Names.key(pool.name()),
                        "description", pool.description(),
                        "now", tx.now(),
                        "host", pool.host(),
                        "directory", pool.directory(),
                        "capacity", pool.capacity().bytes()));
    }

    /** Reads a pool that must exist. */
    public PoolRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    /** Reads a pool. */
    public Optional<PoolRow> find(Tx tx, UUID id) {
        return tx.first("SELECT * FROM pool WHERE id = :id", Map.of("id", id), (row, context) -> PoolRow.read(row));
    }

    /** Locks pools until the end of the transaction: whoever needs several does so before anything else of them. */
    public void lockAll(Tx tx, Collection<UUID> pools) {
        TABLE.lockAll(tx, pools);
    }

    /** The pools that a project may use. */
    public List<PoolRow> usableBy(Tx tx, UUID project) {
        return tx.list(
                "SELECT p.* FROM pool p JOIN pool_project a ON a.pool_id = p.id"
                        + " WHERE a.project_id = :project AND p.deleting = FALSE ORDER BY p.name_key",
                Map.of("project", project),
                (row, context) -> PoolRow.read(row));
    }

    /** Whether another pool of the host has the directory, or one above or below it. */
    Optional<PoolRow> overlapping(Tx tx, UUID host, String directory) {
        return tx
                .list(
                        "SELECT * FROM pool WHERE host_id = :host",
                        Map.of("host", host),
                        (row, context) -> PoolRow.read(row))
                .stream()
                .filter(p -> within(p.directory(), directory) || within(directory, p.directory()))
                .findFirst();
    }

    List<UUID> projects(Tx tx, UUID pool) {
        return projects(tx, List.of(pool)).getOrDefault(pool, List.of());
    }

    /** The projects that may use some pools, in one statement; nothing for a pool that no project may use. */
    Map<UUID, List<UUID>> projects(Tx tx, Collection<UUID> pools) {
        return Allowed.projects(tx, "pool_project", "pool_id", pools);
    }

    /** Lets projects use it; they are locked. */
    void allow(Tx tx, UUID pool, Set<UUID> projects) {
        Set<UUID> already = Set.copyOf(projects(tx, pool));
        for (UUID project : projects) {
            if (!already.contains(project)) {
                tx.update(
                        "INSERT INTO pool_project (pool_id, project_id) VALUES (:pool, :project)",
                        Map.of("pool", pool, "project", project));
            }
        }
    }

    /** Takes room, or refuses with {@code POOL_FULL}. */
    void charge(Tx tx, UUID pool, ByteSize size) {
        int rows = tx.update(
                "UPDATE pool SET used = used + :size WHERE id = :id AND deleting = FALSE AND used <= capacity - :size",
                Map.of("id", pool, "size", size.bytes()));
        if (rows == 0) {
            PoolRow now = require(tx, pool);
            throw DosvmException.of(
                            now.deleting() ? ErrorCode.WRONG_STATE : ErrorCode.POOL_FULL,
                            now.deleting()
                                    ? "the pool is being deleted"
                                    : "the pool has " + now.used() + " of " + now.capacity() + " promised; " + size
                                            + " more do not fit")
                    .resource(now.ref())
                    .with("capacity", now.capacity().bytes())
                    .with("used", now.used().bytes())
                    .with("asked", size.bytes())
                    .hint(now.deleting() ? "" : "delete volumes or raise the pool's capacity")
                    .build();
        }
    }

    void release(Tx tx, UUID pool, ByteSize size) {
        tx.update("UPDATE pool SET used = used - :size WHERE id = :id", Map.of("id", pool, "size", size.bytes()));
    }

    void setDeleting(Tx tx, UUID id, boolean deleting) {
        tx.update("UPDATE pool SET deleting = :deleting WHERE id = :id", Map.of("id", id, "deleting", deleting));
    }

    boolean isEmpty(Tx tx, UUID id) {
        return tx.first(
                        "SELECT COUNT(*) AS n FROM (SELECT id FROM volume WHERE pool_id = :id"
                                + " UNION ALL SELECT id FROM image WHERE pool_id = :id) u",
                        Map.of("id", id),
                        (row, context) -> row.getLong("n"))
                .orElse(0L)
                .equals(0L);
    }

    void delete(Tx tx, UUID id) {
        tx.update("DELETE FROM pool_project WHERE pool_id = :id", Map.of("id", id));
        tx.update("DELETE FROM pool WHERE id = :id", Map.of("id", id));
    }

    private static boolean within(String outer, String inner) {
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }
}
