package io.dosvm.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Progress;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final Duration STALL = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicLong latest =
            new AtomicLong(now.get() + Duration.ofMinutes(10).toNanos());
    private final Runtime runtime = (Runtime) Proxy.newProxyInstance(
            Runtime.class.getClassLoader(), new Class<?>[] {Runtime.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("nanoTime")) {
                    return now.get();
                }
                throw new UnsupportedOperationException(method.getName());
            });

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aCallThatMoves_hasItsTimeAnew_inEveryFormOfIt() {
        List<Progress> told = new ArrayList<>();
        Call call = Call.whileMoving(runtime, STALL, latest::get);
        Call form = call.reporting(told::add).cancelledBy(() -> false);
        assertEquals(STALL, call.remaining());
        for (int i = 1; i <= 5; i++) {
            pass(Duration.ofSeconds(29));
            assertEquals(Duration.ofSeconds(1), form.remaining());
            form.report(new Progress(i, 10, "moving"));
            assertEquals(STALL, call.remaining());
        }
        form.check();
        assertEquals(5, told.size());
    }

    @Test
    void aCallThatSaysTheSameAgain_standsStill() {
        Call call = Call.whileMoving(runtime, STALL, latest::get);
        call.report(new Progress(1, 10, "moving"));
        pass(Duration.ofSeconds(20));
        call.report(new Progress(1, 10, "moving"));
        assertEquals(Duration.ofSeconds(10), call.remaining());
        pass(Duration.ofSeconds(10));
        assertEquals(
                ErrorCode.TIMEOUT,
                assertThrows(DosvmException.class, call::check).code());
        assertEquals(Duration.ZERO, call.remaining());
    }

    @Test
    void aCallThatMoves_endsAtItsLastMoment_whichMayMoveOn() {
        Call call = Call.whileMoving(runtime, STALL, latest::get);
        latest.set(now.get() + Duration.ofSeconds(5).toNanos());
        assertEquals(Duration.ofSeconds(5), call.remaining());
        pass(Duration.ofSeconds(5));
        call.report(new Progress(1, 10, "moving"));
        assertThrows(DosvmException.class, call::check);
        latest.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(STALL, call.remaining());
        call.check();
    }

    @Test
    void aPlainCall_endsInTime_howeverItMoves() {
        Call call = callWithin(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(9));
        call.report(new Progress(1, 10, "moving"));
        assertEquals(Duration.ofSeconds(1), call.remaining());
        pass(Duration.ofSeconds(1));
        assertThrows(DosvmException.class, call::check);
    }

    private Call callWithin(Duration time) {
        Runtime ending = (Runtime) Proxy.newProxyInstance(
                Runtime.class.getClassLoader(),
                new Class<?>[] {Runtime.class},
                (proxy, method, arguments) ->
                        now.get() + (method.getName().equals("endOf") ? ((Duration) arguments[0]).toNanos() : 0));
        return Call.within(ending, time);
    }
}
