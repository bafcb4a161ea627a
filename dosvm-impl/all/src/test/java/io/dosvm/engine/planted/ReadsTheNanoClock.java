package io.dosvm.engine.planted;

public final class ReadsTheNanoClock {
    long now() {
        return System.nanoTime();
    }
}
