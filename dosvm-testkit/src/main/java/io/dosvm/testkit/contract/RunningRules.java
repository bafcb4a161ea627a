package io.dosvm.testkit.contract;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.Define;
import io.dosvm.spi.Compute.Describe;
import io.dosvm.spi.Compute.Start;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Compute.VmDetails;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.testkit.contract.Trial.Running;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RunState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** VMs that run. Most of them ask for one and the same, in an order that starts it four times. */
final class RunningRules {
    private RunningRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("RUN-01 a started VM runs and carries the generation", RunningRules::start),
                rule("RUN-02 starting a running VM with its generation is success", RunningRules::again),
                rule("RUN-03 starting a running VM with another generation throws WRONG_STATE", RunningRules::other),
                rule("RUN-04 undefining a running VM throws WRONG_STATE, and it runs on", RunningRules::undefine),
                rule("RUN-05 a display has a port while the VM runs", RunningRules::display),
                rule("RUN-06 CPU time grows and figures are told", RunningRules::figures),
                rule("RUN-07 shutdown returns at once, whatever the guest does", RunningRules::shutdown),
                rule("RUN-08 reset and reboot leave the VM running with its generation", RunningRules::reset),
                new ContractRule(
                        "RUN-09 suspend and resume, each also twice",
                        Set.of(Capability.COMPUTE, Capability.SUSPEND),
                        Extra.NOTHING,
                        RunningRules::suspend),
                rule("RUN-10 a new definition takes effect at the next start", RunningRules::redefine),
                storageRule("RUN-11 a volume that a running VM has open is not deleted: IN_USE", RunningRules::delete),
                storageRule(
                        "RUN-12 a second writer of a volume is refused with IN_USE and stays off", RunningRules::lock),
                rule("RUN-13 a second connection sees it run and can stop it, twice", RunningRules::stop),
                rule("RUN-14 the next start carries the next generation", RunningRules::next));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.COMPUTE), Extra.NOTHING, body);
    }

    private static ContractRule storageRule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.COMPUTE, Capability.STORAGE), Extra.NOTHING, body);
    }

    private static Optional<Long> generation(VmDetails details) {
        return details.mark().map(Mark::generation);
    }

    private static void start(Trial trial) {
        VmDefinition vm = trial.stopped();
        UUID id = vm.mark().id();
        long generation = trial.newGeneration();
        VmDetails started = trial.perform(new Start(id, generation));
        Trial.same(RunState.RUNNING, started.state(), "state");
        Trial.same(
                Optional.of(new Mark(trial.owner(), id, generation)),
                started.mark(),
                "the mark that the running VM carries");
        VmDetails described = trial.perform(new Describe(id)).orElseThrow();
        Trial.same(started.mark(), described.mark(), "the mark when described");
        VmFound seen = trial.observed(id).orElseThrow();
        Trial.same(RunState.RUNNING, seen.state(), "observed state");
        Trial.same(vm.vcpus(), seen.vcpus(), "observed vCPUs");
        Trial.holds(seen.persistent(), "it is kept when it is off");
    }

    private static void again(Trial trial) {
        Running vm = trial.running();
        VmDetails details = trial.perform(new Start(vm.id(), vm.generation()));
        Trial.same(RunState.RUNNING, details.state(), "state");
        Trial.same(Optional.of(vm.generation()), generation(details), "generation");
    }

    private static void other(Trial trial) {
        Running vm = trial.running();
        trial.refused(ErrorCode.WRONG_STATE, new Start(vm.id(), trial.newGeneration()));
        VmDetails details = trial.perform(new Describe(vm.id())).orElseThrow();
        Trial.same(Optional.of(vm.generation()), generation(details), "generation after the refusal");
        Trial.same(RunState.RUNNING, details.state(), "state after the refusal");
    }

    private static void undefine(Trial trial) {
        Running vm = trial.running();
        trial.refused(ErrorCode.WRONG_STATE, new Compute.Undefine(vm.id()));
        Trial.same(RunState.RUNNING, trial.state(vm.id()), "state after the refusal");
        Trial.holds(trial.observed(vm.id()).orElseThrow().persistent(), "it is kept when it is off");
    }

    private static void display(Trial trial) {
        Running vm = trial.running();
        int port = trial.perform(new Describe(vm.id()))
                .flatMap(VmDetails::displayPort)
                .orElseThrow(() -> new AssertionError("a running VM with a display has a port"));
        Trial.holds(port >= 1 && port <= 65_535, "port " + port);
    }

    private static void figures(Trial trial) {
        Running vm = trial.running();
        VmFound first = withDevices(trial, vm.id());
        trial.until(
                trial.bench().deadline(),
                "CPU time grows",
                () -> withDevices(trial, vm.id()).cpuTime().compareTo(first.cpuTime()) > 0);
        Trial.same(vm.definition().memory(), first.memory(), "memory");
        Trial.same(vm.definition().disks().size(), first.disks().size(), "disks");
        first.disks().forEach(d -> Trial.same(ByteSize.mib(64), d.capacity(), "capacity of disk " + d.target()));
    }

    private static VmFound withDevices(Trial trial, UUID id) {
        return trial.observe(Part.VMS, Part.VM_DEVICES).vms().stream()
                .filter(v -> v.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a running VM is not observed"));
    }

    private static void shutdown(Trial trial) {
        Running vm = trial.running();
        trial.perform(new Compute.Shutdown(vm.id()));
        trial.perform(new Compute.Shutdown(vm.id()));
    }

    private static void reset(Trial trial) {
        Running vm = trial.running();
        trial.perform(new Compute.Reset(vm.id()));
        trial.perform(new Compute.Reboot(vm.id()));
        VmDetails details = trial.perform(new Describe(vm.id())).orElseThrow();
        Trial.same(RunState.RUNNING, details.state(), "state");
        Trial.same(Optional.of(vm.generation()), generation(details), "generation");
    }

    private static void suspend(Trial trial) {
        Running vm = trial.running();
        for (int i = 0; i < 2; i++) {
            trial.perform(new Compute.Suspend(vm.id()));
            Trial.same(RunState.SUSPENDED, trial.state(vm.id()), "state after suspend");
        }
        VmDetails standing = trial.perform(new Start(vm.id(), vm.generation()));
        Trial.same(Optional.of(vm.generation()), generation(standing), "a start of a suspended VM with its generation");
        for (int i = 0; i < 2; i++) {
            trial.perform(new Compute.Resume(vm.id()));
            Trial.same(RunState.RUNNING, trial.state(vm.id()), "state after resume");
        }
    }

    private static void redefine(Trial trial) {
        Running vm = trial.running();
        VmDefinition changed =
                Trial.sized(vm.definition(), "changed", 2, vm.definition().memory());
        VmDetails details = trial.perform(new Define(changed));
        Trial.same(RunState.RUNNING, details.state(), "state after define");
        Trial.same(Optional.of(vm.generation()), generation(details), "generation after define");
        Trial.same(1, trial.observed(vm.id()).orElseThrow().vcpus(), "vCPUs before the next start");
        trial.perform(new Compute.Stop(vm.id()));
        trial.perform(new Start(vm.id(), trial.newGeneration()));
        Trial.same(2, trial.observed(vm.id()).orElseThrow().vcpus(), "vCPUs after the next start");
        trial.perform(new Define(vm.definition()));
    }

    private static void delete(Trial trial) {
        Storage.VolumeKey key = trial.sharedDisk();
        trial.running();
        trial.refused(ErrorCode.IN_USE, new Storage.DeleteVolume(key));
        Trial.holds(trial.perform(new Storage.DescribeVolume(key)).isPresent(), "the volume is still there");
    }

    private static void lock(Trial trial) {
        Storage.VolumeKey key = trial.sharedDisk();
        Running vm = trial.running();
        VmDefinition second = trial.newVm(List.of(Trial.disk(key, Format.QCOW2)), List.of());
        trial.perform(new Define(second));
        trial.refused(ErrorCode.IN_USE, new Start(second.mark().id(), trial.newGeneration()));
        Trial.holds(Trial.off(trial.state(second.mark().id())), "the second VM is off");
        Trial.same(RunState.RUNNING, trial.state(vm.id()), "state of the first");
    }

    private static void stop(Trial trial) {
        Running vm = trial.running();
        try (var other = trial.bench().provider().open(trial.bench().uri(), trial.runtime())) {
            VmDetails seen = other.perform(new Describe(vm.id()), trial.call()).orElseThrow();
            Trial.same(Optional.of(vm.generation()), generation(seen), "generation that a second connection sees");
            other.perform(new Compute.Stop(vm.id()), trial.call());
        }
        Trial.holds(Trial.off(trial.state(vm.id())), "it is off after a stop");
        trial.perform(new Compute.Stop(vm.id()));
        Trial.holds(trial.perform(new Describe(vm.id())).isPresent(), "a stopped VM is kept");
        Trial.holds(trial.observed(vm.id()).orElseThrow().cpuTime().isZero(), "CPU time of a VM that is off");
    }

    private static void next(Trial trial) {
        VmDefinition vm = trial.stopped();
        UUID id = vm.mark().id();
        long first = trial.newGeneration();
        trial.perform(new Start(id, first));
        trial.perform(new Compute.Stop(id));
        trial.refused(ErrorCode.WRONG_STATE, new Compute.Reset(id));
        long second = trial.newGeneration();
        Trial.same(Optional.of(second), generation(trial.perform(new Start(id, second))), "generation");
    }
}
