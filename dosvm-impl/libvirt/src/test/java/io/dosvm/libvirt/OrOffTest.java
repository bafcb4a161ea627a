package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A VM that lacks what it must have to be up. */
class OrOffTest {
    private final List<String> done = new ArrayList<>();

    private static RuntimeException thrown(Runnable body) {
        return assertThrows(RuntimeException.class, body::run);
    }

    private static void fail(RuntimeException failure) {
        throw failure;
    }

    @Test
    void whateverFails_theVmIsOff_andTheFailureIsTold() {
        RuntimeException lost = new IllegalStateException("the answer is lost");
        assertSame(
                lost, thrown(() -> LibvirtCompute.orOff(() -> fail(lost), failure -> true, () -> done.add("destroy"))));
        assertEquals(List.of("destroy"), done);
    }

    @Test
    void theEndThatFailsToo_doesNotHideWhy() {
        RuntimeException taken = new IllegalStateException("the port is taken");
        RuntimeException left = new IllegalStateException("no end");
        assertSame(taken, thrown(() -> LibvirtCompute.orOff(() -> fail(taken), failure -> true, () -> fail(left))));
        assertArrayEquals(new Throwable[] {left}, taken.getSuppressed());
    }

    @Test
    void whatRanAlready_goesOnWhereThePortIsNotTheReason() {
        RuntimeException lost = new IllegalStateException("the answer is lost");
        assertSame(
                lost,
                thrown(() -> LibvirtCompute.orOff(() -> fail(lost), failure -> false, () -> done.add("destroy"))));
        LibvirtCompute.orOff(() -> done.add("body"), failure -> true, () -> done.add("destroy"));
        assertEquals(List.of("body"), done);
    }
}
