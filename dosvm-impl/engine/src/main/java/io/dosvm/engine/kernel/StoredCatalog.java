package io.dosvm.engine.kernel;

import io.dosvm.Catalog;
import io.dosvm.EventListener;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Subscription;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.ConflictException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Id;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A catalog in the store: what is the same for every noun.
 *
 * @param <H> its handles
 * @param <S> what is read of each
 * @param <D> what is asked for when one is made
 * @param <R> what making one gives: the handle, or the work
 */
public abstract class StoredCatalog<H, S, D, R> implements Catalog<H> {
    private final Catalogs reading;

    protected StoredCatalog(Catalogs reading) {
        this.reading = reading;
    }

    /** The handle of an object. Without I/O. */
    protected abstract H handle(UUID id);

    /** One page, by name. */
    protected abstract Page<S> page(Tx tx, ListQuery query);

    /** Makes one. */
    protected abstract R make(String name, D asked);

    /** Verifies that the one of that name is as asked. */
    protected abstract R verified(UUID id, D asked);

    /** Makes one, or verifies the one that is there. */
    protected final R ensured(String name, D asked) {
        Optional<UUID> found = reading.find(name);
        if (found.isPresent()) {
            return verified(found.get(), asked);
        }
        try {
            return make(name, asked);
        } catch (ConflictException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            // Somebody else made it in between.
            return verified(reading.find(name).orElseThrow(() -> e), asked);
        }
    }

    @Override
    public final H get(Id<H> id) {
        return handle(id.value());
    }

    @Override
    public final Optional<H> find(String name) {
        return reading.find(name).map(this::handle);
    }

    @Override
    public final H require(String name) {
        return handle(reading.require(name));
    }

    @Override
    public final Subscription watch(EventListener listener) {
        return reading.watch(listener);
    }

    /** A page, as every catalog gives it. */
    public final Page<S> list(Consumer<ListQuery> query) {
        return reading.list(query, this::page);
    }

    /** All pages, as every catalog gives them. */
    public final Stream<S> stream(Consumer<ListQuery> query) {
        return reading.stream(query, this::page);
    }
}
