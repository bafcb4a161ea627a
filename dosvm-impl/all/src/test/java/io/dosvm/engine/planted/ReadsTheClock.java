package io.dosvm.engine.planted;

import java.time.Instant;
import java.util.function.Supplier;

public final class ReadsTheClock {
    Supplier<Instant> clock = Instant::now;
}
