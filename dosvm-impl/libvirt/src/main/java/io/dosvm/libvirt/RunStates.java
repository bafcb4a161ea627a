package io.dosvm.libvirt;

import io.dosvm.value.RunState;

/** libvirt's states, with their reasons, in our words. */
final class RunStates {
    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTDOWN = 4;
    private static final int OFF = 5;
    private static final int CRASHED = 6;
    private static final int SLEEPING = 7;

    private static final int PAUSED_BY_MIGRATION = 2;
    private static final int PAUSED_BY_CRASH = 10;
    private static final int PAUSED_STARTING = 11;
    private static final int OFF_BY_CRASH = 3;
    private static final int OFF_SAVED = 5;

    private RunStates() {}

    /** The state of a {@code virDomainState} and its reason. */
    static RunState of(int state, int reason) {
        return switch (state) {
            case RUNNING, BLOCKED -> RunState.RUNNING;
            case PAUSED ->
                switch (reason) {
                    case PAUSED_BY_MIGRATION -> RunState.MIGRATING;
                    case PAUSED_BY_CRASH -> RunState.CRASHED;
                    case PAUSED_STARTING -> RunState.STARTING;
                    default -> RunState.SUSPENDED;
                };
            case SLEEPING -> RunState.SUSPENDED;
            case SHUTDOWN -> RunState.STOPPING;
            case OFF ->
                switch (reason) {
                    case OFF_BY_CRASH -> RunState.CRASHED;
                    case OFF_SAVED -> RunState.SAVED;
                    default -> RunState.OFF;
                };
            case CRASHED -> RunState.CRASHED;
            default -> RunState.UNKNOWN;
        };
    }

    /** Whether a domain in this state is in memory. */
    static boolean active(int state) {
        return state == RUNNING || state == BLOCKED || state == PAUSED || state == SHUTDOWN || state == SLEEPING;
    }

    /** Whether its CPUs stand still by somebody's wish. */
    static boolean paused(int state) {
        return state == PAUSED;
    }
}
