package io.dosvm.value;

/**
 * What the owner of a VM wants. What it does is its run state.
 *
 * @since 0.1
 */
public enum PowerState {
    /** It is to run. */
    ON,
    /** It is not to run. */
    OFF
}
