package io.dosvm;

import io.dosvm.value.RequestId;

/**
 * A network to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has
 * returned.
 *
 * @since 0.1
 */
public interface NetworkSpec {
    /**
     * Makes it a bridge of its own behind NAT on one host.
     *
     * @param host where
     * @return this
     */
    NetworkSpec nat(Host host);

    /**
     * Sets the IP plan.
     *
     * @param subnet one that the project may use
     * @return this
     */
    NetworkSpec subnet(Subnet subnet);

    /**
     * Sends NAT out by one interface; by any unless set.
     *
     * @param name of the host, 1–15 characters
     * @return this
     */
    NetworkSpec forwardInterface(String name);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    NetworkSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    NetworkSpec requestId(RequestId id);
}
