package io.dosvm.testkit.contract;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Storage.Backing;
import io.dosvm.spi.Storage.CreateVolume;
import io.dosvm.spi.Storage.DeleteVolume;
import io.dosvm.spi.Storage.DescribeVolume;
import io.dosvm.spi.Storage.EnsurePool;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.spi.Storage.VolumeDefinition;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Volumes without their bytes. */
final class VolumeRules {
    private static final ByteSize SIZE = ByteSize.mib(64);

    private VolumeRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("VOL-01 a new qcow2 volume is what was asked for, in the pool's directory", VolumeRules::qcow2),
                rule("VOL-02 a new raw volume is what was asked for", VolumeRules::raw),
                rule("VOL-03 creating the same volume again is success", VolumeRules::again),
                rule("VOL-04 a volume with other properties is refused with ALREADY_EXISTS", VolumeRules::differs),
                rule("VOL-05 describing an unknown volume finds nothing", VolumeRules::unknown),
                rule("VOL-06 an overlay says what it lies on, and again is success", VolumeRules::overlay),
                rule("VOL-07 deleting twice is success", VolumeRules::deleteTwice),
                rule("VOL-08 an overlay of nothing is refused with NOT_FOUND", VolumeRules::overlayOfNothing),
                rule("VOL-09 a file name that is not plain is INVALID", VolumeRules::badNames),
                rule("VOL-10 no capacity, no format and a raw overlay are INVALID", VolumeRules::badValues),
                rule("VOL-11 an overlay may lie in another pool than its backing", VolumeRules::otherPool),
                rule("VOL-12 a large volume takes little room until it is written", VolumeRules::sparse),
                rule("VOL-13 an overlay of a raw volume reads it as raw", VolumeRules::rawBacking),
                rule("VOL-14 deleting an overlay leaves what it lies on", VolumeRules::deleteOverlay),
                rule("VOL-15 a capacity that is no whole KiB is not made smaller", VolumeRules::oddCapacity));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.STORAGE), Extra.NOTHING, body);
    }

    private static void qcow2(Trial trial) {
        fresh(trial, Format.QCOW2);
    }

    private static void raw(Trial trial) {
        fresh(trial, Format.RAW);
    }

    private static void fresh(Trial trial, Format format) {
        PoolFound pool = trial.perform(new EnsurePool(trial.poolDefinition()));
        VolumeKey key = new VolumeKey(pool.name(), trial.mark().madeName() + "." + format.text());
        trial.afterwards(new DeleteVolume(key));
        VolumeFound made = trial.perform(new CreateVolume(Trial.blank(key, format, SIZE)));
        Trial.same(key, made.key(), "key");
        Trial.same(pool.path() + "/" + key.fileName(), made.path(), "path");
        Trial.same(format, made.format(), "format");
        Trial.same(SIZE, made.capacity(), "capacity");
        Trial.same(Optional.empty(), made.backingPath(), "backing");
        Trial.same(Optional.of(made), trial.perform(new DescribeVolume(key)), "described");
    }

    private static void again(Trial trial) {
        VolumeDefinition wanted = Trial.blank(trial.newKey(Format.QCOW2), Format.QCOW2, SIZE);
        VolumeFound first = trial.perform(new CreateVolume(wanted));
        Trial.same(first, trial.perform(new CreateVolume(wanted)), "created again");
    }

    private static void differs(Trial trial) {
        VolumeFound made = trial.volume(Format.QCOW2, SIZE);
        VolumeKey key = made.key();
        trial.refused(ErrorCode.ALREADY_EXISTS, new CreateVolume(Trial.blank(key, Format.QCOW2, ByteSize.mib(65))));
        trial.refused(ErrorCode.ALREADY_EXISTS, new CreateVolume(Trial.blank(key, Format.RAW, SIZE)));
        VolumeFound base = trial.volume(Format.QCOW2, SIZE);
        trial.refused(
                ErrorCode.ALREADY_EXISTS,
                new CreateVolume(new VolumeDefinition(
                        key, Format.QCOW2, SIZE, Optional.of(new Backing(base.key(), Format.QCOW2)))));
        Trial.same(Optional.of(made), trial.perform(new DescribeVolume(key)), "the volume after the refusals");
    }

    private static void unknown(Trial trial) {
        VolumeKey key = new VolumeKey(trial.pool(), trial.mark().madeName() + ".qcow2");
        Trial.same(Optional.empty(), trial.perform(new DescribeVolume(key)), "described");
    }

    private static void overlay(Trial trial) {
        VolumeFound base = trial.volume(Format.QCOW2, SIZE);
        VolumeDefinition wanted = trial.overlayOf(base.key(), Format.QCOW2, ByteSize.mib(128));
        VolumeFound made = trial.perform(new CreateVolume(wanted));
        Trial.same(Optional.of(base.path()), made.backingPath(), "backing");
        Trial.same(ByteSize.mib(128), made.capacity(), "capacity");
        Trial.same(Format.QCOW2, made.format(), "format");
        Trial.same(made, trial.perform(new CreateVolume(wanted)), "created again");
        trial.refused(
                ErrorCode.ALREADY_EXISTS, new CreateVolume(Trial.blank(wanted.key(), Format.QCOW2, wanted.capacity())));
    }

    private static void deleteTwice(Trial trial) {
        VolumeFound made = trial.volume(Format.QCOW2, SIZE);
        trial.perform(new DeleteVolume(made.key()));
        Trial.same(Optional.empty(), trial.perform(new DescribeVolume(made.key())), "described after delete");
        trial.perform(new DeleteVolume(made.key()));
        trial.perform(new DeleteVolume(new VolumeKey(trial.pool(), trial.mark().madeName() + ".qcow2")));
    }

    private static void overlayOfNothing(Trial trial) {
        VolumeKey nothing = new VolumeKey(trial.pool(), trial.mark().madeName() + ".qcow2");
        VolumeDefinition wanted = trial.overlayOf(nothing, Format.QCOW2, SIZE);
        trial.refused(ErrorCode.NOT_FOUND, new CreateVolume(wanted));
        Trial.same(Optional.empty(), trial.perform(new DescribeVolume(wanted.key())), "described after the refusal");
    }

    private static void badNames(Trial trial) {
        for (String bad : List.of(
                "", ".", "..", "../contract", "a/b", "/etc/contract", ".hidden", "nul\u0000.raw", "line\n.raw")) {
            VolumeKey key = new VolumeKey(trial.pool(), bad);
            trial.refused(ErrorCode.INVALID, new CreateVolume(Trial.blank(key, Format.RAW, SIZE)));
            trial.refused(ErrorCode.INVALID, new DescribeVolume(key));
            trial.refused(ErrorCode.INVALID, new DeleteVolume(key));
        }
    }

    private static void badValues(Trial trial) {
        trial.refused(
                ErrorCode.INVALID, new CreateVolume(Trial.blank(trial.newKey(Format.RAW), Format.RAW, ByteSize.ZERO)));
        trial.refused(
                ErrorCode.INVALID,
                new CreateVolume(Trial.blank(trial.newKey(Format.RAW), Format.RAW, ByteSize.bytes(-1))));
        trial.refused(ErrorCode.INVALID, new CreateVolume(Trial.blank(trial.newKey(Format.RAW), Format.UNKNOWN, SIZE)));
        VolumeFound base = trial.volume(Format.RAW, SIZE);
        trial.refused(
                ErrorCode.INVALID,
                new CreateVolume(new VolumeDefinition(
                        trial.newKey(Format.RAW), Format.RAW, SIZE, Optional.of(new Backing(base.key(), Format.RAW)))));
    }

    private static void otherPool(Trial trial) {
        PoolFound pool = trial.perform(new EnsurePool(trial.poolDefinition()));
        VolumeKey key = new VolumeKey(pool.name(), trial.mark().madeName() + ".qcow2");
        trial.afterwards(new DeleteVolume(key));
        VolumeFound base = trial.perform(new CreateVolume(Trial.blank(key, Format.QCOW2, SIZE)));
        VolumeFound made = trial.perform(new CreateVolume(trial.overlayOf(key, Format.QCOW2, SIZE)));
        Trial.same(Optional.of(base.path()), made.backingPath(), "backing");
        trial.perform(new DeleteVolume(made.key()));
    }

    private static void sparse(Trial trial) {
        VolumeFound made = trial.volume(Format.QCOW2, ByteSize.tib(1));
        Trial.same(ByteSize.tib(1), made.capacity(), "capacity");
        Trial.holds(made.allocation().compareTo(ByteSize.mib(16)) < 0, "1 TiB takes " + made.allocation());
    }

    private static void rawBacking(Trial trial) {
        VolumeFound base = trial.volume(Format.RAW, SIZE);
        VolumeFound made = trial.perform(new CreateVolume(trial.overlayOf(base.key(), Format.RAW, SIZE)));
        Trial.same(Optional.of(base.path()), made.backingPath(), "backing");
        Trial.same(
                Format.RAW,
                trial.perform(new DescribeVolume(base.key()))
                        .map(VolumeFound::format)
                        .orElse(Format.UNKNOWN),
                "format of the backing");
    }

    private static void deleteOverlay(Trial trial) {
        VolumeFound base = trial.volume(Format.QCOW2, SIZE);
        VolumeFound made = trial.perform(new CreateVolume(trial.overlayOf(base.key(), Format.QCOW2, SIZE)));
        trial.perform(new DeleteVolume(made.key()));
        Trial.same(Optional.of(base), trial.perform(new DescribeVolume(base.key())), "what the overlay lay on");
    }

    private static void oddCapacity(Trial trial) {
        ByteSize odd = ByteSize.bytes(SIZE.bytes() + 1_536);
        VolumeFound made = trial.volume(Format.QCOW2, odd);
        Trial.holds(
                made.capacity().compareTo(odd) >= 0,
                odd.bytes() + " bytes became " + made.capacity().bytes());
        VolumeFound again = trial.perform(new CreateVolume(Trial.blank(made.key(), Format.QCOW2, odd)));
        Trial.same(made, again, "created again");
    }
}
