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
import java.util.UUID;

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
                rule("MARK-06 releasing another's mark does nothing", MarkRules::releaseOther));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.OWNER_MARK), Extra.NOTHING, body);
    }

    private static UUID claimed(Trial trial) {
        trial.afterwards(new Release(trial.owner()));
        Trial.same(
                new OwnerMark(trial.owner()), trial.perform(new Claim(trial.owner(), true)), "the mark after a claim");
        return trial.owner();
    }

    private static Optional<OwnerMark> told(Trial trial) {
        return trial.perform(new HostDriver.Facts()).owner();
    }

    private static void claim(Trial trial) {
        UUID owner = claimed(trial);
        Trial.same(Optional.of(new OwnerMark(owner)), told(trial), "the owner in the facts");
        try (HostDriver other = trial.bench().provider().open(trial.bench().uri(), trial.runtime())) {
            Trial.same(
                    Optional.of(new OwnerMark(owner)),
                    other.perform(new HostDriver.Facts(), trial.call()).owner(),
                    "the owner that a second connection sees");
        }
    }

    private static void again(Trial trial) {
        UUID owner = claimed(trial);
        Trial.same(new OwnerMark(owner), trial.perform(new Claim(owner, false)), "the mark after a second claim");
    }

    private static void other(Trial trial) {
        UUID owner = claimed(trial);
        trial.refused(ErrorCode.HOST_OWNED, new Claim(trial.runtime().newId(), false));
        Trial.same(Optional.of(new OwnerMark(owner)), told(trial), "the owner after another's claim");
    }

    private static void takeOver(Trial trial) {
        claimed(trial);
        UUID next = trial.runtime().newId();
        trial.afterwards(new Release(next));
        Trial.same(new OwnerMark(next), trial.perform(new Claim(next, true)), "the mark after a take-over");
        Trial.same(Optional.of(new OwnerMark(next)), told(trial), "the owner after a take-over");
    }

    private static void release(Trial trial) {
        UUID owner = claimed(trial);
        trial.perform(new Release(owner));
        Trial.same(Optional.empty(), told(trial), "the owner after a release");
        trial.perform(new Release(owner));
    }

    private static void releaseOther(Trial trial) {
        UUID owner = claimed(trial);
        trial.perform(new Release(trial.runtime().newId()));
        Trial.same(Optional.of(new OwnerMark(owner)), told(trial), "the owner after another's release");
    }
}
