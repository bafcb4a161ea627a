package io.dosvm.testkit;

import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Mark;
import io.dosvm.spi.UserNetworking.ForwardFound;
import io.dosvm.value.RunState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A VM on a fake host. Guarded by the host's lock. */
final class FakeVm {
    static final long NEVER = Long.MAX_VALUE;

    final UUID id;
    final String name;
    final boolean persistent;
    final FakeGuest guest;
    boolean marked;
    VmDefinition defined;
    VmDefinition live;
    Optional<Mark> liveMark = Optional.empty();
    List<ForwardFound> forwards = List.of();
    RunState state = RunState.OFF;
    int number;
    int starts;
    int reboots;
    long startedAt;
    long bootedAt = NEVER;
    long leaseAt = NEVER;
    long offAt = NEVER;
    long suspendedAt;
    boolean booted;
    boolean asked;

    FakeVm(UUID id, String name, boolean persistent, boolean marked, VmDefinition definition, FakeGuest guest) {
        this.id = id;
        this.name = name;
        this.persistent = persistent;
        this.marked = marked;
        this.defined = definition;
        this.live = definition;
        this.guest = guest;
    }

    boolean inMemory() {
        return state == RunState.RUNNING || state == RunState.SUSPENDED;
    }

    VmDefinition definition() {
        return inMemory() ? live : defined;
    }

    Optional<Mark> mark() {
        if (!marked) {
            return Optional.empty();
        }
        return inMemory() ? liveMark : Optional.of(defined.mark());
    }

    /** When something happens to it by itself next. */
    long nextDue() {
        if (state != RunState.RUNNING) {
            return NEVER;
        }
        return Math.min(booted ? NEVER : bootedAt, Math.min(leaseAt, offAt));
    }

    void boots(long now, long bootNanos) {
        booted = false;
        asked = false;
        bootedAt = bootNanos == NEVER ? NEVER : now + bootNanos;
        leaseAt = NEVER;
        offAt = NEVER;
    }

    void suspends(long now) {
        state = RunState.SUSPENDED;
        suspendedAt = now;
    }

    /** The guest's time stood still meanwhile. */
    void resumes(long now) {
        long stood = now - suspendedAt;
        state = RunState.RUNNING;
        startedAt += stood;
        bootedAt = later(bootedAt, stood);
        leaseAt = later(leaseAt, stood);
        offAt = later(offAt, stood);
    }

    long runNanos(long now) {
        return switch (state) {
            case RUNNING -> now - startedAt;
            case SUSPENDED -> suspendedAt - startedAt;
            default -> 0;
        };
    }

    @Override
    public String toString() {
        String carried = mark().map(m -> " generation " + m.generation()).orElse("");
        return name + " " + state + (booted ? " booted" : "") + carried;
    }

    private static long later(long moment, long by) {
        return moment == NEVER ? NEVER : moment + by;
    }
}
