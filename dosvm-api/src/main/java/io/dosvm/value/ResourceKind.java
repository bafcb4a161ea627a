package io.dosvm.value;

import java.util.Locale;

/**
 * The kinds of object.
 *
 * @since 0.1
 */
public enum ResourceKind {
    /** A machine that runs VMs. */
    HOST,
    /** The owner of VMs and of quotas. */
    PROJECT,
    /** A storage pool. */
    POOL,
    /** A volume in a pool. */
    VOLUME,
    /** A read-only image. */
    IMAGE,
    /** An IP plan. */
    SUBNET,
    /** A layer-2 network. */
    NETWORK,
    /** A complete VM definition. */
    INSTANCE,
    /** One machine made from an instance. */
    VM,
    /** A durable piece of work. */
    OPERATION,
    /** The control plane itself. */
    CONTROL_PLANE,
    /** A kind that this version does not know. */
    UNKNOWN;

    /**
     * The word for people.
     *
     * @return for example {@code pool}, {@code control plane}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
