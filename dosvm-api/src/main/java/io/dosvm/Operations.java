package io.dosvm;

import io.dosvm.value.Id;
import java.util.List;

/**
 * The durable work of the control plane.
 *
 * @since 0.1
 */
public interface Operations {
    /**
     * The handle of an operation, also after a restart. Without I/O.
     *
     * @param id the identity
     * @return the handle; what it gives is the handle of its target
     */
    Operation<?> get(Id<Operation<?>> id);

    /**
     * What has not ended yet.
     *
     * @param limit how many at most, 1–1000
     * @return the oldest first
     */
    List<OperationStatus> unfinished(int limit);
}
