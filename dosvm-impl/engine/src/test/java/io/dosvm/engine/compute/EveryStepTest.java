package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Store;
import io.dosvm.spi.Runtime.Step;
import io.dosvm.testkit.NodeCrashed;
import io.dosvm.testkit.StepPlan;
import io.dosvm.testkit.StepPlan.Taken;
import io.dosvm.testkit.StepPlan.When;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Drops the node at every step of every use case in turn, and lets every call of a host and of the store fail in
 * turn: afterwards nothing is half.
 */
class EveryStepTest {
    private static final int MOST_STEPS = 500;

    @TempDir
    Path folder;

    private int round;

    @ParameterizedTest
    @EnumSource
    void droppedAtEveryStep(UseCase useCase) {
        run(useCase, Store.embedded(folder.resolve("store")), "H2");
    }

    private void run(UseCase useCase, Store store, String kind) {
        try (Scene scene = new Scene(11, store, folder)) {
            scene.nginx();
            List<Taken> steps = stepsOf(scene, useCase);
            steps.forEach(s -> System.out.println("  " + s));
            long began = System.nanoTime();
            int dropped = 0;
            for (Taken step : steps) {
                for (When when : When.values()) {
                    if (worthDropping(step, when)) {
                        drop(scene, useCase, step.number(), when);
                        dropped++;
                    }
                }
            }
            System.out.println("every step: " + useCase + " on " + kind + ": " + steps.size() + " steps, dropped "
                    + dropped + " times, " + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
    }

    /** Within a transaction it is all the same where: it is rolled back. */
    private static boolean worthDropping(Taken step, When when) {
        return step.step().kind() != Step.Kind.STATEMENT || when == When.BEFORE;
    }

    private List<Taken> stepsOf(Scene scene, UseCase useCase) {
        round++;
        useCase.prepare(scene, round);
        scene.plan().startCounting();
        useCase.act(scene, round);
        List<Taken> steps = scene.plan().steps();
        after(scene, useCase, "undisturbed");
        assertTrue(steps.size() < MOST_STEPS, "too many steps: " + steps.size());
        return steps;
    }

    private void drop(Scene scene, UseCase useCase, int number, When when) {
        String where = useCase + " dropped " + when + " #" + number;
        round++;
        useCase.prepare(scene, round);
        scene.settle();
        StepPlan plan = scene.plan();
        plan.startCounting();
        plan.crashAt(number, when);
        try {
            useCase.act(scene, round);
        } catch (NodeCrashed e) {
            assertTrue(plan.crashed(), where);
        }
        if (plan.crashed()) {
            scene.reopen();
        }
        scene.plan().startCounting();
        after(scene, useCase, where);
    }

    /** Nothing is half; done again, it is whole; cleared away, nothing is left. */
    private void after(Scene scene, UseCase useCase, String where) {
        scene.observe();
        scene.check(where + ", settled");
        useCase.act(scene, round);
        useCase.verify(scene, round);
        scene.observe();
        scene.check(where + ", done");
        UseCase.clear(scene, round);
        scene.check(where + ", cleared");
        assertEquals(1, scene.machine.volumes().size(), where + ", files left");
        assertEquals(List.of(), scene.machine.vms(), where + ", VMs left");
    }
}
