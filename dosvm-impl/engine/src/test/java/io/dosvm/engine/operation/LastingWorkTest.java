package io.dosvm.engine.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.OperationStatus.State;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.testkit.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that goes on for as long as a host is away. */
class LastingWorkTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final VirtualWorld world = new VirtualWorld(13);
    private final Workshop.Machine machine = new Workshop.Machine();
    private final Workshop a = new Workshop(TestDatabases.memory(), world.node("a"), machine);

    @AfterEach
    void nothingFailedBesides() {
        assertEquals(List.of(), world.failures());
        world.close();
    }

    private static DosvmException failed(Operation<?> operation) {
        return assertThrows(DosvmException.class, () -> operation.await(LONG));
    }

    @Test
    void aHostThatIsAwayForHours_isWaitedFor_andThatIsSeen() {
        AtomicReference<Boolean> away = new AtomicReference<>(true);
        List<Long> asked = new ArrayList<>();
        machine.always = call -> {
            asked.add(a.runtime().nanoTime());
            if (away.get()) {
                throw Workshop.failure(ErrorCode.CONNECT_REACH);
            }
        };
        Operation<String> operation = a.make("x");
        world.sleep(Duration.ofHours(6));
        OperationStatus status = operation.status();
        assertEquals(State.PENDING, status.state());
        assertEquals(asked.size() - 5, status.attempts());
        assertEquals(ErrorCode.CONNECT_REACH, status.error().orElseThrow().code());
        long longest = 0;
        for (int i = 1; i < asked.size(); i++) {
            longest = Math.max(longest, asked.get(i) - asked.get(i - 1));
        }
        assertTrue(longest > Duration.ofSeconds(45).toNanos(), "longest pause " + Duration.ofNanos(longest));
        assertTrue(longest <= Duration.ofMinutes(1).toNanos() + 1_000_000, "longest " + Duration.ofNanos(longest));
        DosvmException late = assertThrows(DosvmException.class, () -> operation.await(Duration.ofSeconds(1)));
        assertEquals(ErrorCode.TIMEOUT, late.code());
        assertTrue(late.getMessage().contains("CONNECT-REACH"), late.getMessage());
        away.set(false);
        answers();
        assertEquals(
                ErrorCode.CONNECT_REACH,
                assertThrows(DosvmException.class, () -> operation.await(Duration.ofSeconds(3)))
                        .code());
        assertEquals(State.FAILED, operation.status().state());
        assertEquals(0, operation.status().attempts());
        assertEquals(List.of(), a.rows());
    }

    /** Nobody can wake what does not sleep: it finds out by itself that it need not lie down again. */
    @Test
    void aHostThatComesBack_whileItIsStillBeingAsked_isAskedAgainAtOnce() {
        a.make("x").await(LONG);
        AtomicReference<Boolean> away = new AtomicReference<>(true);
        machine.always = call -> {
            if (away.get()) {
                a.runtime().sleep(Duration.ofSeconds(20));
                throw Workshop.failure(ErrorCode.HOST_LOST);
            }
        };
        Operation<String> drop = a.drop("x");
        while (drop.status().attempts() < 10 || drop.status().state() != State.RUNNING) {
            world.sleep(Duration.ofSeconds(1));
        }
        away.set(false);
        answers();
        while (drop.status().state() == State.RUNNING) {
            world.sleep(Duration.ofMillis(100));
        }
        drop.await(Duration.ofSeconds(3));
        assertEquals(List.of(), a.rows());
    }

    @Test
    void whatIsToGo_goes_howeverLongItsHostIsAway() {
        a.make("x").await(LONG);
        AtomicReference<Boolean> away = new AtomicReference<>(true);
        machine.always = call -> {
            if (away.get()) {
                throw Workshop.failure(ErrorCode.HOST_LOST);
            }
        };
        Operation<String> drop = a.drop("x");
        world.sleep(Duration.ofHours(6));
        assertEquals(State.PENDING, drop.status().state());
        assertTrue(drop.status().attempts() > 100, "tried " + drop.status().attempts());
        away.set(false);
        answers();
        drop.await(Duration.ofSeconds(3));
        assertEquals(Set.of(), machine.things);
        assertEquals(List.of(), a.rows());
    }

    @Test
    void whatIsToGo_staysIfItIsCancelled() {
        a.make("x").await(LONG);
        machine.always = call -> {
            throw Workshop.failure(ErrorCode.HOST_LOST);
        };
        Operation<String> drop = a.drop("x");
        world.sleep(Duration.ofHours(6));
        drop.cancel();
        assertEquals(ErrorCode.CANCELLED, failed(drop).code());
        assertEquals(List.of("x READY"), a.rows());
    }

    private void answers() {
        a.kernel().write(Caller.SYSTEM, "test.answers", tx -> {
            machine.back = tx.now();
            a.kernel().hostAnswers(tx, Workshop.HOST);
            return Workshop.HOST;
        });
    }
}
