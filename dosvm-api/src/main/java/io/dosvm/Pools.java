package io.dosvm;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The places where volumes lie.
 *
 * <p>Thread-safe. Every method but {@link #get} reads or writes the store and ends by the deadline of the
 * {@link Dosvm}.
 *
 * @since 0.1
 */
public interface Pools extends Catalog<Pool> {
    /**
     * Makes a pool; it is started on a host when something there first needs it.
     *
     * @param name 1–64 letters, digits, {@code .}, {@code _} or {@code -}, the first a letter or digit; unique in the
     *     control plane; ASCII only, whatever the case
     * @param spec fills in the rest
     * @return the new object
     * @throws io.dosvm.error.DosvmException {@code INVALID} with every violation, {@code ALREADY_EXISTS},
     *     {@code QUOTA_EXCEEDED}, {@code REQUEST_ID_REUSED}
     */
    Pool create(String name, Consumer<PoolSpec> spec);

    /**
     * Makes it if there is none of that name; otherwise verifies that it is as asked, and changes nothing.
     *
     * @param name as for {@link #create}
     * @param spec what it must be like; what is left out is not compared
     * @return the object
     * @throws io.dosvm.error.DosvmException {@code DIFFERS} naming each difference, and as {@link #create}
     */
    Pool ensure(String name, Consumer<PoolSpec> spec);

    /**
     * Reads a page.
     *
     * @param query which, and how many
     * @return the page, by name
     */
    Page<PoolStatus> list(Consumer<ListQuery> query);

    /**
     * Reads all, page by page as they are consumed.
     *
     * @param query which; its limit is the size of a page
     * @return a lazy stream, by name; what changes meanwhile may be seen or not
     */
    Stream<PoolStatus> stream(Consumer<ListQuery> query);
}
