package io.dosvm;

import io.dosvm.value.ResourceKind;
import java.util.UUID;

/**
 * Something on a host.
 *
 * @param kind what it is: VM, pool, volume or network
 * @param id its UUID on the host; of a volume, the one in its name, or all zeros if that is foreign
 * @param name its name on the host
 * @param ownership whose it is
 * @since 0.1
 */
public record HostObject(ResourceKind kind, UUID id, String name, Ownership ownership) {
    /** Whose something on a host is. */
    public enum Ownership {
        /** Ours, and in our store. */
        OURS,
        /** Not made by us: shown, never changed. */
        FOREIGN,
        /** Bears our mark, but our store does not know it: listed, never deleted by itself. */
        STRAY
    }
}
