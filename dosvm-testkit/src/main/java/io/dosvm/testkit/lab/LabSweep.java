package io.dosvm.testkit.lab;

/**
 * What a sweep found of aborted runs and removed.
 *
 * @param labs labs whose owner is gone
 * @param processes processes that were still running for them
 * @param controlGroups control group directories
 * @param mounts mounts below their directories
 * @since 0.1
 */
public record LabSweep(int labs, int processes, int controlGroups, int mounts) {
    LabSweep plus(LabSweep other) {
        return new LabSweep(
                labs + other.labs,
                processes + other.processes,
                controlGroups + other.controlGroups,
                mounts + other.mounts);
    }
}
