package io.dosvm;

import io.dosvm.value.ResourceRef;
import java.time.Instant;

/**
 * What somebody did.
 *
 * @since 0.1
 */
public interface AuditRecord {
    /**
     * When.
     *
     * @return by the store's clock
     */
    Instant at();

    /**
     * Who.
     *
     * @return the caller
     */
    Caller caller();

    /**
     * What.
     *
     * @return a stable word such as {@code vm.powerOn}
     */
    String action();

    /**
     * On what.
     *
     * @return the object
     */
    ResourceRef resource();

    /**
     * What was done, for people.
     *
     * @return one line without secrets
     */
    String text();
}
