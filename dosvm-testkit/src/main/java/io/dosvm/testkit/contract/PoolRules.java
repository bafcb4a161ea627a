package io.dosvm.testkit.contract;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.EnsurePool;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.ListVolumes;
import io.dosvm.spi.Storage.PoolDefinition;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.spi.Storage.RemovePool;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pools. */
final class PoolRules {
    private PoolRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("POOL-01 ensure makes an active pool with the made name in the directory", PoolRules::ensure),
                rule("POOL-02 ensure again is success", PoolRules::again),
                rule("POOL-03 the directory of another pool is refused with IN_USE", PoolRules::directoryTaken),
                rule("POOL-04 the same pool elsewhere is refused with ALREADY_EXISTS", PoolRules::elsewhere),
                rule("POOL-05 a directory that is no plain absolute path is INVALID", PoolRules::badDirectories),
                rule("POOL-06 remove touches no file", PoolRules::removeKeepsFiles),
                rule("POOL-07 removing a pool twice, or one that never was, is success", PoolRules::removeTwice),
                rule("POOL-08 verbs about volumes of an unknown pool throw NOT_FOUND", PoolRules::unknownPool),
                rule("POOL-09 pools and their volumes are listed and observed alike", PoolRules::observed));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.STORAGE), Extra.NOTHING, body);
    }

    private static void ensure(Trial trial) {
        PoolDefinition wanted = trial.poolDefinition();
        PoolFound found = trial.perform(new EnsurePool(wanted));
        Trial.same(wanted.mark().madeName(), found.name(), "name");
        Trial.same(wanted.mark().id(), found.id(), "UUID");
        Trial.same(wanted.directory(), found.path(), "path");
        Trial.holds(found.active(), "the pool is active");
        Trial.holds(found.capacity().isPositive(), "it has a capacity: " + found);
        Trial.holds(found.available().compareTo(found.capacity()) <= 0, "no more is available than there is");
        Trial.same(List.of(), trial.perform(new ListVolumes(found.name())), "volumes of a new pool");
    }

    private static void again(Trial trial) {
        PoolDefinition wanted = trial.poolDefinition();
        PoolFound first = trial.perform(new EnsurePool(wanted));
        PoolFound second = trial.perform(new EnsurePool(wanted));
        Trial.same(first.id(), second.id(), "UUID");
        Trial.holds(second.active(), "the pool is active");
    }

    private static void directoryTaken(Trial trial) {
        PoolDefinition one = trial.poolDefinition();
        trial.perform(new EnsurePool(one));
        PoolDefinition two = new PoolDefinition(trial.mark(), one.directory());
        trial.afterwards(new RemovePool(two.mark().madeName()));
        trial.refused(ErrorCode.IN_USE, new EnsurePool(two));
    }

    private static void elsewhere(Trial trial) {
        PoolDefinition one = trial.poolDefinition();
        trial.perform(new EnsurePool(one));
        trial.refused(
                ErrorCode.ALREADY_EXISTS,
                new EnsurePool(new PoolDefinition(one.mark(), trial.bench().newDirectory())));
        PoolFound found = trial.observe(Part.POOLS).pools().stream()
                .filter(p -> p.id().equals(one.mark().id()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the pool is gone"));
        Trial.same(one.directory(), found.path(), "path after the refusal");
    }

    private static void badDirectories(Trial trial) {
        for (String bad : List.of("", "relative/path", "/a/../../etc", "/contract\nnewline", "/contract\u0000nul")) {
            PoolDefinition wanted = new PoolDefinition(trial.mark(), bad);
            trial.afterwards(new RemovePool(wanted.mark().madeName()));
            trial.refused(ErrorCode.INVALID, new EnsurePool(wanted));
        }
    }

    private static void removeKeepsFiles(Trial trial) {
        PoolDefinition wanted = trial.poolDefinition();
        PoolFound pool = trial.perform(new EnsurePool(wanted));
        VolumeKey key = new VolumeKey(pool.name(), trial.mark().madeName() + ".qcow2");
        trial.perform(new Storage.CreateVolume(Trial.blank(key, Format.QCOW2, ByteSize.mib(16))));
        trial.perform(new RemovePool(pool.name()));
        Trial.holds(
                trial.observe(Part.POOLS).pools().stream()
                        .noneMatch(p -> p.name().equals(pool.name())),
                "a removed pool is not found");
        trial.perform(new EnsurePool(wanted));
        trial.afterwards(new Storage.DeleteVolume(key));
        Optional<VolumeFound> found = trial.perform(new Storage.DescribeVolume(key));
        Trial.same(
                Optional.of(ByteSize.mib(16)), found.map(VolumeFound::capacity), "the volume after remove and ensure");
    }

    private static void removeTwice(Trial trial) {
        PoolFound pool = trial.perform(new EnsurePool(trial.poolDefinition()));
        trial.perform(new RemovePool(pool.name()));
        trial.perform(new RemovePool(pool.name()));
        trial.perform(new RemovePool(trial.mark().madeName()));
    }

    private static void unknownPool(Trial trial) {
        VolumeKey key = new VolumeKey(trial.mark().madeName(), trial.mark().madeName() + ".qcow2");
        trial.refused(ErrorCode.NOT_FOUND, new ListVolumes(key.pool()));
        trial.refused(ErrorCode.NOT_FOUND, new Storage.CreateVolume(Trial.blank(key, Format.QCOW2, ByteSize.mib(16))));
        trial.refused(ErrorCode.NOT_FOUND, new Storage.DescribeVolume(key));
        trial.refused(ErrorCode.NOT_FOUND, new Storage.DeleteVolume(key));
    }

    private static void observed(Trial trial) {
        PoolFound pool = trial.perform(new EnsurePool(trial.poolDefinition()));
        VolumeKey key = new VolumeKey(pool.name(), trial.mark().madeName() + ".qcow2");
        trial.afterwards(new Storage.DeleteVolume(key));
        VolumeFound made = trial.perform(new Storage.CreateVolume(Trial.blank(key, Format.QCOW2, ByteSize.mib(16))));
        Trial.same(List.of(made), trial.perform(new ListVolumes(pool.name())), "the list");
        List<VolumeFound> seen = trial.observe(Part.VOLUMES).volumes().stream()
                .filter(v -> v.key().pool().equals(pool.name()))
                .toList();
        Trial.same(List.of(made), seen, "the observation");
        List<PoolFound> pools = trial.observe(Part.POOLS).pools().stream()
                .filter(p -> p.name().equals(pool.name()))
                .toList();
        Trial.same(1, pools.size(), "how often the pool is observed");
        Trial.same(pool.path(), pools.get(0).path(), "the observed path");
    }
}
