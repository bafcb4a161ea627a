package io.dosvm.testkit.contract;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.Define;
import io.dosvm.spi.Compute.Describe;
import io.dosvm.spi.Compute.Undefine;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Compute.VmDetails;
import io.dosvm.spi.Compute.VmFound;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.Format;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RunState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** VMs that are off. */
final class DefinitionRules {
    private DefinitionRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("VM-01 a defined VM is off and carries name, UUID and mark", DefinitionRules::define),
                rule("VM-02 defining again is success", DefinitionRules::again),
                rule("VM-03 defining a VM with other values brings it to them", DefinitionRules::change),
                rule("VM-04 describing an unknown VM finds nothing", DefinitionRules::unknown),
                rule(
                        "VM-05 a VM of another owner is refused with ALREADY_EXISTS and stays as it is",
                        DefinitionRules::foreign),
                rule("VM-06 titles may be any text without control characters", DefinitionRules::titles),
                rule("VM-07 values that no VM can have are INVALID", DefinitionRules::badValues),
                rule(
                        "VM-08 every verb but stop and undefine throws NOT_FOUND for an unknown VM",
                        DefinitionRules::unknownVm),
                rule("VM-09 stopping and undefining an unknown VM is success", DefinitionRules::unknownIsGone),
                rule("VM-10 shutdown and stop of a VM that is off is success", DefinitionRules::alreadyOff),
                rule("VM-11 reboot and reset of a VM that is off throw WRONG_STATE", DefinitionRules::offIsWrong),
                new ContractRule(
                        "VM-12 suspend and resume of a VM that is off throw WRONG_STATE",
                        Set.of(Capability.COMPUTE, Capability.SUSPEND),
                        Extra.NOTHING,
                        DefinitionRules::offCannotStand),
                rule("VM-13 undefining twice is success", DefinitionRules::undefineTwice),
                rule("VM-14 a start without a generation is INVALID", DefinitionRules::noGeneration),
                rule("VM-15 a VM that is off has no addresses, from every source", DefinitionRules::noAddresses),
                storageRule("VM-16 a disk on an unknown volume or pool is NOT_FOUND", DefinitionRules::unknownDisk),
                storageRule("VM-17 undefine touches no disk", DefinitionRules::undefineKeepsDisks),
                storageRule(
                        "VM-18 a start without its disk's file is FILE_UNUSABLE and leaves it off",
                        DefinitionRules::lostDisk),
                rule("VM-19 devices are observed if they are asked for", DefinitionRules::devices));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.COMPUTE), Extra.NOTHING, body);
    }

    private static ContractRule storageRule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.COMPUTE, Capability.STORAGE), Extra.NOTHING, body);
    }

    private static void define(Trial trial) {
        VmDefinition wanted = trial.newVm();
        VmDetails made = trial.perform(new Define(wanted));
        UUID id = wanted.mark().id();
        Trial.same(id, made.id(), "UUID");
        Trial.same(wanted.mark().madeName(), made.name(), "name");
        Trial.same(RunState.OFF, made.state(), "state");
        Trial.same(Optional.of(wanted.mark()), made.mark(), "mark");
        Trial.same(Optional.empty(), made.displayPort(), "display port of a VM that is off");
        Trial.same(Optional.of(made), trial.perform(new Describe(id)), "described");
        VmFound seen = trial.observed(id).orElseThrow(() -> new AssertionError("a defined VM is not observed"));
        Trial.same(wanted.mark().madeName(), seen.name(), "observed name");
        Trial.same(RunState.OFF, seen.state(), "observed state");
        Trial.holds(seen.persistent(), "a defined VM is kept");
        Trial.same(wanted.vcpus(), seen.vcpus(), "observed vCPUs");
        Trial.same(wanted.memory(), seen.memory(), "observed memory");
        Trial.holds(seen.cpuTime().isZero(), "a VM that is off uses no CPU time");
    }

    private static void again(Trial trial) {
        VmDefinition wanted = trial.newVm();
        VmDetails made = trial.perform(new Define(wanted));
        Trial.same(made, trial.perform(new Define(wanted)), "defined again");
    }

    private static void change(Trial trial) {
        VmDefinition wanted = trial.definedVm();
        ByteSize memory = ByteSize.mib(160);
        trial.perform(new Define(Trial.sized(wanted, "changed", 2, memory)));
        VmFound seen = trial.observed(wanted.mark().id()).orElseThrow();
        Trial.same(2, seen.vcpus(), "vCPUs");
        Trial.same(memory, seen.memory(), "memory");
    }

    private static void unknown(Trial trial) {
        Trial.same(Optional.empty(), trial.perform(new Describe(trial.runtime().newId())), "described");
    }

    private static void foreign(Trial trial) {
        VmDefinition ours = trial.definedVm();
        Mark other = new Mark(trial.runtime().newId(), ours.mark().id(), 0);
        VmDefinition theirs = Trial.vm(other, ours.architecture(), ByteSize.mib(160), List.of(), List.of());
        trial.refused(ErrorCode.ALREADY_EXISTS, new Define(theirs));
        VmDetails after = trial.perform(new Describe(ours.mark().id())).orElseThrow();
        Trial.same(Optional.of(ours.mark()), after.mark(), "mark after the refusal");
        Trial.same(
                ours.memory(),
                trial.observed(ours.mark().id()).map(VmFound::memory).orElse(ByteSize.ZERO),
                "memory after the refusal");
    }

    private static void titles(Trial trial) {
        VmDefinition wanted = trial.newVm();
        for (String title : List.of("<a href='x'>&amp;\"]]>", "虚拟机 № 1 – ящик 😀", "", "--help", "$(reboot); `id`")) {
            trial.perform(new Define(Trial.sized(wanted, title, 1, wanted.memory())));
            Trial.same(
                    Optional.of(wanted.mark().madeName()),
                    trial.observed(wanted.mark().id()).map(VmFound::name),
                    "name of a VM titled '" + title + "'");
        }
    }

    private static void badValues(Trial trial) {
        VmDefinition good = trial.newVm();
        ByteSize memory = good.memory();
        for (VmDefinition bad : List.of(
                Trial.sized(good, "t", 0, memory),
                Trial.sized(good, "t", 256, memory),
                Trial.sized(good, "t", 1, ByteSize.ZERO),
                Trial.sized(good, "line\nbreak", 1, memory),
                Trial.sized(good, "nul\u0000", 1, memory))) {
            trial.refused(ErrorCode.INVALID, new Define(bad));
        }
        Trial.same(Optional.empty(), trial.perform(new Describe(good.mark().id())), "described after the refusals");
    }

    private static void unknownVm(Trial trial) {
        UUID id = trial.runtime().newId();
        trial.refused(ErrorCode.NOT_FOUND, new Compute.Start(id, 1));
        trial.refused(ErrorCode.NOT_FOUND, new Compute.Shutdown(id));
        trial.refused(ErrorCode.NOT_FOUND, new Compute.Reboot(id));
        trial.refused(ErrorCode.NOT_FOUND, new Compute.Reset(id));
        trial.refused(ErrorCode.NOT_FOUND, new Compute.Addresses(id));
        if (trial.facts().capabilities().contains(Capability.SUSPEND)) {
            trial.refused(ErrorCode.NOT_FOUND, new Compute.Suspend(id));
            trial.refused(ErrorCode.NOT_FOUND, new Compute.Resume(id));
        }
    }

    private static void unknownIsGone(Trial trial) {
        UUID id = trial.runtime().newId();
        trial.perform(new Compute.Stop(id));
        trial.perform(new Undefine(id));
    }

    private static void alreadyOff(Trial trial) {
        UUID id = trial.definedVm().mark().id();
        trial.perform(new Compute.Shutdown(id));
        trial.perform(new Compute.Stop(id));
        Trial.same(RunState.OFF, trial.state(id), "state");
    }

    private static void offIsWrong(Trial trial) {
        UUID id = trial.definedVm().mark().id();
        trial.refused(ErrorCode.WRONG_STATE, new Compute.Reboot(id));
        trial.refused(ErrorCode.WRONG_STATE, new Compute.Reset(id));
    }

    private static void offCannotStand(Trial trial) {
        UUID id = trial.definedVm().mark().id();
        trial.refused(ErrorCode.WRONG_STATE, new Compute.Suspend(id));
        trial.refused(ErrorCode.WRONG_STATE, new Compute.Resume(id));
    }

    private static void undefineTwice(Trial trial) {
        UUID id = trial.definedVm().mark().id();
        trial.perform(new Undefine(id));
        Trial.same(Optional.empty(), trial.perform(new Describe(id)), "described after undefine");
        Trial.same(Optional.empty(), trial.observed(id), "observed after undefine");
        trial.perform(new Undefine(id));
    }

    private static void noGeneration(Trial trial) {
        UUID id = trial.definedVm().mark().id();
        trial.refused(ErrorCode.INVALID, new Compute.Start(id, 0));
        trial.refused(ErrorCode.INVALID, new Compute.Start(id, -1));
        Trial.same(RunState.OFF, trial.state(id), "state after the refusals");
    }

    private static void noAddresses(Trial trial) {
        UUID id = trial.definedVm().mark().id();
        List<Compute.AddressSource> sources = trial.perform(new Compute.Addresses(id));
        Trial.holds(!sources.isEmpty(), "each source is named");
        sources.forEach(s -> Trial.same(List.of(), s.addresses(), "addresses from " + s.source()));
    }

    private static void unknownDisk(Trial trial) {
        Storage.VolumeKey nothing =
                new Storage.VolumeKey(trial.pool(), trial.mark().madeName() + ".qcow2");
        Storage.VolumeKey nowhere = new Storage.VolumeKey(trial.mark().madeName(), nothing.fileName());
        for (Storage.VolumeKey key : List.of(nothing, nowhere)) {
            VmDefinition vm = trial.newVm(List.of(Trial.disk(key, Format.QCOW2)), List.of());
            trial.refused(ErrorCode.NOT_FOUND, new Define(vm));
            Trial.same(Optional.empty(), trial.perform(new Describe(vm.mark().id())), "described after the refusal");
        }
    }

    private static void undefineKeepsDisks(Trial trial) {
        Storage.VolumeFound disk = trial.volume(Format.QCOW2, ByteSize.mib(16));
        VmDefinition vm = trial.newVm(List.of(Trial.disk(disk.key(), Format.QCOW2)), List.of());
        trial.perform(new Define(vm));
        trial.perform(new Undefine(vm.mark().id()));
        Trial.same(Optional.of(disk), trial.perform(new Storage.DescribeVolume(disk.key())), "the disk after undefine");
    }

    private static void lostDisk(Trial trial) {
        Storage.VolumeFound disk = trial.volume(Format.QCOW2, ByteSize.mib(16));
        VmDefinition vm = trial.newVm(List.of(Trial.disk(disk.key(), Format.QCOW2)), List.of());
        trial.perform(new Define(vm));
        trial.perform(new Storage.DeleteVolume(disk.key()));
        trial.refused(ErrorCode.FILE_UNUSABLE, new Compute.Start(vm.mark().id(), trial.newGeneration()));
        Trial.holds(Trial.off(trial.state(vm.mark().id())), "the VM is off");
    }

    private static void devices(Trial trial) {
        UUID id = trial.definedVm().mark().id();
        VmFound without = trial.observed(id).orElseThrow();
        Trial.same(List.of(), without.disks(), "disks that were not asked for");
        Trial.same(List.of(), without.nics(), "NICs that were not asked for");
        long seen = trial.observe(HostDriver.Part.VM_DEVICES).vms().stream()
                .filter(v -> v.id().equals(id))
                .count();
        Trial.same(1L, seen, "how often it is observed with devices");
    }
}
