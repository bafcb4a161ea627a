package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime.Step;
import io.dosvm.testkit.NodeCrashed;
import io.dosvm.testkit.StepPlan;
import io.dosvm.testkit.StepPlan.Taken;
import io.dosvm.testkit.StepPlan.When;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does one use case round by round in one scene, and strikes one step of it in each round: the first, the second, and
 * so on, until it ends before the step comes. The runtime numbers the steps; nobody lists them.
 */
final class StepRounds implements AutoCloseable {
    private static final int MOST_STEPS = 500;

    /** Longer than a lease, and than a node that is not heard of counts as living. */
    private static final Duration STOPPED = Duration.ofSeconds(100);

    /** What a caller may be told that stood still in the middle. */
    private static final Set<ErrorCode> LATE = Set.of(ErrorCode.TIMEOUT, ErrorCode.STORE_UNAVAILABLE);

    /** What H2 says where PostgreSQL says 08006. */
    private static final int H2_BROKEN = 90067;

    private final UseCase useCase;
    private final Scene scene;
    private final List<Taken> steps;
    private final boolean touchesHosts;
    private final Map<String, Integer> struck = new LinkedHashMap<>();
    private int round;

    StepRounds(UseCase useCase, Store store, Path folder) {
        this.useCase = useCase;
        this.scene = new Scene(11, store, folder);
        scene.nginx();
        begin();
        Object first = useCase.act().run(scene, round);
        this.steps = scene.plan().steps();
        this.touchesHosts = steps.stream().anyMatch(s -> s.step().kind() == Step.Kind.HOST);
        after("undisturbed", Optional.of(first));
    }

    /** A way in which one call fails. */
    private enum Fault {
        STORE_AWAY(Step.Kind.STATEMENT, When.BEFORE),
        /** The database asks for the transaction to be run again: nobody may notice. */
        CONFLICT(Step.Kind.STATEMENT, When.BEFORE),
        NOT_BEGUN(Step.Kind.TRANSACTION, When.BEFORE),
        /** It is committed, and the answer is lost. */
        COMMIT_UNKNOWN(Step.Kind.TRANSACTION, When.AFTER),
        REQUEST_LOST(Step.Kind.HOST, When.BEFORE),
        ANSWER_LOST(Step.Kind.HOST, When.AFTER),
        REFUSED(Step.Kind.HOST, When.BEFORE);

        private final Step.Kind kind;
        private final When when;

        Fault(Step.Kind kind, When when) {
            this.kind = kind;
            this.when = when;
        }

        Exception failure() {
            return switch (this) {
                case STORE_AWAY, NOT_BEGUN, COMMIT_UNKNOWN ->
                    new SQLException("the test cut the connection", "08006", H2_BROKEN);
                case CONFLICT -> new SQLException("the test wants it again", "40001", 40001);
                case REQUEST_LOST, ANSWER_LOST ->
                    DosvmException.of(ErrorCode.HOST_LOST, "the test cut the connection")
                            .build();
                case REFUSED ->
                    DosvmException.of(ErrorCode.DRIVER_FAILED, "the test let it fail")
                            .build();
            };
        }
    }

    /**
     * Drops the node without close at every step in turn, and opens the store again: before each, and after each but
     * statements, as after one is before the next, or before the commit.
     */
    void dropEverywhere(String store) {
        Optional<Step.Kind> at = drop(1, When.BEFORE);
        for (int number = 1; at.isPresent(); number++) {
            requireFew(number);
            if (at.get() != Step.Kind.STATEMENT) {
                drop(number, When.AFTER);
            }
            at = drop(number + 1, When.BEFORE);
        }
        print(store, "dropped");
    }

    /** Lets every call of a host and of the store fail in turn, in every way. */
    void failEverywhere(String store) {
        for (Fault fault : Fault.values()) {
            boolean more = true;
            for (int n = 1; more; n++) {
                requireFew(n);
                more = fail(fault, n);
            }
        }
        print(store, "failed");
    }

    /** Stops the node at every verb and transaction in turn for longer than its leases, beside another on its store. */
    void stopEverywhere(String store) {
        try (Dosvm other = scene.open(scene.world.node("b"))) {
            for (int number = 1; number <= steps.size(); number++) {
                Step.Kind kind = steps.get(number - 1).step().kind();
                if (kind != Step.Kind.STATEMENT) {
                    stop(number, When.BEFORE);
                }
                if (kind == Step.Kind.HOST) {
                    stop(number, When.AFTER);
                }
            }
            assertEquals(scene.dosvm.id(), other.id());
        }
        print(store, "stopped");
    }

    private void stop(int number, When when) {
        String where = useCase + " stopped " + when + " step " + number;
        StepPlan plan = begin();
        plan.doAt(number, when, () -> {
            // With another node the order is another: inside a transaction it would keep its locks.
            if (plan.steps().get(number - 1).step().kind() != Step.Kind.STATEMENT) {
                struck.merge(when.name(), 1, Integer::sum);
                scene.stop(STOPPED);
            }
        });
        Optional<Object> given = Optional.empty();
        try {
            given = Optional.of(useCase.act().run(scene, round));
        } catch (DosvmException e) {
            assertTrue(LATE.contains(e.code()), where + ": " + e);
        }
        plan.startCounting();
        after(where, given);
    }

    /** The kind of the step that it was dropped at, if it came so far. */
    private Optional<Step.Kind> drop(int number, When when) {
        String where = useCase + " dropped " + when + " step " + number;
        StepPlan plan = begin();
        plan.crashAt(number, when);
        Optional<Object> given = Optional.empty();
        try {
            given = Optional.of(useCase.act().run(scene, round));
        } catch (NodeCrashed e) {
            assertTrue(plan.crashed(), where);
        } catch (DosvmException e) {
            // The test's own thread may find the store closed before it finds its node gone.
            assertTrue(plan.crashed() && e.code() == ErrorCode.CLOSED, where + ": " + e);
        }
        Optional<Step.Kind> at =
                plan.crashed() ? Optional.of(plan.steps().get(number - 1).step().kind()) : Optional.empty();
        if (at.isPresent()) {
            struck.merge(when.name(), 1, Integer::sum);
            scene.reopen();
        }
        scene.plan().startCounting();
        after(where, given);
        return at;
    }

    private boolean fail(Fault fault, int nth) {
        String where = useCase + ": " + fault + " at " + fault.kind + " " + nth;
        AtomicBoolean met = new AtomicBoolean();
        begin().fail(step -> step.kind() == fault.kind, nth, fault.when, () -> {
            met.set(true);
            return fault.failure();
        });
        Optional<Object> given = Optional.empty();
        try {
            given = Optional.of(useCase.act().run(scene, round));
        } catch (DosvmException e) {
            assertTrue(met.get(), () -> where + " has not come yet, and yet: " + e);
            assertTrue(e.code() != ErrorCode.INTERNAL && fault != Fault.CONFLICT, () -> where + ": " + e);
        }
        scene.plan().startCounting();
        if (met.get()) {
            struck.merge(fault.name(), 1, Integer::sum);
        }
        after(where, given);
        return met.get();
    }

    private void requireFew(int number) {
        assertTrue(number < MOST_STEPS, () -> useCase + " never ends: " + steps);
    }

    private StepPlan begin() {
        round++;
        useCase.before().run(scene, round);
        scene.settle();
        StepPlan plan = scene.plan();
        plan.startCounting();
        return plan;
    }

    /**
     * Nothing is half; done again, it is whole and the same; cleared away, nothing is left.
     *
     * @param given what it gave when it was struck, if it ended well
     */
    private void after(String where, Optional<Object> given) {
        if (touchesHosts) {
            scene.reconcile(where + ", settled");
        } else {
            scene.settle();
            scene.check(where + ", settled");
        }
        Object again = useCase.act().run(scene, round);
        given.ifPresent(first -> assertEquals(first, again, where + ", repeated"));
        useCase.after().run(scene, round);
        scene.settle();
        scene.check(where + ", done");
        useCase.clear().run(scene, round);
        scene.settle();
        scene.check(where + ", cleared");
        scene.checkBare(where + ", cleared");
    }

    private void print(String store, String what) {
        TreeMap<String, Integer> kinds = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (Taken step : steps) {
            kinds.merge(step.step().kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
            if (step.step().kind() != Step.Kind.STATEMENT) {
                names.add(step.step().name());
            }
        }
        int times = struck.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println("every step: " + useCase + " on " + store + ": " + steps.size() + " steps " + kinds + ", "
                + what + " " + times + " times " + struck + ": " + String.join(" ", names));
    }

    @Override
    public void close() {
        scene.close();
    }
}
