package io.dosvm;

import io.dosvm.value.Id;
import io.dosvm.value.ResourceRef;
import java.util.Optional;

/**
 * Decides who may do what. Asked before anything is read or written on behalf of a caller, but for the operations that
 * this caller has asked for: those a caller may always follow and cancel.
 *
 * <p>Whoever is kept to one project overrides the longer method:
 *
 * <pre>{@code
 * class Tenants implements Authorizer {
 *     public boolean allows(Caller caller, String action, ResourceRef target) {
 *         return caller.equals(Caller.SYSTEM);
 *     }
 *
 *     public boolean allows(Caller caller, String action, ResourceRef target, Optional<Id<Project>> project) {
 *         return project.equals(projectOf(caller)) || allows(caller, action, target);
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Authorizer {
    /** Only the embedding program itself may do anything. */
    Authorizer SYSTEM_ONLY = (caller, action, target) -> caller.equals(Caller.SYSTEM);

    /**
     * Whether it may be done, whoever the target belongs to. Must not block.
     *
     * @param caller on whose behalf
     * @param action a stable word such as {@code vm.powerOn} or {@code project.create}
     * @param target on what; for creates in a project, the project; for other creates, what is to be made; for lists of
     *     what belongs to no project, the control plane. Without a name if it does not exist
     * @return true if it may
     */
    boolean allows(Caller caller, String action, ResourceRef target);

    /**
     * Whether it may be done. This is what is asked; unless overridden, the project makes no difference. Must not
     * block: it may be asked within a transaction, and again when that is repeated.
     *
     * @param caller on whose behalf
     * @param action as in {@link #allows(Caller, String, ResourceRef)}
     * @param target as in {@link #allows(Caller, String, ResourceRef)}
     * @param project whose the target is: of a project, itself; of an operation, the project of what it works on; empty
     *     for what belongs to no project, and for what does not exist
     * @return true if it may
     */
    default boolean allows(Caller caller, String action, ResourceRef target, Optional<Id<Project>> project) {
        return allows(caller, action, target);
    }
}
