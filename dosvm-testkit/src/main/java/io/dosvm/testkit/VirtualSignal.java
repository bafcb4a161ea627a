package io.dosvm.testkit;

import io.dosvm.spi.Runtime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A signal of a virtual world. The count is guarded by the baton's lock. */
final class VirtualSignal implements Runtime.Signal {
    private final Baton baton;
    private final @Nullable VirtualRuntime node;
    long count;

    VirtualSignal(Baton baton, @Nullable VirtualRuntime node) {
        this.baton = baton;
        this.node = node;
    }

    @Override
    public long count() {
        return baton.count(this);
    }

    @Override
    public void raise() {
        baton.raise(this);
    }

    @Override
    public boolean await(long seen, Duration atMost) {
        if (node == null) {
            throw new IllegalStateException("nobody waits for the test itself");
        }
        return node.await(this, seen, atMost);
    }
}
