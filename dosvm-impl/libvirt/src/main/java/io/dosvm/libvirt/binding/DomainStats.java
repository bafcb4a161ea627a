package io.dosvm.libvirt.binding;

import java.util.UUID;

/**
 * One domain out of a bulk look at all.
 *
 * @param uuid its UUID
 * @param name its name
 * @param id libvirt's number of the running domain, new at every start; -1 where it is off
 * @param figures what was asked for
 * @since 0.1
 */
public record DomainStats(UUID uuid, String name, int id, TypedParams figures) {
    /**
     * Whether it runs.
     *
     * @return true if it is in memory
     */
    public boolean running() {
        return id >= 0;
    }

    /** {@code VIR_DOMAIN_STATS_STATE}. */
    public static final int STATE = 1;

    /** {@code VIR_DOMAIN_STATS_CPU_TOTAL}. */
    public static final int CPU = 1 << 1;

    /** {@code VIR_DOMAIN_STATS_BALLOON}. */
    public static final int BALLOON = 1 << 2;

    /** {@code VIR_DOMAIN_STATS_VCPU}. */
    public static final int VCPU = 1 << 3;

    /** {@code VIR_DOMAIN_STATS_INTERFACE}. */
    public static final int INTERFACE = 1 << 4;

    /** {@code VIR_DOMAIN_STATS_BLOCK}. */
    public static final int BLOCK = 1 << 5;
}
