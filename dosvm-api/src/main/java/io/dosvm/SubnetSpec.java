package io.dosvm;

import io.dosvm.value.RequestId;

/**
 * An IP plan to be. Given to a lambda, and good within it only. Values are checked all together when the lambda has
 * returned.
 *
 * @since 0.1
 */
public interface SubnetSpec {
    /**
     * Sets the IP network.
     *
     * @param cidr IPv4, prefix 8–30, for example {@code 10.0.0.0/24}
     * @return this
     */
    SubnetSpec cidr(String cidr);

    /**
     * Sets the gateway; the first address unless set.
     *
     * @param address inside the network, outside the DHCP ranges
     * @return this
     */
    SubnetSpec gateway(String address);

    /**
     * Gives out addresses by DHCP. May be called for several ranges.
     *
     * @param first inside the network
     * @param last not before the first
     * @return this
     */
    SubnetSpec dhcp(String first, String last);

    /**
     * Sets the DNS domain.
     *
     * @param domain for example {@code lab.internal}
     * @return this
     */
    SubnetSpec domain(String domain);

    /**
     * Lets projects use it, besides those that may already.
     *
     * @param projects who may
     * @return this
     */
    SubnetSpec allow(Project... projects);

    /**
     * Says what it is for.
     *
     * @param text up to 1,000 characters
     * @return this
     */
    SubnetSpec description(String text);

    /**
     * Makes the create repeatable: asking again with the same id gives the same object.
     *
     * @param id the caller's own name for this create
     * @return this
     */
    SubnetSpec requestId(RequestId id);
}
