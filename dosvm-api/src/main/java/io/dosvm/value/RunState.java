package io.dosvm.value;

/**
 * What a VM was last seen to do. Never what somebody wants: that is its power state.
 *
 * @since 0.1
 */
public enum RunState {
    /** Its CPUs run. */
    RUNNING,
    /** It is in memory, its CPUs stand still. */
    SUSPENDED,
    /** It does not exist in any memory. */
    OFF,
    /** Its memory lies on disk; the next start goes on from there. */
    SAVED,
    /** It is being started. */
    STARTING,
    /** The guest is going down. */
    STOPPING,
    /** It is moving to another host. */
    MIGRATING,
    /** It ended by a fault. */
    CRASHED,
    /** Nobody knows: its host does not answer, or says a word that this version does not know. */
    UNKNOWN
}
