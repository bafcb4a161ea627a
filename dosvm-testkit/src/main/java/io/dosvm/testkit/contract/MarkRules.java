package io.dosvm.testkit.contract;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Claim;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.spi.HostDriver.Release;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whose a host is. Each rule takes the host over and leaves it without a mark. */
final class MarkRules {
    private MarkRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("MARK-01 a claim puts the owner's mark on the host", MarkRules::claim),
                rule("MARK-02 claiming again is success", MarkRules::again),
                rule("MARK-03 a host of another owner is refused with HOST_OWNED and stays his", MarkRules::other),
                rule("MARK-04 taking over replaces the mark", MarkRules::takeOver),
                rule("MARK-05 release takes the mark off, and again is success", MarkRules::release),
                rule("MARK-06 releasing another's mark does nothing", MarkRules::releaseOther),
                rule(
                        "MARK-07 a host that its owner knows by another id is refused with HOST_KNOWN, and stays so",
                        MarkRules::knownAlready));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.OWNER_MARK), Extra.NOTHING, body);
    }

    private static OwnerMark claimed(Trial trial) {
        OwnerMark mark = new OwnerMark(trial.owner(), trial.runtime().newId());
        trial.afterwards(new Release(mark));
        Trial.same(mark, trial.perform(new Claim(mark, true)), "the mark after a claim");
        return mark;
    }

    private static Optional<OwnerMark> told(Trial trial) {
        return trial.perform(new HostDriver.Facts()).owner();
    }

    private static void claim(Trial trial) {
        OwnerMark mark = claimed(trial);
        Trial.same(Optional.of(mark), told(trial), "the mark in the facts");
        try (HostDriver other = trial.bench().provider().open(trial.bench().uri(), trial.runtime())) {
            Trial.same(
                    Optional.of(mark),
                    other.perform(new HostDriver.Facts(), trial.call()).owner(),
                    "the mark that a second connection sees");
        }
    }

    private static void again(Trial trial) {
        OwnerMark mark = claimed(trial);
        Trial.same(mark, trial.perform(new Claim(mark, false)), "the mark after a second claim");
    }

    private static OwnerMark ofAnother(Trial trial) {
        return new OwnerMark(trial.runtime().newId(), trial.runtime().newId());
    }

    private static void other(Trial trial) {
        OwnerMark mark = claimed(trial);
        trial.refused(ErrorCode.HOST_OWNED, new Claim(ofAnother(trial), false));
        Trial.same(Optional.of(mark), told(trial), "the mark after another's claim");
    }

    private static void knownAlready(Trial trial) {
        OwnerMark mark = claimed(trial);
        OwnerMark renamed = new OwnerMark(mark.owner(), trial.runtime().newId());
        trial.refused(ErrorCode.HOST_KNOWN, new Claim(renamed, false));
        Trial.same(Optional.of(mark), told(trial), "the mark after a claim under another id");
        trial.perform(new Release(renamed));
        Trial.same(Optional.of(mark), told(trial), "the mark after a release under another id");
        trial.afterwards(new Release(renamed));
        Trial.same(renamed, trial.perform(new Claim(renamed, true)), "the mark after it was replaced");
        Trial.same(Optional.of(renamed), told(trial), "the mark in the facts after it was replaced");
    }

    private static void takeOver(Trial trial) {
        claimed(trial);
        OwnerMark next = ofAnother(trial);
        trial.afterwards(new Release(next));
        Trial.same(next, trial.perform(new Claim(next, true)), "the mark after a take-over");
        Trial.same(Optional.of(next), told(trial), "the mark in the facts after a take-over");
    }

    private static void release(Trial trial) {
        OwnerMark mark = claimed(trial);
        trial.perform(new Release(mark));
        Trial.same(Optional.empty(), told(trial), "the mark after a release");
        trial.perform(new Release(mark));
    }

    private static void releaseOther(Trial trial) {
        OwnerMark mark = claimed(trial);
        trial.perform(new Release(ofAnother(trial)));
        Trial.same(Optional.of(mark), told(trial), "the mark after another's release");
    }
}
