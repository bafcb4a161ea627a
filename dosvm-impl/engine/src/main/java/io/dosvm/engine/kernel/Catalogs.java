package io.dosvm.engine.kernel;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Subscription;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a catalog, the same for every noun.
 *
 * @param kernel what it stands on
 * @param table where the objects are
 * @param caller on whose behalf
 * @param project whose objects, or null for those of no project
 */
public record Catalogs(
        Kernel kernel,
        NamedTable table,
        Caller caller,
        @Nullable UUID project) {
    /** The id of a name, if there is one. */
    public Optional<UUID> find(String name) {
        return kernel.read(step("find"), tx -> found(tx, name).map(ResourceRef::id));
    }

    /** The id of a name that must be there. */
    public UUID require(String name) {
        return kernel.read(step("find"), tx -> found(tx, name).orElseThrow(() -> table.notFound("name", name)))
                .id();
    }

    /** A page, read in one transaction. */
    public <S> Page<S> list(Consumer<ListQuery> query, BiFunction<Tx, ListQuery, Page<S>> read) {
        authorize("list");
        return Pages.page(query, q -> kernel.read(step("list"), tx -> read.apply(tx, q)));
    }

    /** All pages, each read when the one before it is used up. */
    public <S> Stream<S> stream(Consumer<ListQuery> query, BiFunction<Tx, ListQuery, Page<S>> read) {
        authorize("list");
        return Pages.stream(query, q -> kernel.read(step("list"), tx -> read.apply(tx, q)));
    }

    /** Tells of changes to these objects from now on. */
    public Subscription watch(EventListener listener) {
        authorize("watch");
        return kernel.watch(table.kind(), project, listener);
    }

    /** Whoever may not see everything may still find what is to be seen. */
    private Optional<ResourceRef> found(Tx tx, String name) {
        if (project != null) {
            authorize("find");
            return table.find(tx, project, name).map(id -> new ResourceRef(table.kind(), id, name));
        }
        Optional<ResourceRef> found = table.find(tx, null, name).map(id -> table.require(tx, id));
        kernel.authorize(
                caller,
                step("find"),
                found.orElseGet(this::scope),
                found.filter(object -> object.kind() == ResourceKind.PROJECT).map(ResourceRef::id));
        return found;
    }

    private void authorize(String verb) {
        kernel.authorize(caller, step(verb), scope(), Optional.ofNullable(project));
    }

    private String step(String verb) {
        return table.table() + "." + verb;
    }

    private ResourceRef scope() {
        return project == null
                ? new ResourceRef(ResourceKind.CONTROL_PLANE, kernel.owner(), "")
                : new ResourceRef(ResourceKind.PROJECT, project, "");
    }
}
