package io.dosvm.engine.kernel;

import io.dosvm.engine.store.Tx;
import io.dosvm.engine.store.Values;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The table of what needs what. Beginning to use and deleting exclude each other by a lock on the used row. */
final class Uses {
    private static final int SHOWN = 20;

    /** Looks, then writes: the lock keeps others out, and H2 reuses the result of a subquery within a transaction. */
    void use(Tx tx, ResourceRef resource, ResourceRef user, String how) {
        lock(tx, resource);
        boolean already = tx.first(
                        "SELECT how FROM uses WHERE resource_id = :resource AND user_id = :user AND how = :how",
                        Map.of("resource", resource.id(), "user", user.id(), "how", how),
                        (row, context) -> row.getString("how"))
                .isPresent();
        if (already) {
            return;
        }
        tx.update(
                "INSERT INTO uses (resource_id, resource_kind, user_id, user_kind, user_name, how)"
                        + " VALUES (:resource, :kind, :user, :userKind, :userName, :how)",
                Map.of(
                        "resource", resource.id(),
                        "kind", resource.kind(),
                        "user", user.id(),
                        "userKind", user.kind(),
                        "userName", user.name(),
                        "how", how));
    }

    void unuse(Tx tx, UUID user) {
        tx.update("DELETE FROM uses WHERE user_id = :user", Map.of("user", user));
    }

    void unuse(Tx tx, UUID resource, UUID user) {
        tx.update(
                "DELETE FROM uses WHERE resource_id = :resource AND user_id = :user",
                Map.of("resource", resource, "user", user));
    }

    List<ResourceRef> users(Tx tx, UUID resource) {
        return users(tx, List.of(resource)).getOrDefault(resource, List.of());
    }

    Map<UUID, List<ResourceRef>> users(Tx tx, Collection<UUID> resources) {
        if (resources.isEmpty()) {
            return Map.of();
        }
        record Use(UUID resource, ResourceRef user) {}
        List<Use> uses = tx.list(
                "SELECT DISTINCT resource_id, user_kind, user_id, user_name FROM uses WHERE resource_id IN (:resources)"
                        + " ORDER BY user_kind, user_name, user_id",
                Map.of("resources", resources),
                (row, context) -> new Use(
                        UUID.fromString(row.getString("resource_id")),
                        new ResourceRef(
                                Values.word(ResourceKind.class, row.getString("user_kind"), ResourceKind.UNKNOWN),
                                UUID.fromString(row.getString("user_id")),
                                row.getString("user_name"))));
        return uses.stream()
                .collect(Collectors.groupingBy(Use::resource, Collectors.mapping(Use::user, Collectors.toList())));
    }

    void requireUnused(Tx tx, ResourceRef resource) {
        lock(tx, resource);
        List<ResourceRef> users = users(tx, resource.id());
        if (users.isEmpty()) {
            return;
        }
        String more = users.size() > SHOWN ? " and " + (users.size() - SHOWN) + " more" : "";
        String shown = users.stream().limit(SHOWN).map(ResourceRef::toString).collect(Collectors.joining(", "));
        throw DosvmException.of(ErrorCode.IN_USE, "it is used by " + shown + more)
                .resource(resource)
                .with("users", users.stream().map(u -> u.id().toString()).collect(Collectors.joining(",")))
                .hint("end those uses first")
                .build();
    }

    private static void lock(Tx tx, ResourceRef resource) {
        String table = resource.kind().name().toLowerCase(Locale.ROOT);
        boolean locked = tx.first(
                        "SELECT id FROM " + table + " WHERE id = :id FOR UPDATE",
                        Map.of("id", resource.id()),
                        (row, context) -> row.getString("id"))
                .isPresent();
        if (!locked) {
            throw DosvmException.of(ErrorCode.NOT_FOUND, "it does not exist any more")
                    .resource(resource)
                    .build();
        }
    }
}
