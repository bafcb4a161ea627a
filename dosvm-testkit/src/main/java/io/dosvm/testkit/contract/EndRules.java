package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.HostListener;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How a driver ends. */
final class EndRules {
    private static final Duration CLOSE_TIME = Duration.ofSeconds(6);

    private EndRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("END-01 closing is repeatable, and verbs throw CLOSED afterwards", EndRules::closed),
                rule("END-02 closing leaves no thread", EndRules::noThread),
                rule("END-03 closing a driver that never connected is success", EndRules::neverConnected),
                rule("END-04 a second client goes on when the first is closed", EndRules::otherClient),
                new ContractRule(
                        "END-05 closing takes a few seconds at most while the host hangs",
                        Set.of(),
                        Extra.FREEZING,
                        EndRules::closeWhileHanging));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(), Extra.NOTHING, body);
    }

    private static HostDriver open(Trial trial, Runtime runtime) {
        return trial.bench().provider().open(trial.bench().uri(), runtime);
    }

    private static void use(Trial trial, HostDriver driver, Runtime runtime) {
        driver.perform(
                new HostDriver.Facts(), Call.within(runtime, trial.bench().deadline()));
        driver.perform(
                new HostDriver.Observe(Set.of(Part.VMS)),
                Call.within(runtime, trial.bench().deadline()));
        if (trial.facts().capabilities().contains(Capability.EVENTS)) {
            driver.watch(new Deaf());
        }
    }

    private static void closed(Trial trial) {
        HostDriver driver = open(trial, trial.runtime());
        use(trial, driver, trial.runtime());
        driver.close();
        driver.close();
        try {
            driver.perform(new HostDriver.Facts(), trial.call());
        } catch (DosvmException e) {
            Trial.same(ErrorCode.CLOSED, e.code(), "a verb after close");
            return;
        }
        throw new AssertionError("a closed driver answers");
    }

    private static void noThread(Trial trial) {
        String client = "contract-end";
        String prefix = "dosvm-" + client + "-";
        try (Runtime runtime = trial.bench().runtime(client)) {
            HostDriver driver = open(trial, runtime);
            use(trial, driver, runtime);
            long before = threads(prefix).size();
            driver.close();
            trial.until(
                    CLOSE_TIME,
                    "the " + before + " threads of the client are gone: " + threads(prefix),
                    () -> threads(prefix).isEmpty());
        }
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(n -> n.startsWith(prefix))
                .sorted()
                .toList();
    }

    private static void neverConnected(Trial trial) {
        open(trial, trial.runtime()).close();
    }

    private static void otherClient(Trial trial) {
        try (HostDriver other = open(trial, trial.runtime())) {
            HostDriver first = open(trial, trial.runtime());
            use(trial, first, trial.runtime());
            use(trial, other, trial.runtime());
            first.close();
            other.perform(new HostDriver.Facts(), trial.call());
            trial.perform(new HostDriver.Facts());
        }
    }

    private static void closeWhileHanging(Trial trial) {
        ContractBench.Freezer freezer = trial.bench().freezer().orElseThrow();
        HostDriver driver = open(trial, trial.runtime());
        use(trial, driver, trial.runtime());
        freezer.freeze();
        try {
            Runtime.Task stuck = trial.runtime().start("contract", () -> {
                try {
                    driver.perform(new HostDriver.Observe(Set.of(Part.VMS)), trial.call());
                } catch (DosvmException e) {
                    // Released, which is all that is asked for.
                    return;
                }
            });
            trial.runtime().sleep(Duration.ofMillis(300));
            long begin = trial.runtime().nanoTime();
            driver.close();
            Duration took = Duration.ofNanos(trial.runtime().nanoTime() - begin);
            Trial.holds(took.compareTo(CLOSE_TIME) < 0, "closed after " + took);
            Trial.holds(stuck.join(CLOSE_TIME), "a verb that hung is released by close");
        } finally {
            freezer.thaw();
        }
    }

    /** Takes no notice. */
    private static final class Deaf implements HostListener {
        @Override
        public void vmChanged(UUID id) {}

        @Override
        public void resync() {}

        @Override
        public void lost() {}
    }
}
