package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Does one use case round by round in one scene, with one step of it struck in each round. */
final class StepRounds implements AutoCloseable {
    private static final int MOST_STEPS = 500;

    /** What H2 says where PostgreSQL says 08006. */
    private static final int H2_BROKEN = 90067;

    private final UseCase useCase;
    private final Scene scene;
    private final List<Taken> steps;
    private int round;

    StepRounds(UseCase useCase, Store store, Path folder) {
        this.useCase = useCase;
        this.scene = new Scene(11, store, folder);
        scene.nginx();
        round++;
        useCase.prepare(scene, round);
        scene.plan().startCounting();
        useCase.act(scene, round);
        this.steps = scene.plan().steps();
        after("undisturbed");
        assertTrue(steps.size() < MOST_STEPS, "too many steps: " + steps.size());
    }

    /** Drops the node without close before and after every step in turn, and opens the store again. */
    void dropEverywhere(String store) {
        int dropped = 0;
        for (Taken step : steps) {
            drop(step, When.BEFORE);
            dropped++;
            if (step.step().kind() != Step.Kind.STATEMENT) {
                // After a statement is before the next, or before the commit: the transaction is rolled back.
                drop(step, When.AFTER);
                dropped++;
            }
        }
        print(store, "dropped", dropped);
    }

    /** As {@link #dropEverywhere}, but only where it leaves something else behind than the step before. */
    void dropWhereItShows(String store) {
        int dropped = 0;
        for (Taken step : steps) {
            if (step.step().kind() != Step.Kind.STATEMENT) {
                drop(step, When.AFTER);
                dropped++;
            }
        }
        print(store, "dropped", dropped);
    }

    /** Lets every n-th call of a host and of the store fail in turn: before it is done, after, and for good. */
    void failEverywhere(String store) {
        int failed = 0;
        for (Step.Kind kind : Step.Kind.values()) {
            long calls = steps.stream().filter(s -> s.step().kind() == kind).count();
            for (int n = 1; n <= calls; n++) {
                fail(kind, n, When.BEFORE, broken(kind));
                failed++;
                if (kind != Step.Kind.STATEMENT) {
                    fail(kind, n, When.AFTER, broken(kind));
                    failed++;
                }
                if (kind == Step.Kind.HOST) {
                    fail(kind, n, When.BEFORE, ErrorCode.DRIVER_FAILED);
                    failed++;
                }
            }
        }
        print(store, "failed", failed);
    }

    private void drop(Taken step, When when) {
        String where = useCase + " dropped " + when + " " + step;
        StepPlan plan = begin();
        plan.crashAt(step.number(), when);
        try {
            useCase.act(scene, round);
        } catch (NodeCrashed e) {
            assertTrue(plan.crashed(), where);
        } catch (DosvmException e) {
            // The test's own thread may find the store closed before it finds its node gone.
            assertTrue(plan.crashed() && e.code() == ErrorCode.CLOSED, where + ": " + e);
        }
        if (plan.crashed()) {
            scene.reopen();
        }
        scene.plan().startCounting();
        after(where);
    }

    private void fail(Step.Kind kind, int nth, When when, ErrorCode code) {
        String where = useCase + ": " + kind + " " + nth + " failed " + when + " with " + code;
        StepPlan plan = begin();
        plan.fail(step -> step.kind() == kind, nth, when, () -> failure(code));
        try {
            useCase.act(scene, round);
        } catch (DosvmException e) {
            assertTrue(e.code() != ErrorCode.INTERNAL, where + ": " + e);
        }
        scene.plan().startCounting();
        after(where);
    }

    private static ErrorCode broken(Step.Kind kind) {
        return kind == Step.Kind.HOST ? ErrorCode.HOST_LOST : ErrorCode.STORE_UNAVAILABLE;
    }

    private static Exception failure(ErrorCode code) {
        return code == ErrorCode.STORE_UNAVAILABLE
                ? new SQLException("the test cut the connection", "08006", H2_BROKEN)
                : DosvmException.of(code, "the test let it fail").build();
    }

    private StepPlan begin() {
        round++;
        useCase.prepare(scene, round);
        scene.settle();
        StepPlan plan = scene.plan();
        plan.startCounting();
        return plan;
    }

    /** Nothing is half; done again, it is whole; cleared away, nothing is left. */
    private void after(String where) {
        scene.observe();
        scene.check(where + ", settled");
        useCase.act(scene, round);
        useCase.verify(scene, round);
        scene.settle();
        scene.check(where + ", done");
        UseCase.clear(scene, round);
        scene.check(where + ", cleared");
        assertEquals(1, scene.machine.volumes().size(), where + ", files left");
        assertEquals(List.of(), scene.machine.vms(), where + ", VMs left");
    }

    private void print(String store, String struck, int times) {
        TreeMap<String, Integer> kinds = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (Taken step : steps) {
            kinds.merge(step.step().kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
            if (step.step().kind() != Step.Kind.STATEMENT) {
                names.add(step.step().name());
            }
        }
        System.out.println("every step: " + useCase + " on " + store + ": " + steps.size() + " steps " + kinds + ", "
                + struck + " " + times + " times: " + String.join(" ", names));
    }

    @Override
    public void close() {
        scene.close();
    }
}
