package io.dosvm.engine.kernel;

import io.dosvm.Page;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;

/** Walks over pages, reading each when the one before is used up. */
final class PageSpliterator<S> extends Spliterators.AbstractSpliterator<S> {
    private final Function<String, Page<S>> read;
    private Optional<String> next;
    private Iterator<S> items = List.<S>of().iterator();

    PageSpliterator(Function<String, Page<S>> read, String first) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.read = read;
        this.next = Optional.of(first);
    }

    @Override
    public boolean tryAdvance(Consumer<? super S> action) {
        while (!items.hasNext()) {
            if (next.isEmpty()) {
                return false;
            }
            Page<S> page = read.apply(next.get());
            items = page.items().iterator();
            next = page.next();
        }
        action.accept(items.next());
        return true;
    }
}
