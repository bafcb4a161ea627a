package io.dosvm.testkit.contract;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All rules against one driver. Used by one thread, which is the bench's where its runtime is virtual.
 *
 * <p>Some rules share one running VM, so rules run fastest in one session, in order.
 *
 * @since 0.1
 */
public final class ContractSession implements AutoCloseable {
    /** What came of a rule that holds. */
    public enum Outcome {
        /** The host does as the rule says. */
        KEPT,
        /** The host lacks a capability, and says so. */
        REFUSED,
        /** The reviewed list of exemptions has it. */
        EXEMPT
    }

    private final ContractBench bench;
    private final Workshop workshop;

    /**
     * Opens a driver; nothing is tried yet.
     *
     * @param bench the host
     * @throws IllegalArgumentException if an exemption names no rule
     */
    public ContractSession(ContractBench bench) {
        this.bench = bench;
        Set<String> unknown = new TreeSet<>(bench.exemptions().keySet());
        rules().forEach(r -> unknown.remove(r.id()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("exemptions name no rule: " + unknown);
        }
        this.workshop = new Workshop(bench);
    }

    /**
     * Every rule, by name.
     *
     * @return the rules in the order in which they run best
     */
    public static List<ContractRule> rules() {
        List<ContractRule> all = new ArrayList<>();
        all.addAll(HostRules.rules());
        all.addAll(MarkRules.rules());
        all.addAll(PoolRules.rules());
        all.addAll(VolumeRules.rules());
        all.addAll(StreamRules.rules());
        all.addAll(NetworkRules.rules());
        all.addAll(DefinitionRules.rules());
        all.addAll(RunningRules.rules());
        all.addAll(UserNicRules.rules());
        all.addAll(EventRules.rules());
        all.addAll(GuestRules.rules());
        all.addAll(EndRules.rules());
        return List.copyOf(all);
    }

    /**
     * Tries one rule, and takes away what it made.
     *
     * @param rule which
     * @return what came of it
     * @throws AssertionError if the rule is broken
     */
    public Outcome check(ContractRule rule) {
        if (bench.exemptions().containsKey(rule.id())) {
            return Outcome.EXEMPT;
        }
        Set<Capability> lacking = new TreeSet<>(rule.needs());
        lacking.removeAll(workshop.facts().capabilities());
        if (lacking.isEmpty()) {
            requireExtra(rule);
        }
        try (Trial trial = new Trial(workshop)) {
            rule.body().run(trial);
        } catch (DosvmException e) {
            if (!lacking.isEmpty() && e.code() == ErrorCode.CAPABILITY_MISSING) {
                return Outcome.REFUSED;
            }
            throw broken(rule, e);
        } catch (Exception | AssertionError e) {
            throw broken(rule, e);
        }
        if (!lacking.isEmpty()) {
            throw new AssertionError(rule + ": the host says that it lacks " + lacking + " and refuses nothing");
        }
        return Outcome.KEPT;
    }

    /** Takes away what the rules shared, and closes the driver and the bench. */
    @Override
    public void close() {
        workshop.close();
        bench.close();
    }

    private void requireExtra(ContractRule rule) {
        boolean there =
                switch (rule.extra()) {
                    case NOTHING -> true;
                    case FREEZING -> bench.freezer().isPresent();
                    case CUTTING -> bench.cutter().isPresent();
                    case IMAGE -> bench.image().isPresent();
                };
        if (!there) {
            throw new AssertionError(rule + ": the bench has nothing for " + rule.extra()
                    + "; give it one, or exempt the rule with a reason");
        }
    }

    private static AssertionError broken(ContractRule rule, Throwable cause) {
        return new AssertionError(rule + ": " + cause.getMessage(), cause);
    }
}
