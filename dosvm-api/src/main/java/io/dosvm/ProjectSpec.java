package io.dosvm;

import io.dosvm.value.RequestId;
import java.util.function.Consumer;

/**
 * A project to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has
 * returned.
 *
 * @since 0.1
 */
public interface ProjectSpec {
    /**
     * Sets limits; what is left out is unlimited.
     *
     * @param limits sets the limits
     * @return this
     */
    ProjectSpec quota(Consumer<QuotaSpec> limits);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    ProjectSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    ProjectSpec requestId(RequestId id);
}
