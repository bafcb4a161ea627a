package io.dosvm.engine.project;

import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.UUID;

/**
 * One kind of things that belong to projects, as the project's end sees them. Implemented by the rooms above; those
 * that use others come first.
 */
public interface ProjectContent {
    /** What runs or is worked on, and so keeps the project from being deleted. */
    default List<ResourceRef> running(Tx tx, UUID project) {
        return List.of();
    }

    /**
     * Deletes all of this kind that belongs to the project, on hosts and in the store; may be run again after any step.
     * Nothing new comes: the project is being deleted.
     */
    default void delete(WorkContext context, UUID project) {}

    /** Takes back what {@link #delete} has begun, where it can be; what is deleted stays so. */
    default void keep(WorkContext context, UUID project) {}

    /** Drops the rows that only link the project with others; in the transaction in which the project goes. */
    default void forget(Tx tx, UUID project) {}
}
