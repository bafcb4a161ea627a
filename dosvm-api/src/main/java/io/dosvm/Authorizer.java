package io.dosvm;

import io.dosvm.value.ResourceRef;

/**
 * Decides who may do what. Asked before anything is read or written on behalf of a caller.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Authorizer {
    /** Only the embedding program itself may do anything. */
    Authorizer SYSTEM_ONLY = (caller, action, target) -> caller.equals(Caller.SYSTEM);

    /**
     * Whether it may be done. Must not block.
     *
     * @param caller on whose behalf
     * @param action a stable word such as {@code vm.powerOn} or {@code project.create}
     * @param target on what; for creates, where
     * @return true if it may
     */
    boolean allows(Caller caller, String action, ResourceRef target);
}
