package io.dosvm.engine.planted;

public final class Synchronizes {
    private int count;

    int next() {
        synchronized (this) {
            return ++count;
        }
    }
}
