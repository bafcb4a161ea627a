package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.Observation;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.spi.UserNetworking;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.HostUri;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Facts, observation, deadlines, cancellation. */
final class HostRules {
    private HostRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("HOST-01 facts say what the machine is", HostRules::factsAreFilled),
                rule("HOST-02 facts are the same from call to call and for a second connection", HostRules::factsStay),
                rule("HOST-03 groups of verbs are refused exactly if the host lacks them", HostRules::groups),
                rule("HOST-04 a part that was not asked for is empty", HostRules::partsAlone),
                rule("HOST-05 an observation is of the caller's time", HostRules::observationTime),
                rule("HOST-06 the load lies within the machine", HostRules::load),
                rule("HOST-07 after its deadline a verb throws TIMEOUT and does nothing", HostRules::deadline),
                rule("HOST-08 a cancelled verb throws CANCELLED and does nothing", HostRules::cancellation),
                rule("HOST-09 verbs may be asked by many threads", HostRules::threads),
                rule("HOST-10 an unknown machine is told by a CONNECT code, and opening it is not", HostRules::noHost),
                new ContractRule(
                        "HOST-11 a host that hangs releases the caller at the deadline",
                        Set.of(),
                        Extra.FREEZING,
                        HostRules::hang),
                rule("HOST-12 the provider claims its own URIs and no others", HostRules::claims),
                rule("HOST-13 a diagnosis finds, and throws nothing, whatever is wrong", HostRules::diagnosis));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(), Extra.NOTHING, body);
    }

    private static void factsAreFilled(Trial trial) {
        HostFacts facts = trial.perform(new HostDriver.Facts());
        for (String text :
                List.of(facts.machineKey(), facts.hostName(), facts.driver(), facts.hypervisor(), facts.library())) {
            Trial.holds(!text.isBlank(), "machine key, host name, driver, hypervisor, library are filled: " + facts);
        }
        Trial.holds(!facts.architectures().isEmpty(), "there is an architecture");
        Trial.holds(facts.cpus() >= 1, "there is a CPU");
        Trial.holds(facts.memory().isPositive(), "there is memory");
        Trial.holds(!facts.acceleration().isBlank(), "what guests run under is named");
        Trial.holds(!facts.capabilities().contains(Capability.UNKNOWN), "the driver knows what it can do");
    }

    private static void factsStay(Trial trial) {
        HostFacts first = trial.perform(new HostDriver.Facts());
        Trial.same(first, trial.perform(new HostDriver.Facts()), "asked again");
        try (HostDriver other = trial.bench().provider().open(trial.bench().uri(), trial.runtime())) {
            Trial.same(first, other.perform(new HostDriver.Facts(), trial.call()), "asked over a second connection");
        }
    }

    private static void groups(Trial trial) {
        Set<Capability> can = trial.facts().capabilities();
        Observation all = trial.observe(Part.values());
        group(
                trial,
                can.contains(Capability.COMPUTE),
                new Compute.Describe(trial.runtime().newId()));
        group(trial, can.contains(Capability.STORAGE), new Storage.RemovePool("contract-no-such-pool"));
        group(trial, can.contains(Capability.NETWORKS), new Networking.RemoveNetwork("contract-no-such-network"));
        if (can.contains(Capability.USER_NICS)) {
            trial.refused(
                    ErrorCode.NOT_FOUND,
                    new UserNetworking.ListForwards(trial.runtime().newId()));
        } else {
            group(trial, false, new UserNetworking.ListForwards(trial.runtime().newId()));
        }
        Trial.holds(can.contains(Capability.COMPUTE) || all.vms().isEmpty(), "without compute there are no VMs");
        Trial.holds(can.contains(Capability.LEASES) || all.leases().isEmpty(), "without leases none are found");
    }

    private static void group(Trial trial, boolean can, Request<?> request) {
        if (can) {
            trial.perform(request);
            return;
        }
        try {
            trial.perform(request);
        } catch (DosvmException e) {
            Trial.same(
                    ErrorCode.CAPABILITY_MISSING,
                    e.code(),
                    "the refusal of " + request.verb().id());
            return;
        }
        throw new AssertionError(request.verb().id() + " must be refused");
    }

    private static void partsAlone(Trial trial) {
        Observation nothing = trial.observe();
        Trial.same(0, sizes(nothing), "what an observation of no part finds");
        Trial.holds(nothing.load().isEmpty(), "no load when not asked for");
        for (Part part : Part.values()) {
            Observation one = trial.observe(part);
            int own =
                    switch (part) {
                        case VMS, VM_DEVICES -> one.vms().size();
                        case LOAD -> 0;
                        case POOLS -> one.pools().size();
                        case VOLUMES -> one.volumes().size();
                        case NETWORKS -> one.networks().size();
                        case LEASES -> one.leases().size();
                        case SNAPSHOTS -> one.snapshots().size();
                    };
            Trial.same(own, sizes(one), "what an observation of " + part + " finds besides");
            Trial.same(part == Part.LOAD, one.load().isPresent(), "load in an observation of " + part);
        }
    }

    private static int sizes(Observation seen) {
        return seen.vms().size()
                + seen.pools().size()
                + seen.volumes().size()
                + seen.networks().size()
                + seen.leases().size()
                + seen.snapshots().size();
    }

    private static void observationTime(Trial trial) {
        Instant before = trial.runtime().now();
        Instant at = trial.observe(Part.VMS).at();
        Instant after = trial.runtime().now();
        Trial.holds(!at.isBefore(before) && !at.isAfter(after), before + " ≤ " + at + " ≤ " + after);
    }

    private static void load(Trial trial) {
        HostDriver.HostLoad load =
                trial.observe(Part.LOAD).load().orElseThrow(() -> new AssertionError("no load was told"));
        Trial.holds(!load.cpuTime().isNegative() && !load.idleTime().isNegative(), "CPU times grow: " + load);
        Trial.holds(load.memoryFree().bytes() >= 0, "free memory is not negative");
        Trial.holds(load.memoryFree().compareTo(trial.facts().memory()) <= 0, "no more memory is free than there is");
    }

    private static void deadline(Trial trial) {
        Call past = Call.within(trial.runtime(), Duration.ofMillis(1));
        trial.runtime().sleep(Duration.ofMillis(5));
        trial.refused(ErrorCode.TIMEOUT, new HostDriver.Facts(), past);
        nothingDone(trial, ErrorCode.TIMEOUT, past);
    }

    private static void cancellation(Trial trial) {
        Call cancelled = trial.call().cancelledBy(() -> true);
        trial.refused(ErrorCode.CANCELLED, new HostDriver.Facts(), cancelled);
        nothingDone(trial, ErrorCode.CANCELLED, cancelled);
    }

    private static void nothingDone(Trial trial, ErrorCode code, Call call) {
        if (trial.facts().capabilities().contains(Capability.COMPUTE)) {
            Compute.VmDefinition vm = trial.newVm();
            trial.refused(code, new Compute.Define(vm), call);
            Trial.holds(
                    trial.perform(new Compute.Describe(vm.mark().id())).isEmpty(),
                    "nothing is defined by a call that is over");
        }
    }

    private static void threads(Trial trial) {
        AtomicInteger done = new AtomicInteger();
        List<Runtime.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(trial.runtime().start("contract", () -> {
                for (int j = 0; j < 5; j++) {
                    trial.observe(Part.VMS);
                    done.incrementAndGet();
                }
            }));
        }
        for (Runtime.Task task : tasks) {
            Trial.holds(task.join(trial.bench().deadline()), "every thread gets its answers in time");
        }
        Trial.same(40, done.get(), "answers for eight threads");
    }

    private static void noHost(Trial trial) {
        HostUri nowhere = trial.bench().nowhere();
        try (HostDriver driver = trial.bench().provider().open(nowhere, trial.runtime())) {
            driver.perform(new HostDriver.Facts(), trial.call());
        } catch (DosvmException e) {
            Trial.holds(e.code().name().startsWith("CONNECT_"), "a CONNECT code, not " + e.code());
            return;
        }
        throw new AssertionError("there are facts of " + nowhere);
    }

    private static void claims(Trial trial) {
        HostDriverProvider provider = trial.bench().provider();
        Trial.holds(!provider.id().isBlank(), "the provider has a name");
        Trial.holds(
                provider.claims(trial.bench().uri()),
                "it claims " + trial.bench().uri());
        for (String other : List.of("contract-no-such-driver:///system", "contract-no-such-driver:lab")) {
            Trial.holds(!provider.claims(HostUri.parse(other)), "it does not claim " + other);
        }
    }

    private static void diagnosis(Trial trial) {
        HostDriverProvider provider = trial.bench().provider();
        for (HostUri uri : List.of(trial.bench().uri(), trial.bench().nowhere())) {
            provider.diagnose(uri, trial.runtime(), trial.call())
                    .forEach(f -> Trial.holds(!f.what().isBlank() && !f.seen().isBlank(), "a finding tells: " + f));
        }
    }

    private static void hang(Trial trial) {
        ContractBench.Freezer freezer = trial.bench().freezer().orElseThrow();
        trial.perform(new HostDriver.Facts());
        Duration deadline = Duration.ofSeconds(2);
        freezer.freeze();
        try {
            long begin = trial.runtime().nanoTime();
            Call call = Call.within(trial.runtime(), deadline);
            try {
                trial.driver().perform(new HostDriver.Observe(Set.of(Part.VMS)), call);
                throw new AssertionError("a frozen host answered");
            } catch (DosvmException e) {
                boolean told = e.code() == ErrorCode.TIMEOUT
                        || e.code() == ErrorCode.HOST_LOST
                        || e.code() == ErrorCode.HOST_STUCK;
                Trial.holds(told, "TIMEOUT, HOST_LOST or HOST_STUCK, not " + e.code());
            }
            Duration took = Duration.ofNanos(trial.runtime().nanoTime() - begin);
            Trial.holds(took.compareTo(deadline.plusSeconds(1)) < 0, "released after " + took + ", not " + deadline);
        } finally {
            freezer.thaw();
        }
        trial.untilAnswers();
    }
}
