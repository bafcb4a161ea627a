package io.dosvm.engine.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Operation;
import io.dosvm.OperationStatus.State;
import io.dosvm.Store;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.StepPlan;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.Progress;
import io.dosvm.value.RequestId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Durable work on one node and two, in virtual time. */
class DurableOperationsTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final VirtualWorld world = new VirtualWorld(7);
    private final Store store = TestDatabases.memory();
    private final Workshop.Machine machine = new Workshop.Machine();
    private final Workshop a = node("a");

    private Workshop node(String name) {
        return new Workshop(store, world.node(name), machine);
    }

    @AfterEach
    void nothingFailedBesides() {
        assertEquals(List.of(), world.failures());
        world.close();
    }

    private static DosvmException failed(Operation<?> operation) {
        return assertThrows(DosvmException.class, () -> operation.await(LONG));
    }

    @Test
    void work_isDoneAndTold() {
        Operation<String> operation = a.make("x");
        assertEquals("x", operation.await(LONG));
        assertEquals(State.SUCCEEDED, operation.status().state());
        assertEquals(new Progress(2, 2, "made"), operation.status().progress());
        assertTrue(operation.status().finishedAt().isPresent());
        assertEquals(Set.of("x"), machine.things);
        assertEquals(List.of("x READY"), a.rows());
        List<String> kinds = a.world()
                .database()
                .transaction(
                        "test.events",
                        tx -> tx.list(
                                "SELECT kind FROM event ORDER BY position",
                                java.util.Map.of(),
                                (row, c) -> row.getString("kind")));
        assertEquals(List.of("thing.created", "thing.make.asked", "operation.succeeded", "thing.made"), kinds);
    }

    @Test
    void theTarget_hasOneOperationAtATime() {
        a.make("x").await(LONG);
        machine.next.add(call -> a.runtime().sleep(Duration.ofSeconds(5)));
        Operation<String> first = a.kick("x");
        DosvmException e = assertThrows(DosvmException.class, () -> a.kick("x"));
        assertEquals(ErrorCode.WRONG_STATE, e.code());
        assertEquals(first.id().toString(), e.arguments().get("operation"));
        first.await(LONG);
        a.kick("x").await(LONG);
        assertEquals(List.of("x", "x"), machine.kicks);
    }

    @Test
    void aPassingFailure_isTriedAgain() {
        machine.next.add(call -> {
            throw Workshop.failure(ErrorCode.CONNECT_REACH);
        });
        machine.next.add(call -> {
            throw Workshop.failure(ErrorCode.HOST_LOST);
        });
        Operation<String> operation = a.make("x");
        operation.await(LONG);
        assertEquals(List.of("x READY"), a.rows());
    }

    @Test
    void aStoreOfOneProcess_isNotPolled_andYetNothingWaitsTooLong(@TempDir Path folder) {
        Runtime runtime = world.node("alone");
        try (Workshop alone = new Workshop(Store.embedded(folder), runtime, machine)) {
            alone.make("first").await(LONG);
            world.plan(runtime).startCounting();
            world.sleep(Duration.ofMinutes(10));
            int idle = world.plan(runtime).count();
            assertTrue(idle <= 60, idle + " steps in ten idle minutes");
            machine.next.add(call -> {
                throw Workshop.failure(ErrorCode.CONNECT_REACH);
            });
            alone.make("x").await(Duration.ofSeconds(3));
        }
    }

    @Test
    void aLastingFailure_isUndone_andToldToEveryWaiter() {
        machine.next.add(call -> {
            throw DosvmException.of(ErrorCode.DRIVER_FAILED, "no room (really)")
                    .with("verb", "volume.create")
                    .hint("make room")
                    .build();
        });
        Workshop b = node("b");
        Operation<String> operation = a.make("x");
        DosvmException here = failed(operation);
        DosvmException there =
                failed(b.kernel().operation(Caller.SYSTEM, operation.id().value(), "x"));
        for (DosvmException e : List.of(here, there)) {
            assertEquals(ErrorCode.DRIVER_FAILED, e.code());
            assertEquals("DOSVM-DRIVER-FAILED: no room (really) (make room)", e.getMessage());
            assertEquals("volume.create", e.arguments().get("verb"));
            assertEquals("make room", e.hint());
        }
        assertEquals(State.FAILED, operation.status().state());
        assertEquals(List.of(), a.rows());
        assertEquals(Set.of(), machine.things);
    }

    @Test
    void aHostThatStaysAway_endsTheTrying_andUndoingGoesOnUntilItIsBack() {
        List<Long> asked = new ArrayList<>();
        machine.always = call -> {
            asked.add(a.runtime().nanoTime());
            if (asked.size() < 12) {
                throw Workshop.failure(ErrorCode.CONNECT_REACH);
            }
        };
        Operation<String> operation = a.make("x");
        assertEquals(ErrorCode.CONNECT_REACH, failed(operation).code());
        assertEquals(State.FAILED, operation.status().state());
        assertEquals(12, asked.size());
        assertEquals(List.of(), a.rows());
    }

    @Test
    void whatCannotBeUndone_endsAsUnknown() {
        machine.always = call -> {
            throw Workshop.failure(ErrorCode.DRIVER_FAILED);
        };
        Operation<String> operation = a.make("x");
        assertEquals(
                ErrorCode.DRIVER_FAILED,
                assertThrows(DosvmException.class, () -> operation.await(Duration.ofHours(2)))
                        .code());
        assertEquals(State.UNKNOWN, operation.status().state());
        assertEquals(
                ErrorCode.DRIVER_FAILED,
                operation.status().error().orElseThrow().code());
    }

    @Test
    void aFaultInTheWork_endsItAsInternal() {
        machine.next.add(call -> {
            throw new IllegalStateException("planned");
        });
        assertEquals(ErrorCode.INTERNAL, failed(a.make("x")).code());
        assertEquals(List.of(), a.rows());
    }

    @Test
    void cancel_reachesTheHost_andUndoes() {
        machine.next.add(call -> hang(call, a.runtime()));
        Operation<String> operation = a.make("x");
        world.sleep(Duration.ofSeconds(1));
        operation.cancel();
        assertEquals(State.CANCELLING, operation.status().state());
        assertEquals(ErrorCode.CANCELLED, failed(operation).code());
        assertEquals(State.CANCELLED, operation.status().state());
        assertEquals(List.of(), a.rows());
        operation.cancel();
        assertEquals(State.CANCELLED, operation.status().state());
    }

    @Test
    void cancelOnAnotherNode_isHeard() {
        machine.next.add(call -> hang(call, a.runtime()));
        Workshop b = node("b");
        Operation<String> operation = a.make("x");
        world.sleep(Duration.ofSeconds(1));
        b.kernel().operation(Caller.SYSTEM, operation.id().value(), "x").cancel();
        assertEquals(ErrorCode.CANCELLED, failed(operation).code());
    }

    @Test
    void cancelWhileItWaitsToBeTriedAgain_undoesAtOnce() {
        machine.next.add(call -> {
            throw Workshop.failure(ErrorCode.CONNECT_REACH);
        });
        Operation<String> operation = a.make("x");
        while (operation.status().state() != State.PENDING) {
            world.sleep(Duration.ofMillis(1));
        }
        operation.cancel();
        assertEquals(ErrorCode.CANCELLED, failed(operation).code());
        assertEquals(List.of(), a.rows());
    }

    private static void hang(Call call, Runtime runtime) {
        while (true) {
            call.check();
            runtime.sleep(Duration.ofMillis(100));
        }
    }

    @Test
    void aVerbThatMustNotBeRepeated_isNot_whenItsAnswerIsLost() {
        a.make("x").await(LONG);
        machine.next.add(call -> {
            machine.kicks.add("x");
            throw Workshop.failure(ErrorCode.HOST_LOST);
        });
        Operation<String> kick = a.kick("x");
        assertEquals(ErrorCode.HOST_LOST, failed(kick).code());
        assertEquals(State.UNKNOWN, kick.status().state());
        assertEquals(List.of("x"), machine.kicks);
    }

    @Test
    void aVerbThatMustNotBeRepeated_isRepeated_whenItSurelyDidNotHappen() {
        a.make("x").await(LONG);
        machine.next.add(call -> {
            throw Workshop.failure(ErrorCode.CONNECT_REACH);
        });
        a.kick("x").await(LONG);
        assertEquals(List.of("x"), machine.kicks);
    }

    @Test
    void aVerbThatMustNotBeRepeated_isNot_whenItsNodeDies() {
        a.make("x").await(LONG);
        Workshop b = node("b");
        world.plan(a.runtime()).startCounting();
        world.plan(a.runtime()).crash(step -> step.kind() == Runtime.Step.Kind.HOST, 1, StepPlan.When.AFTER);
        Operation<String> kick = a.kick("x");
        Operation<String> seen = b.kernel().operation(Caller.SYSTEM, kick.id().value(), "x");
        assertEquals(ErrorCode.HOST_LOST, failed(seen).code());
        assertEquals(State.UNKNOWN, seen.status().state());
        assertEquals(List.of("x"), machine.kicks);
    }

    @Test
    void aNodeThatHangs_losesItsWork_andMayWriteNothingMore() {
        Workshop b = node("b");
        AtomicReference<Optional<DosvmException>> late = new AtomicReference<>(Optional.empty());
        machine.next.add(call -> a.runtime().sleep(Duration.ofMinutes(5)));
        // Its store does not answer it any more: it can renew nothing.
        world.plan(a.runtime()).startCounting();
        Operation<String> operation = a.make("x");
        for (int i = 1; i <= 40; i++) {
            world.plan(a.runtime())
                    .fail(
                            step -> step.name().equals("operation.renew"),
                            i,
                            StepPlan.When.BEFORE,
                            () -> new SQLException("planned", "08006"));
        }
        Operation<String> seen =
                b.kernel().operation(Caller.SYSTEM, operation.id().value(), "x");
        assertEquals("x", seen.await(LONG));
        assertEquals(List.of("x READY"), b.rows());
        world.sleep(LONG);
        assertEquals(List.of("x READY"), b.rows());
        assertEquals(Optional.empty(), late.get());
        List<Long> epochs = epochs(b);
        assertEquals(List.of(2L), epochs);
    }

    private static List<Long> epochs(Workshop node) {
        return node.kernel()
                .read(
                        "test.epochs",
                        tx -> tx.list(
                                "SELECT epoch FROM operation", java.util.Map.of(), (row, c) -> row.getLong("epoch")));
    }

    /** Neither what came of it nor that it failed: its lease need not run out for that. */
    @Test
    void whatCouldNotBeWritten_isTakenUpAgain_onceTheStoreAnswers() {
        for (String name : List.of("thing.made", "operation.release")) {
            world.plan(a.runtime())
                    .fail(
                            step -> step.name().equals(name),
                            1,
                            StepPlan.When.BEFORE,
                            () -> new SQLException("planned", "08006", 90067));
        }
        assertEquals("x", a.make("x").await(Duration.ofSeconds(3)));
        assertEquals(List.of(2L), epochs(a));
    }

    @Test
    void aLongCall_keepsItsLease() {
        Workshop b = node("b");
        machine.next.add(call -> a.runtime().sleep(Duration.ofMinutes(5)));
        Operation<String> operation = a.make("x");
        assertEquals(
                "x",
                b.kernel().operation(Caller.SYSTEM, operation.id().value(), "x").await(LONG));
        assertEquals(List.of(1L), epochs(b));
    }

    @Test
    void whatAClosedNodeLeaves_isTakenUpAtOnce() {
        Workshop b = node("b");
        machine.next.add(call -> hang(call, a.runtime()));
        Operation<String> operation = a.make("x");
        world.sleep(Duration.ofSeconds(1));
        long began = b.runtime().nanoTime();
        a.close();
        assertEquals(
                "x",
                b.kernel().operation(Caller.SYSTEM, operation.id().value(), "x").await(LONG));
        assertTrue(Duration.ofNanos(b.runtime().nanoTime() - began).compareTo(Duration.ofSeconds(15)) < 0);
    }

    @Test
    void whoWaitsWhenItCloses_isTold() {
        machine.next.add(call -> hang(call, a.runtime()));
        Operation<String> operation = a.make("x");
        AtomicReference<ErrorCode> code = new AtomicReference<>();
        Runtime.Task waiter = world.node("client")
                .start("waiter", () -> code.set(failed(operation).code()));
        world.sleep(Duration.ofSeconds(1));
        a.close();
        assertTrue(waiter.join(LONG));
        assertEquals(ErrorCode.CLOSED, code.get());
    }

    @Test
    void aWaitThatEndsEarly_neitherFailsNorCancels() {
        machine.next.add(call -> a.runtime().sleep(Duration.ofSeconds(30)));
        Operation<String> operation = a.make("x");
        DosvmException e = assertThrows(DosvmException.class, () -> operation.await(Duration.ofSeconds(3)));
        assertEquals(ErrorCode.TIMEOUT, e.code());
        assertEquals("RUNNING", e.arguments().get("state"));
        assertEquals("x", operation.await(LONG));
    }

    @Test
    void waitingOnAThreadOfOurs_isRefused() {
        AtomicReference<ErrorCode> code = new AtomicReference<>();
        a.world().watches().watch(OptionalLong.of(0), event -> true, event -> {
            if (event.kind().equals("thing.created")) {
                code.set(failed(a.kernel()
                                .operation(Caller.SYSTEM, event.resource().id(), "x"))
                        .code());
            }
        });
        a.make("x").await(LONG);
        world.sleep(Duration.ofSeconds(5));
        assertEquals(ErrorCode.WRONG_THREAD, code.get());
    }

    @Test
    void progress_isToldHereAndElsewhere_untilTheEnd() {
        machine.next.add(call -> {
            for (int i = 0; i < 20; i++) {
                call.report(new Progress(i, 20, "step"));
                a.runtime().sleep(Duration.ofSeconds(1));
            }
        });
        Workshop b = node("b");
        Operation<String> operation = a.make("x");
        List<Progress> here = new ArrayList<>();
        List<Progress> there = new ArrayList<>();
        operation.onProgress(here::add);
        b.kernel().operation(Caller.SYSTEM, operation.id().value(), "x").onProgress(there::add);
        operation.await(LONG);
        world.sleep(Duration.ofSeconds(5));
        for (List<Progress> told : List.of(here, there)) {
            assertTrue(told.size() > 10, "told " + told);
            assertEquals(new Progress(2, 2, "made"), told.get(told.size() - 1));
        }
    }

    @Test
    void aListenerOfProgressThatThrowsAnError_silencesNobody() {
        machine.next.add(call -> {
            for (int i = 0; i < 5; i++) {
                call.report(new Progress(i, 5, "step"));
                a.runtime().sleep(Duration.ofSeconds(1));
            }
        });
        Operation<String> operation = a.make("x");
        List<Progress> bad = new ArrayList<>();
        List<Progress> good = new ArrayList<>();
        operation.onProgress(p -> {
            bad.add(p);
            throw new AssertionError("planned");
        });
        operation.onProgress(good::add);
        operation.await(LONG);
        world.sleep(Duration.ofSeconds(5));
        assertEquals(new Progress(2, 2, "made"), good.get(good.size() - 1));
        assertEquals(new Progress(2, 2, "made"), bad.get(bad.size() - 1));
        assertTrue(bad.size() > 3, "told " + bad);
    }

    @Test
    void aRepeatedRequest_givesTheSameObject_andAnotherIsRefused() {
        Optional<RequestId> request = Optional.of(new RequestId("r-1"));
        Operation<String> first = a.make("x", request);
        Operation<String> second = a.make("x", request);
        assertEquals(first.id(), second.id());
        DosvmException e = assertThrows(DosvmException.class, () -> a.make("y", request));
        assertEquals(ErrorCode.REQUEST_ID_REUSED, e.code());
        first.await(LONG);
        assertEquals(List.of("x READY"), a.rows());
    }

    @Test
    void theQueue_isListed_andForeignCallersAreRefused() {
        machine.next.add(call -> a.runtime().sleep(Duration.ofSeconds(5)));
        Operation<String> operation = a.make("x");
        assertEquals(
                List.of(operation.id()),
                a.operations().view(Caller.SYSTEM, target -> target).unfinished(10).stream()
                        .map(s -> s.id())
                        .toList());
        Caller other = new Caller("mallory", "");
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> a.operations().view(other, t -> t).get(operation.id()).cancel());
        assertEquals(ErrorCode.FORBIDDEN, e.code());
        operation.await(LONG);
    }

    @Test
    void manyAtOnce_areAllDone() {
        List<Operation<String>> all = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            all.add(a.make("x" + i));
        }
        all.forEach(o -> o.await(LONG));
        assertEquals(150, machine.things.size());
    }
}
