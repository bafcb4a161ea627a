package io.dosvm;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The read-only images of a project.
 *
 * <p>Thread-safe. Every method but {@link #get} reads or writes the store and ends by the deadline of the
 * {@link Dosvm}.
 *
 * @since 0.1
 */
public interface Images extends Catalog<Image> {
    /**
     * Makes an image: transfers the file, verifies it, and lets it be used.
     *
     * @param name 1–64 letters, digits, {@code .}, {@code _} or {@code -}, the first a letter or digit; unique in the
     *     project, whatever the case
     * @param spec fills in the rest
     * @return the work; its result is the new object
     * @throws io.dosvm.error.DosvmException {@code INVALID} with every violation, {@code ALREADY_EXISTS},
     *     {@code QUOTA_EXCEEDED}, {@code REQUEST_ID_REUSED}
     */
    Operation<Image> create(String name, Consumer<ImageSpec> spec);

    /**
     * Makes it if there is none of that name; otherwise verifies that it is as asked, and changes nothing. One whose
     * bytes are still to come is not done: the work that brings them is what is returned, begun again from the file
     * where none is under way.
     *
     * <p>Bytes are compared by their sum: by the one that is given, or else by that of the file, which is read for it.
     * Who gives the sum spares that, and need not have the file any more.
     *
     * @param name as for {@link #create}
     * @param spec what it must be like; what is left out is not compared
     * @return the work; its result is the object
     * @throws io.dosvm.error.DosvmException {@code DIFFERS} naming each difference, {@code WRONG_STATE} while it is
     *     being deleted or made from other bytes, {@code TIMEOUT} if the file cannot be read within the deadline, and
     *     as {@link #create}
     */
    Operation<Image> ensure(String name, Consumer<ImageSpec> spec);

    /**
     * Reads a page.
     *
     * @param query which, and how many
     * @return the page, by name
     */
    Page<ImageStatus> list(Consumer<ListQuery> query);

    /**
     * Reads all, page by page as they are consumed.
     *
     * @param query which; its limit is the size of a page
     * @return a lazy stream, by name; what changes meanwhile may be seen or not
     */
    Stream<ImageStatus> stream(Consumer<ListQuery> query);
}
