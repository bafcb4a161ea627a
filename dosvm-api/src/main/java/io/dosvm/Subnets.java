package io.dosvm;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The IP plans.
 *
 * <p>Thread-safe. Every method but {@link #get} reads or writes the store and ends by the deadline of the
 * {@link Dosvm}.
 *
 * @since 0.1
 */
public interface Subnets extends Catalog<Subnet> {
    /**
     * Makes an IP plan.
     *
     * @param name 1–64 letters, digits, {@code .}, {@code _} or {@code -}, the first a letter or digit; unique in the
     *     control plane, whatever the case
     * @param spec fills in the rest
     * @return the new object
     * @throws io.dosvm.error.DosvmException {@code INVALID} with every violation, {@code ALREADY_EXISTS},
     *     {@code QUOTA_EXCEEDED}, {@code REQUEST_ID_REUSED}
     */
    Subnet create(String name, Consumer<SubnetSpec> spec);

    /**
     * Makes it if there is none of that name; otherwise verifies that it is as asked, and changes nothing.
     *
     * @param name as for {@link #create}
     * @param spec what it must be like; what is left out is not compared
     * @return the object
     * @throws io.dosvm.error.DosvmException {@code DIFFERS} naming each difference, and as {@link #create}
     */
    Subnet ensure(String name, Consumer<SubnetSpec> spec);

    /**
     * Reads a page.
     *
     * @param query which, and how many
     * @return the page, by name
     */
    Page<SubnetStatus> list(Consumer<ListQuery> query);

    /**
     * Reads all, page by page as they are consumed.
     *
     * @param query which; its limit is the size of a page
     * @return a lazy stream, by name; what changes meanwhile may be seen or not
     */
    Stream<SubnetStatus> stream(Consumer<ListQuery> query);
}
