package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.HostDriver.HostListener;
import io.dosvm.spi.HostDriver.Watch;
import io.dosvm.spi.Mark;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What a host tells by itself. */
final class EventRules {
    private EventRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("EVENT-01 define, start, stop and undefine are told", EventRules::told),
                rule("EVENT-02 what another connection does is told too", EventRules::toldOfOthers),
                rule("EVENT-03 a listener that throws is told the next change all the same", EventRules::throwing),
                rule("EVENT-04 a listener is called once at a time, on a thread of the driver's", EventRules::serial),
                rule("EVENT-05 after close no call begins, and closing again is success", EventRules::close),
                new ContractRule(
                        "EVENT-06 without the capability a watch is refused",
                        Set.of(),
                        Extra.NOTHING,
                        EventRules::refused));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.COMPUTE, Capability.EVENTS), Extra.NOTHING, body);
    }

    /** Remembers which VMs changed. */
    private static class Ear implements HostListener {
        final List<UUID> changed = new CopyOnWriteArrayList<>();
        final AtomicInteger resyncs = new AtomicInteger();
        final AtomicInteger losses = new AtomicInteger();

        @Override
        public void vmChanged(UUID id) {
            changed.add(id);
        }

        @Override
        public void resync() {
            resyncs.incrementAndGet();
        }

        @Override
        public void lost() {
            losses.incrementAndGet();
        }

        long count(UUID id) {
            return changed.stream().filter(id::equals).count();
        }
    }

    private static void waitFor(Trial trial, Ear ear, UUID id, long more, String what) {
        trial.until(Duration.ofSeconds(10), what + " is told", () -> ear.count(id) > more);
    }

    private static void told(Trial trial) {
        Ear ear = new Ear();
        VmDefinition vm = trial.newVm();
        UUID id = vm.mark().id();
        try (Watch watch = trial.driver().watch(ear)) {
            Trial.holds(watch != null, "a watch");
            trial.perform(new Compute.Define(vm));
            waitFor(trial, ear, id, 0, "define");
            long seen = settled(trial, ear, id);
            trial.perform(new Compute.Start(id, trial.newGeneration()));
            waitFor(trial, ear, id, seen, "start");
            seen = settled(trial, ear, id);
            trial.perform(new Compute.Stop(id));
            waitFor(trial, ear, id, seen, "stop");
            seen = settled(trial, ear, id);
            trial.perform(new Compute.Undefine(id));
            waitFor(trial, ear, id, seen, "undefine");
        }
    }

    /** How often it was told, once nothing comes any more. */
    private static long settled(Trial trial, Ear ear, UUID id) {
        long before;
        do {
            before = ear.count(id);
            trial.runtime().sleep(Duration.ofMillis(300));
        } while (ear.count(id) != before);
        return before;
    }

    private static void toldOfOthers(Trial trial) {
        Ear ear = new Ear();
        VmDefinition vm = trial.newVm();
        try (var other = trial.bench().provider().open(trial.bench().uri(), trial.runtime());
                Watch watch = trial.driver().watch(ear)) {
            Trial.holds(watch != null, "a watch");
            other.perform(new Compute.Define(vm), trial.call());
            waitFor(trial, ear, vm.mark().id(), 0, "another connection's define");
        }
    }

    private static void throwing(Trial trial) {
        AtomicInteger calls = new AtomicInteger();
        Ear ear = new Ear() {
            @Override
            public void vmChanged(UUID id) {
                super.vmChanged(id);
                if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("thrown on purpose");
                }
            }
        };
        try (Watch watch = trial.driver().watch(ear)) {
            Trial.holds(watch != null, "a watch");
            UUID first = trial.definedVm().mark().id();
            waitFor(trial, ear, first, 0, "a first define");
            UUID second = trial.definedVm().mark().id();
            waitFor(trial, ear, second, 0, "a define after the listener threw");
        }
    }

    private static void serial(Trial trial) {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean wrong = new AtomicBoolean();
        Thread own = Thread.currentThread();
        Ear ear = new Ear() {
            @Override
            public void vmChanged(UUID id) {
                wrong.compareAndSet(false, inside.incrementAndGet() != 1 || Thread.currentThread() == own);
                super.vmChanged(id);
                inside.decrementAndGet();
            }
        };
        try (Watch watch = trial.driver().watch(ear)) {
            Trial.holds(watch != null, "a watch");
            UUID last = trial.mark().id();
            for (int i = 0; i < 5; i++) {
                last = trial.definedVm().mark().id();
            }
            waitFor(trial, ear, last, 0, "the last of five defines");
        }
        Trial.holds(!wrong.get(), "calls come one at a time and not on the caller's thread");
    }

    private static void close(Trial trial) {
        Ear closed = new Ear();
        Ear open = new Ear();
        try (Watch other = trial.driver().watch(open)) {
            Trial.holds(other != null, "a watch");
            Watch watch = trial.driver().watch(closed);
            watch.close();
            watch.close();
            UUID id = trial.definedVm().mark().id();
            waitFor(trial, open, id, 0, "a define");
            Trial.same(0L, closed.count(id), "calls to a closed watch");
        }
    }

    private static void cut(Trial trial) {
        ContractBench.Cutter cutter = trial.bench().cutter().orElseThrow();
        Trial.Running vm = trial.running();
        Ear ear = new Ear();
        try (Watch watch = trial.driver().watch(ear)) {
            Trial.holds(watch != null, "a watch");
            trial.observe();
            int resyncs;
            cutter.cut();
            try {
                trial.until(Duration.ofSeconds(30), "the loss is told", () -> ear.losses.get() > 0);
                resyncs = ear.resyncs.get();
            } finally {
                cutter.restore();
            }
            trial.until(Duration.ofSeconds(60), "resync is told", () -> ear.resyncs.get() > resyncs);
            trial.untilAnswers();
            Compute.VmDetails after = trial.perform(new Compute.Describe(vm.id()))
                    .orElseThrow(() -> new AssertionError("the VM is gone"));
            Trial.same(RunState.RUNNING, after.state(), "state of the guest");
            Trial.same(Optional.of(vm.generation()), after.mark().map(Mark::generation), "generation of the guest");
            UUID id = trial.definedVm().mark().id();
            waitFor(trial, ear, id, 0, "a define after the loss");
        }
    }

    private static void refused(Trial trial) {
        boolean can = trial.facts().capabilities().contains(Capability.EVENTS);
        boolean watched;
        try {
            trial.driver().watch(new Ear()).close();
            watched = true;
        } catch (DosvmException e) {
            Trial.same("CAPABILITY_MISSING", e.code().name(), "the refusal");
            watched = false;
        }
        Trial.same(can, watched, "whether a watch is possible");
    }
}
