package io.dosvm.engine.compute;

import io.dosvm.engine.project.Quotas;
import io.dosvm.value.ByteSize;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What changes of a VM while it lives: what its owner wants, and what was seen.
 *
 * @param power what is wanted
 * @param run what was last seen; of an operation, after its last verb
 * @param observedAt when it was seen
 * @param actedAt when an operation last changed something on the host: what was seen before counts no more
 * @param generation of the last start that was asked for
 * @param host where it is defined, or is being started
 * @param chargedVcpus what its project pays for; 0 once it is off and was seen so
 * @param chargedMemory likewise
 * @param startError why the last start failed
 * @param deleting whether its disks may be gone already
 */
record VmState(
        PowerState power,
        RunState run,
        Optional<Instant> observedAt,
        Instant actedAt,
        long generation,
        Optional<UUID> host,
        int chargedVcpus,
        ByteSize chargedMemory,
        Optional<String> startError,
        boolean deleting) {
    /** Of a VM that was never on. */
    static VmState made(Instant now) {
        return new VmState(
                PowerState.OFF,
                RunState.OFF,
                Optional.empty(),
                now,
                0,
                Optional.empty(),
                0,
                ByteSize.ZERO,
                Optional.empty(),
                false);
    }

    /** Whether its project pays for CPUs and memory. */
    boolean charged() {
        return chargedVcpus > 0;
    }

    /** What its project pays. */
    Quotas.Amount charge() {
        return Quotas.Amount.ofRunning(chargedVcpus, chargedMemory);
    }

    /** Whether it was last seen in a host's memory. */
    boolean seenUp() {
        return up(run);
    }

    /** Whether it was last seen not to be in a host's memory. */
    boolean seenDown() {
        return down(run);
    }

    /** Whether a state means that it is in a host's memory. */
    static boolean up(RunState run) {
        return switch (run) {
            case RUNNING, SUSPENDED, STARTING, STOPPING, MIGRATING -> true;
            case OFF, SAVED, CRASHED, UNKNOWN -> false;
        };
    }

    /** Whether a state means that it is in no memory. */
    static boolean down(RunState run) {
        return !up(run) && run != RunState.UNKNOWN;
    }

    VmState on(long newGeneration, int vcpus, ByteSize memory) {
        return new VmState(
                PowerState.ON,
                run,
                observedAt,
                actedAt,
                newGeneration,
                host,
                vcpus,
                memory,
                Optional.empty(),
                deleting);
    }

    VmState wanted(PowerState wanted) {
        return new VmState(
                wanted, run, observedAt, actedAt, generation, host, chargedVcpus, chargedMemory, startError, deleting);
    }

    VmState at(Optional<UUID> where) {
        return new VmState(
                power, run, observedAt, actedAt, generation, where, chargedVcpus, chargedMemory, startError, deleting);
    }

    VmState seen(RunState state, Instant when) {
        return new VmState(
                power,
                state,
                Optional.of(when),
                actedAt,
                generation,
                host,
                chargedVcpus,
                chargedMemory,
                startError,
                deleting);
    }

    VmState acted(Instant when) {
        return new VmState(
                power, run, observedAt, when, generation, host, chargedVcpus, chargedMemory, startError, deleting);
    }

    /** Nobody knows any more; when it was last seen stays. */
    VmState unknown() {
        return new VmState(
                power,
                RunState.UNKNOWN,
                observedAt,
                actedAt,
                generation,
                host,
                chargedVcpus,
                chargedMemory,
                startError,
                deleting);
    }

    /** Off, and paid for no more. */
    VmState released() {
        return new VmState(
                PowerState.OFF, run, observedAt, actedAt, generation, host, 0, ByteSize.ZERO, startError, deleting);
    }

    VmState failed(String error) {
        return new VmState(
                power,
                run,
                observedAt,
                actedAt,
                generation,
                host,
                chargedVcpus,
                chargedMemory,
                Optional.of(error),
                deleting);
    }

    VmState going() {
        return deleting(true);
    }

    VmState staying() {
        return deleting(false);
    }

    private VmState deleting(boolean now) {
        return new VmState(
                power, run, observedAt, actedAt, generation, host, chargedVcpus, chargedMemory, startError, now);
    }
}
