package io.dosvm;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The machines that run VMs.
 *
 * <p>Thread-safe. Every method but {@link #get} reads or writes the store and ends by the deadline of the
 * {@link Dosvm}.
 *
 * @since 0.1
 */
public interface Hosts extends Catalog<Host> {
    /**
     * Makes a host known: connects, reads its facts and puts our owner mark on it.
     *
     * @param name 1–64 letters, digits, {@code .}, {@code _} or {@code -}, the first a letter or digit; unique in the
     *     control plane, whatever the case
     * @param spec fills in the rest
     * @return the work; its result is the new object
     * @throws io.dosvm.error.DosvmException {@code INVALID} with every violation, {@code ALREADY_EXISTS},
     *     {@code QUOTA_EXCEEDED}, {@code REQUEST_ID_REUSED}
     */
    Operation<Host> create(String name, Consumer<HostSpec> spec);

    /**
     * Makes it if there is none of that name; otherwise verifies that it is as asked, and changes nothing.
     *
     * @param name as for {@link #create}
     * @param spec what it must be like; what is left out is not compared
     * @return the work; its result is the object
     * @throws io.dosvm.error.DosvmException {@code DIFFERS} naming each difference, and as {@link #create}
     */
    Operation<Host> ensure(String name, Consumer<HostSpec> spec);

    /**
     * Reads a page.
     *
     * @param query which, and how many
     * @return the page, by name
     */
    Page<HostStatus> list(Consumer<ListQuery> query);

    /**
     * Reads all, page by page as they are consumed.
     *
     * @param query which; its limit is the size of a page
     * @return a lazy stream, by name; what changes meanwhile may be seen or not
     */
    Stream<HostStatus> stream(Consumer<ListQuery> query);
}
