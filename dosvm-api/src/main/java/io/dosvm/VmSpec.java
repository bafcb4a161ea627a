package io.dosvm;

import io.dosvm.value.RequestId;

/**
 * A VM to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has returned.
 *
 * @since 0.1
 */
public interface VmSpec {
    /**
     * Makes it from a definition. Fixed once made.
     *
     * @param instance one of the project
     * @return this
     */
    VmSpec from(Instance instance);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    VmSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    VmSpec requestId(RequestId id);
}
