package io.dosvm;

import io.dosvm.value.Id;
import java.util.Optional;

/**
 * The verbs that every noun shares.
 *
 * @param <T> the handle of the noun
 * @since 0.1
 */
public interface Catalog<T> {
    /**
     * The handle of an identity. Without I/O: whether it exists shows when it is used. In the catalog of a project,
     * what belongs to another does not exist.
     *
     * @param id the identity
     * @return the handle
     */
    T get(Id<T> id);

    /**
     * Looks for a name.
     *
     * @param name the name, in any case
     * @return the handle, or empty if there is none
     */
    Optional<T> find(String name);

    /**
     * Looks for a name that must be there.
     *
     * @param name the name, in any case
     * @return the handle
     * @throws io.dosvm.error.NotFoundException if there is none
     */
    T require(String name);

    /**
     * Tells of changes to objects of this kind from now on.
     *
     * @param listener takes the events, one at a time, on a thread of ours
     * @return ends it when closed
     */
    Subscription watch(EventListener listener);
}
