package io.dosvm.testkit;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Verb;
import io.dosvm.testkit.HostFaults.Fault;
import io.dosvm.testkit.HostFaults.Kind;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of a verb to a fake host and back: it takes time, and may not arrive. */
final class FakeLink {
    private static final long FIRST_LOOK = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_LOOK = Duration.ofMillis(250).toNanos();

    private final FakeHosts hosts;
    private final String name;
    private final Runtime runtime;
    private volatile boolean closed;

    FakeLink(FakeHosts hosts, String name, Runtime runtime) {
        this.hosts = hosts;
        this.name = name;
        this.runtime = runtime;
    }

    Runtime runtime() {
        return runtime;
    }

    void close() {
        closed = true;
    }

    /** The machine, or why it cannot be reached. */
    FakeMachine host() {
        refuseClosed();
        FakeMachine host = hosts.find(name)
                .orElseThrow(() -> Refusal.of(ErrorCode.CONNECT_RESOLVE, "there is no machine fake:" + name));
        if (!host.reachable()) {
            throw Refusal.of(ErrorCode.CONNECT_REACH, "fake:" + name + " does not answer");
        }
        return host;
    }

    void refuseClosed() {
        if (closed) {
            throw Refusal.of(ErrorCode.CLOSED, "the driver is closed");
        }
    }

    void need(Capability capability) {
        if (hosts.find(name).filter(h -> !h.can(capability)).isPresent()) {
            throw HostDriver.lacks(capability);
        }
    }

    /**
     * Does a verb.
     *
     * @param target what it is about, for the log
     * @param work reads or changes the host's state, under its lock, at once
     */
    <R> R verb(Verb verb, Call call, Object target, Supplier<R> work) {
        FakeMachine host = host();
        Fault fault = host.faults().next(verb);
        String line = runtime.client() + " " + verb.id() + " " + target + " ";
        try {
            R result = travel(host, verb, call, fault, work);
            host.note(line + "ok");
            return result;
        } catch (DosvmException e) {
            host.note(line + e.code());
            throw e;
        }
    }

    private <R> R travel(FakeMachine host, Verb verb, Call call, @Nullable Fault fault, Supplier<R> work) {
        Duration there = host.latencyOf(verb).dividedBy(2);
        arrive(host, call, fault, there);
        if (fault != null && fault.kind() == Kind.LATE) {
            host.later(fault.time(), () -> tryLater(work));
            throw lost(fault.code());
        }
        R result = host.locked(() -> {
            refuseOldEpoch(host, call);
            return work.get();
        });
        if (fault != null && fault.kind() == Kind.LOSE_ANSWER) {
            throw lost(fault.code());
        }
        pause(host, call, there);
        return result;
    }

    /** What happens to a verb before the host does anything for it. */
    void arrive(FakeMachine host, Call call, @Nullable Fault fault, Duration latency) {
        boolean slow = fault != null && (fault.kind() == Kind.HANG || fault.kind() == Kind.DELAY);
        pause(host, call, slow && fault != null ? latency.plus(fault.time()) : latency);
        if (fault != null && (fault.kind() == Kind.FAIL || fault.kind() == Kind.BREAK_OFF && fault.bytes() == 0)) {
            throw lost(fault.code());
        }
    }

    /** Waits as part of a verb: until the time is over and the host answers, or there is a reason to give up. */
    void pause(FakeMachine host, Call call, Duration time) {
        long left = time.toNanos();
        long look = FIRST_LOOK;
        check(host, call);
        while (left > 0 || host.frozen()) {
            long now = Math.min(left > 0 && !host.frozen() ? left : look, Math.min(look, remaining(call)));
            runtime.sleep(Duration.ofNanos(now));
            check(host, call);
            left -= now;
            look = Math.min(LONGEST_LOOK, look * 2);
        }
    }

    void refuseOldEpoch(FakeMachine host, Call call) {
        if (host.refusesEpoch(call.epoch())) {
            throw Refusal.of(ErrorCode.LEASE_LOST, "the host has seen a newer epoch than " + call.epoch());
        }
    }

    static DosvmException lost(ErrorCode code) {
        return Refusal.of(code, code == ErrorCode.HOST_LOST ? "the connection was lost" : "as the test asked for");
    }

    private void check(FakeMachine host, Call call) {
        call.check();
        if (closed) {
            throw Refusal.of(ErrorCode.CLOSED, "the driver was closed meanwhile");
        }
        if (!host.reachable()) {
            throw lost(ErrorCode.HOST_LOST);
        }
    }

    private static long remaining(Call call) {
        return Math.max(1, call.remaining().toNanos());
    }

    /** Work that comes late has no caller who could be told that it failed. */
    private static void tryLater(Supplier<?> work) {
        try {
            Object unused = work.get();
        } catch (DosvmException e) {
            // As on a real host: refused, and nobody is there to hear it.
            return;
        }
    }
}
