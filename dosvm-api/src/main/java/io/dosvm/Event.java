package io.dosvm;

import io.dosvm.value.Id;
import io.dosvm.value.ResourceRef;
import java.time.Instant;
import java.util.Optional;

/**
 * Something changed.
 *
 * @since 0.1
 */
public interface Event {
    /**
     * Its place in the order of all events. Whoever goes on after a position misses nothing.
     *
     * @return grows with every event
     */
    long position();

    /**
     * When.
     *
     * @return by the store's clock
     */
    Instant at();

    /**
     * What kind of change.
     *
     * @return a stable word such as {@code vm.created}, {@code vm.run}; {@code vm.reboot.asked} and the like on the
     *     object when work on it is asked for, and {@code operation.succeeded}, {@code failed}, {@code cancelled} or
     *     {@code unknown} on the operation when it has ended
     */
    String kind();

    /**
     * What changed.
     *
     * @return the object
     */
    ResourceRef resource();

    /**
     * The project that the object belongs to.
     *
     * @return empty for objects of no project
     */
    Optional<Id<Project>> project();

    /**
     * What changed, for people.
     *
     * @return one line
     */
    String text();
}
