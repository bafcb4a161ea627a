package io.dosvm.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SystemRuntimeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void start_namesItsDaemonThreads() {
        try (Runtime runtime = Runtime.system("unit")) {
            AtomicReference<String> name = new AtomicReference<>("");
            Runtime.Task task = runtime.start(
                    "role",
                    () -> name.set(Thread.currentThread().getName() + " "
                            + Thread.currentThread().isDaemon()));
            assertTrue(task.join(LONG));
            assertTrue(task.done());
            assertEquals("dosvm-unit-role-1 true", name.get());
        }
    }

    @Test
    void signal_raisedBeforeTheWait_isNotLost() {
        try (Runtime runtime = Runtime.system("unit")) {
            Runtime.Signal signal = runtime.signal();
            long seen = signal.count();
            signal.raise();
            assertTrue(signal.await(seen, LONG));
            assertFalse(signal.await(signal.count(), Duration.ofMillis(1)));
        }
    }

    @Test
    void close_interruptsWhatWaits() {
        AtomicReference<ErrorCode> ended = new AtomicReference<>();
        Runtime runtime = Runtime.system("unit");
        Runtime.Signal waiting = runtime.signal();
        Runtime.Task task = runtime.start("waiter", () -> {
            waiting.raise();
            try {
                runtime.sleep(LONG);
            } catch (DosvmException e) {
                ended.set(e.code());
            }
        });
        assertTrue(waiting.await(0, LONG));
        runtime.close();
        assertTrue(task.done());
        assertEquals(ErrorCode.INTERRUPTED, ended.get());
    }

    @Test
    void call_checksDeadlineAndCancellation() {
        try (Runtime runtime = Runtime.system("unit")) {
            assertEquals(
                    ErrorCode.TIMEOUT,
                    assertThrows(DosvmException.class, () -> Call.within(runtime, Duration.ZERO)
                                    .check())
                            .code());
            assertEquals(
                    ErrorCode.CANCELLED,
                    assertThrows(DosvmException.class, () -> Call.within(runtime, LONG)
                                    .cancelledBy(() -> true)
                                    .check())
                            .code());
            Call.within(runtime, LONG).check();
        }
    }

    @Test
    void endOf_aTimeBeyondAllMeasure_isFarAway() {
        try (Runtime runtime = Runtime.system("unit")) {
            assertTrue(runtime.endOf(Duration.ofSeconds(Long.MAX_VALUE)) - runtime.nanoTime() > 0);
            Call.within(runtime, Duration.ofSeconds(Long.MAX_VALUE)).check();
        }
    }

    @Test
    void client_ofAnotherForm_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Runtime.system("a b"));
        assertThrows(IllegalArgumentException.class, () -> Runtime.system(""));
    }

    @Test
    void mark_namesWhatWeMakeAndKnowsItAgain() {
        UUID owner = UUID.fromString("0123abcd-0000-4000-8000-000000000001");
        UUID id = UUID.fromString("00000000-0000-4000-8000-000000000002");
        String name = new Mark(owner, id, 7).madeName();
        assertEquals("dosvm-0123abcd-00000000-0000-4000-8000-000000000002", name);
        assertEquals(Optional.of(id), Mark.idOf(owner, name));
        assertEquals(Optional.empty(), Mark.idOf(owner, "dosvm-0123abcd-nonsense"));
        assertEquals(Optional.empty(), Mark.idOf(UUID.randomUUID(), name));
    }
}
