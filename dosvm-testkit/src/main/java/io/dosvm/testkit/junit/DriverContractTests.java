package io.dosvm.testkit.junit;

import io.dosvm.testkit.contract.ContractBench;
import io.dosvm.testkit.contract.ContractRule;
import io.dosvm.testkit.contract.ContractSession;
import io.dosvm.testkit.contract.ContractSession.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every rule of the driver contract as a JUnit test. A driver's author extends it and says where a host is:
 *
 * <pre>{@code
 * class MyContractTest extends DriverContractTests {
 *     @Override
 *     protected ContractBench bench() {
 *         return new MyBench();
 *     }
 * }
 * }</pre>
 *
 * <p>Exemptions are printed with their reasons.
 *
 * @since 0.1
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DriverContractTests {
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private @Nullable ContractSession session;

    /** For subclasses. */
    protected DriverContractTests() {}

    /**
     * The host to try the rules on. Asked once.
     *
     * @return the bench
     */
    protected abstract ContractBench bench();

    /**
     * The rules, one test each.
     *
     * @return the tests, named by their rules
     */
    @TestFactory
    Stream<DynamicTest> rules() {
        ContractBench bench = bench();
        bench.exemptions().forEach((rule, why) -> print("exempt " + rule + ": " + why));
        ContractSession opened = new ContractSession(bench);
        session = opened;
        return ContractSession.rules().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> check(opened, rule)));
    }

    private void check(ContractSession opened, ContractRule rule) {
        Outcome outcome = opened.check(rule);
        outcomes.merge(outcome, 1, Integer::sum);
        if (outcome == Outcome.REFUSED) {
            print(rule.id() + " refused with CAPABILITY_MISSING, as the host lacks what it needs");
        }
    }

    /** Takes away what the rules shared. */
    @AfterAll
    void endSession() {
        if (session != null) {
            session.close();
        }
        print(outcomes.toString());
    }

    private void print(String line) {
        System.out.println("[contract] " + getClass().getSimpleName() + ": " + line);
    }
}
