package io.dosvm.engine.kernel;

import io.dosvm.ListQuery;
import io.dosvm.Page;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists that are read page by page. */
public final class Pages {
    private Pages() {}

    /** One page. */
    public static <T> Page<T> page(Consumer<ListQuery> configure, Function<ListQuery, Page<T>> read) {
        ListQuery query = new ListQuery();
        configure.accept(query);
        return read.apply(query);
    }

    /** A page of rows as a page of what is shown of them. */
    public static <R, S> Page<S> shown(Page<R> rows, Function<R, S> view) {
        return new Page<>(rows.items().stream().map(view).toList(), rows.next());
    }

    /** All of them; each page is read when the one before it is used up. */
    public static <T> Stream<T> stream(Consumer<ListQuery> configure, Function<ListQuery, Page<T>> read) {
        ListQuery query = new ListQuery();
        configure.accept(query);
        Stream<Page<T>> pages = Stream.iterate(
                        new Cursor<>(Optional.<Page<T>>empty(), Optional.of(query.after())),
                        cursor -> cursor.after().isPresent() || cursor.page().isPresent(),
                        cursor -> cursor.next(query, read))
                .flatMap(cursor -> cursor.page().stream());
        return pages.flatMap(page -> page.items().stream());
    }

    private record Cursor<T>(Optional<Page<T>> page, Optional<String> after) {
        Cursor<T> next(ListQuery query, Function<ListQuery, Page<T>> read) {
            if (after.isEmpty()) {
                return new Cursor<>(Optional.empty(), Optional.empty());
            }
            Page<T> found = read.apply(query.after(after.get()));
            return new Cursor<>(Optional.of(found), found.next());
        }
    }
}
