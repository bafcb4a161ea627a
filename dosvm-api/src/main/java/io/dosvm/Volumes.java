package io.dosvm;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The volumes of a project.
 *
 * <p>Thread-safe. Every method but {@link #get} reads or writes the store and ends by the deadline of the
 * {@link Dosvm}.
 *
 * @since 0.1
 */
public interface Volumes extends Catalog<Volume> {
    /**
     * Makes a volume: reserved at once, its file made by the work.
     *
     * @param name 1–64 letters, digits, {@code .}, {@code _} or {@code -}, the first a letter or digit; unique in the
     *     project, whatever the case
     * @param spec fills in the rest
     * @return the work; its result is the new object
     * @throws io.dosvm.error.DosvmException {@code INVALID} with every violation, {@code ALREADY_EXISTS},
     *     {@code QUOTA_EXCEEDED}, {@code REQUEST_ID_REUSED}
     */
    Operation<Volume> create(String name, Consumer<VolumeSpec> spec);

    /**
     * Makes it if there is none of that name; otherwise verifies that it is as asked, and changes nothing. One whose
     * file is still to be made is not done: the work that makes it is what is returned, begun where none is under way.
     *
     * @param name as for {@link #create}
     * @param spec what it must be like; what is left out is not compared
     * @return the work; its result is the object
     * @throws io.dosvm.error.DosvmException {@code DIFFERS} naming each difference, {@code WRONG_STATE} while it is
     *     being deleted, and as {@link #create}
     */
    Operation<Volume> ensure(String name, Consumer<VolumeSpec> spec);

    /**
     * Reads a page.
     *
     * @param query which, and how many
     * @return the page, by name
     */
    Page<VolumeStatus> list(Consumer<ListQuery> query);

    /**
     * Reads all, page by page as they are consumed.
     *
     * @param query which; its limit is the size of a page
     * @return a lazy stream, by name; what changes meanwhile may be seen or not
     */
    Stream<VolumeStatus> stream(Consumer<ListQuery> query);
}
