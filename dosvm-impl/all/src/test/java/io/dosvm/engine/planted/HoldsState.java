package io.dosvm.engine.planted;

import java.util.concurrent.atomic.AtomicInteger;

public final class HoldsState {
    static final AtomicInteger COUNT = new AtomicInteger();
}
