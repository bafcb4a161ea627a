package io.dosvm.spi;

/**
 * All that a host can be asked: the one list from which remoting, faults, counters and contract names derive.
 *
 * @since 0.1
 */
public enum Verb {
    /** {@link HostDriver.Facts}. */
    HOST_FACTS("host.facts", Repeat.REPEATABLE),
    /** {@link HostDriver.Observe}. */
    HOST_OBSERVE("host.observe", Repeat.REPEATABLE),
    /** {@link HostDriver.Claim}. */
    HOST_CLAIM("host.claim", Repeat.CHECK_THEN_DO),
    /** {@link HostDriver.Release}. */
    HOST_RELEASE("host.release", Repeat.CHECK_THEN_DO),
    /** {@link Compute.Define}. */
    VM_DEFINE("vm.define", Repeat.CHECK_THEN_DO),
    /** {@link Compute.Describe}. */
    VM_DESCRIBE("vm.describe", Repeat.REPEATABLE),
    /** {@link Compute.Start}. */
    VM_START("vm.start", Repeat.CHECK_THEN_DO),
    /** {@link Compute.Shutdown}. */
    VM_SHUTDOWN("vm.shutdown", Repeat.REPEATABLE),
    /** {@link Compute.Stop}. */
    VM_STOP("vm.stop", Repeat.CHECK_THEN_DO),
    /** {@link Compute.Reboot}. */
    VM_REBOOT("vm.reboot", Repeat.ONCE),
    /** {@link Compute.Reset}. */
    VM_RESET("vm.reset", Repeat.ONCE),
    /** {@link Compute.Suspend}. */
    VM_SUSPEND("vm.suspend", Repeat.CHECK_THEN_DO),
    /** {@link Compute.Resume}. */
    VM_RESUME("vm.resume", Repeat.CHECK_THEN_DO),
    /** {@link Compute.Undefine}. */
    VM_UNDEFINE("vm.undefine", Repeat.CHECK_THEN_DO),
    /** {@link Compute.Addresses}. */
    VM_ADDRESSES("vm.addresses", Repeat.REPEATABLE),
    /** {@link UserNetworking.ListForwards}. */
    VM_FORWARDS("vm.forwards", Repeat.REPEATABLE),
    /** {@link Storage.EnsurePool}. */
    POOL_ENSURE("pool.ensure", Repeat.CHECK_THEN_DO),
    /** {@link Storage.RemovePool}. */
    POOL_REMOVE("pool.remove", Repeat.CHECK_THEN_DO),
    /** {@link Storage.ListVolumes}. */
    POOL_VOLUMES("pool.volumes", Repeat.REPEATABLE),
    /** {@link Storage.CreateVolume}. */
    VOLUME_CREATE("volume.create", Repeat.CHECK_THEN_DO),
    /** {@link Storage.DescribeVolume}. */
    VOLUME_DESCRIBE("volume.describe", Repeat.REPEATABLE),
    /** {@link Storage.Upload}. */
    VOLUME_UPLOAD("volume.upload", Repeat.REPEATABLE),
    /** {@link Storage.Download}. */
    VOLUME_DOWNLOAD("volume.download", Repeat.REPEATABLE),
    /** {@link Storage.DeleteVolume}. */
    VOLUME_DELETE("volume.delete", Repeat.CHECK_THEN_DO),
    /** {@link Networking.EnsureNetwork}. */
    NETWORK_ENSURE("network.ensure", Repeat.CHECK_THEN_DO),
    /** {@link Networking.RemoveNetwork}. */
    NETWORK_REMOVE("network.remove", Repeat.CHECK_THEN_DO),
    /** {@link Networking.ListLeases}. */
    NETWORK_LEASES("network.leases", Repeat.REPEATABLE);

    private final String id;
    private final Repeat repeat;

    Verb(String id, Repeat repeat) {
        this.id = id;
        this.repeat = repeat;
    }

    /**
     * The stable id.
     *
     * @return for example {@code volume.create}
     */
    public String id() {
        return id;
    }

    /**
     * What repeating means.
     *
     * @return the promise that the driver keeps
     */
    public Repeat repeat() {
        return repeat;
    }

    /** What happens when a verb is asked again, above all after a lost answer. */
    public enum Repeat {
        /** Asking again does the same again and harms nothing. */
        REPEATABLE,
        /** The driver looks first; "already so" is success. */
        CHECK_THEN_DO,
        /** Asking again would do it twice: after a lost answer the outcome is unknown; observe, never repeat. */
        ONCE
    }
}
